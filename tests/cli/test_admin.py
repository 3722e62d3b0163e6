"""`safespot-tui admin`, on a database of its own."""

import asyncio
import io
import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text

from safespot_tui.cli.main import main
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.standing import Standing
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.passwords import Passwords
from safespot_tui.server.engines import database_for
from safespot_tui.server.moderation import audit
from safespot_tui.server.schema import accounts
from safespot_tui.server.schema import sessions as session_rows
from safespot_tui.server.seed import Seeder, seed
from safespot_tui.server.transaction import Transaction

PASSWORD = "correct horse"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CANARY = "only-for-the-two-of-us"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, own_home: Path) -> Iterator[str]:
    """A database that is not there yet, or one that is another program's to make."""
    if request.param == "sqlite":
        yield f"sqlite:///{own_home / 'city.db'}"
    else:
        with request.getfixturevalue("postgres").database() as address:
            yield address


@pytest.fixture
def file_url(own_home: Path) -> str:
    return f"sqlite:///{own_home / 'city.db'}"


def admin(
    url: str, monkeypatch: pytest.MonkeyPatch, task: str, *words: str, password: str = PASSWORD
) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["admin", task, "--database-url", url, *words])


@pytest.fixture
def ana(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    words = ("--email", "Ana@Example.org", "--alias", "Ana", "--password-stdin")
    assert admin(url, monkeypatch, "create-user", *words) == 0
    alias, _, id_ = capsys.readouterr().out.strip().partition(" has an account now: ")
    assert alias == "Ana"
    return id_


def on(url: str, function: Any, *, write: bool = False) -> Any:
    async def work() -> Any:
        database = database_for(url)
        await database.open()
        try:
            return await (database.write if write else database.read)(function)
        finally:
            await database.close()

    return asyncio.run(work())


def test_an_account_is_made_as_the_server_would(ana: str, url: str) -> None:
    row = on(url, lambda c: c.execute(select(accounts)).one())
    assert (row.user_id, row.email, row.role) == (ana, "ana@example.org", Standing.MEMBER)
    assert PASSWORD not in row.password_hash
    passwords = Passwords()
    assert asyncio.run(passwords.verify(row.password_hash, PASSWORD))
    passwords.close()


@pytest.mark.parametrize(
    ("email", "alias", "password", "code", "says"),
    [
        ("ana@example.org", "Otra", PASSWORD, 1, "There is an account with this e-mail."),
        ("otra@example.org", " aNa ", PASSWORD, 1, "Somebody goes by this alias already."),
        ("otra@example.org", "Otra", "short", 2, "An account cannot have this: password."),
        ("nowhere", "", PASSWORD, 2, "An account cannot have this: alias, email."),
    ],
)
@pytest.mark.usefixtures("ana")
def test_why_an_account_is_not_made(
    email: str,
    alias: str,
    password: str,
    code: int,
    says: str,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--email", email, "--alias", alias, "--password-stdin")
    assert admin(url, monkeypatch, "create-user", *words, password=password) == code
    said = capsys.readouterr()
    assert said.err.strip() == says
    assert "short" not in said.err + said.out


@pytest.mark.parametrize("name", ["ana@example.org", "ANA", "id"])
def test_a_role_is_given(
    name: str,
    ana: str,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert admin(url, monkeypatch, "set-role", ana if name == "id" else name, "moderator") == 0
    assert capsys.readouterr().out == "Ana has the role moderator now.\n"
    assert on(url, lambda c: c.scalar(select(accounts.c.role))) == Standing.MODERATOR


@pytest.mark.parametrize("task", ["set-role", "revoke-tokens", "export", "export-conversation"])
def test_nobody_of_that_name(
    task: str,
    ana: str,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tmp_path / "out.jsonl"
    words = {
        "set-role": ["nobody", "admin"],
        "revoke-tokens": ["nobody"],
        "export": ["--user", "nobody", "--output", str(output)],
        "export-conversation": ["--conversation", ana, "--output", str(output)],
    }[task]
    assert admin(url, monkeypatch, task.partition("-conv")[0], *words) == 1
    assert "nobody and nothing of that name" in capsys.readouterr().err
    assert not output.exists()


def test_a_typing_mistake_makes_no_database(
    file_url: str,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert admin(file_url, monkeypatch, "stats") == 1
    assert "There is no database there" in capsys.readouterr().err
    assert list(own_home.glob("city*")) == []


@pytest.mark.usefixtures("ana")
def test_who_has_an_account_is_not_invited(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert admin(url, monkeypatch, "invite", "ana") == 1
    assert "They have an account already." in capsys.readouterr().err
    assert admin(url, monkeypatch, "invite", "nobody") == 1


def test_tokens_are_revoked(
    ana: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _again in range(2):
        on(url, lambda c: sessions.create(c, ana, NOW), write=True)
    assert admin(url, monkeypatch, "revoke-tokens", "ana") == 0
    assert capsys.readouterr().out == "Ana was logged out of 2 sessions.\n"
    assert on(url, lambda c: c.execute(select(session_rows)).all()) == []


def test_who_forgot_a_password_is_given_another(
    ana: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("set-password", "ana", "--password-stdin")
    on(url, lambda c: sessions.create(c, ana, NOW), write=True)
    assert admin(url, monkeypatch, *words, password="short") == 2
    assert "A password has 8 to 256 characters." in capsys.readouterr().err
    assert len(on(url, lambda c: c.execute(select(session_rows)).all())) == 1
    assert admin(url, monkeypatch, *words, password="another horse") == 0
    said = capsys.readouterr().out
    assert said == "Ana has another password now, and was logged out everywhere.\n"
    assert on(url, lambda c: c.execute(select(session_rows)).all()) == []
    row = on(url, lambda c: c.execute(select(accounts)).one())
    passwords = Passwords()
    assert asyncio.run(passwords.verify(row.password_hash, "another horse"))
    passwords.close()


def test_without_an_account_there_is_nothing_to_change(
    ana: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on(url, lambda c: c.execute(delete(accounts)), write=True)
    for words in (("set-role", "Ana", "admin"), ("set-password", "Ana", "--password-stdin")):
        assert admin(url, monkeypatch, *words) == 1
        assert capsys.readouterr().err.startswith("They have no account.")


def talk(seeder: Seeder) -> dict[str, str]:
    beto, carla = (
        seeder.create_user(f"{name}@example.org", PASSWORD, name, NOW) for name in ("beto", "carla")
    )
    report = seeder.create_report("Bache", "calles", carla, NOW)
    dm = seeder.create_dm(beto, carla, NOW, report_id=report)
    group = seeder.create_group("Vecinos", [carla, beto], NOW)
    mine = seeder.add_message(dm, beto, "hola \x1b[31m", NOW)
    hers = seeder.add_message(dm, carla, CANARY, NOW)
    seeder.add_message(group, beto, "a todos", NOW)
    seeder.add_reaction(hers, beto, "👍", NOW)
    return {"beto": beto, "carla": carla, "dm": dm, "group": group, "mine": mine, "hers": hers}


@pytest.fixture
def talked(url: str) -> dict[str, str]:
    async def work() -> dict[str, str]:
        database = database_for(url)
        await database.open()
        try:
            return await seed(database, talk, Random(1))
        finally:
            await database.close()

    return asyncio.run(work())


def exported(
    url: str, monkeypatch: pytest.MonkeyPatch, path: Path, *whose: str
) -> dict[str, list[dict[str, Any]]]:
    assert admin(url, monkeypatch, "export", *whose, "--output", str(path)) == 0
    found: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        row = json.loads(line)
        found.setdefault(row.pop("kind"), []).append(row)
    return found


def test_all_of_one_user_is_exported(
    talked: dict[str, str],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "beto.jsonl"
    before = os.umask(0)
    try:
        found = exported(url, monkeypatch, path, "--user", "beto")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [row["content"] for row in found["message"]] == ["hola \x1b[31m", "a todos"]
    assert {row["id"] for row in found["conversation"]} == {talked["dm"], talked["group"]}
    assert [row["alias"] for row in found["user"]] == ["beto"]
    assert found["account"] == [
        {"user_id": talked["beto"], "email": "beto@example.org", "role": "member"}
    ]
    assert [row["emoji"] for row in found["reaction"]] == ["👍"]
    assert len(found["membership"]) == 2
    text = path.read_text(encoding="ascii")
    assert CANARY not in text, "what others wrote is theirs"
    assert "argon2" not in text
    said = capsys.readouterr()
    rows = sum(map(len, found.values()))
    assert said.out == f"{rows} rows are in {path}.\n"
    assert said.err.splitlines()[-1].startswith(f"100 %, {rows} of {rows} rows")


def test_all_of_one_conversation_is_exported(
    talked: dict[str, str], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose = ("--conversation", talked["dm"].upper())
    found = exported(url, monkeypatch, tmp_path / "dm.jsonl", *whose)
    assert [row["content"] for row in found["message"]] == ["hola \x1b[31m", CANARY]
    assert {row["alias"] for row in found["user"]} == {"beto", "carla"}
    assert len(found["reaction"]) == len(found["report"]) == len(found["conversation"]) == 1
    assert "account" not in found


@pytest.mark.usefixtures("talked")
def test_nothing_is_written_over(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "beto.jsonl"
    path.write_text("mine")
    assert admin(url, monkeypatch, "export", "--user", "beto", "--output", str(path)) == 1
    said = capsys.readouterr().err
    assert said == f"{path} is there already. Name a file that is not.\n"
    assert path.read_text() == "mine"


@pytest.mark.usefixtures("talked")
def test_how_much_there_is(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert admin(url, monkeypatch, "set-role", "carla", "admin") == 0
    capsys.readouterr()
    assert admin(url, monkeypatch, "stats", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["accounts"] == {"member": 1, "moderator": 0, "admin": 1}
    assert found["conversations"] == {"dm": 1, "group": 1}
    assert (found["users"], found["messages"], found["reports"]) == (2, 4, 1)
    assert admin(url, monkeypatch, "stats") == 0
    lines = dict(line.rsplit(None, 1) for line in capsys.readouterr().out.splitlines())
    assert lines["messages"] == "4"
    assert lines["accounts: admin"] == "1"


def test_the_trail_is_printed_and_verified(
    ana: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def act(connection: Connection) -> None:
        transaction = Transaction(connection, ana, None, NOW)
        for reason in ("insultos", "¡otra vez! \x1b[31m"):
            audit.record(transaction, AuditAction.USER_MUTED, reason, user_id=ana)

    on(url, act, write=True)
    assert admin(url, monkeypatch, "audit") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1  ")
    assert "Ana · muted Ana: insultos" in first
    assert "\x1b" not in second
    assert admin(url, monkeypatch, "audit", "--json") == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert [(entry["number"], entry["actor_id"]) for entry in entries] == [(1, ana), (2, ana)]
    assert admin(url, monkeypatch, "audit", "--verify") == 0
    assert f"2 entries are as they were written. Hash of the last: {entries[1]['sha256']}" in (
        capsys.readouterr().out
    )

    def forge(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit SET reason = 'nada' WHERE number = 2"))

    on(url, forge, write=True)
    assert admin(url, monkeypatch, "audit", "--verify") == 1
    assert "Entry 2 is not what was written there, or is missing." in capsys.readouterr().err
    assert admin(url, monkeypatch, "audit", "--verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["wrong"] == 2


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("nonsense", 2, "not usable"),
        ("mysql://localhost/x", 2, "not usable"),
        ("sqlite:////nowhere/at/all.db", 1, "There is no database there"),
    ],
)
def test_a_useless_address_is_a_sentence(
    url: str,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert admin(url, monkeypatch, "stats") == code
    assert says in capsys.readouterr().err
