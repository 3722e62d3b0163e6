"""Who was in the old chat can log in here, with the password they have."""

import asyncio
from typing import Any

import httpx
import pytest

from safespot_tui.cli.main import main
from safespot_tui.gateway.auth import accept_invitation, log_in
from safespot_tui.gateway.errors import Rejected
from safespot_tui.migration import steps
from safespot_tui.migration.legacy_schema import NEW_SCHEMA
from safespot_tui.migration.phases import Phase
from safespot_tui.server.app import create_app
from safespot_tui.server.serve import serving

from .conftest import Town
from .old_chat import hashed

EMAIL = "beto@example.org"
PASSWORD = "perro1"
"""Six characters: the old chat asks for no more."""


def served(town: Town) -> str:
    path = f"options=-csearch_path%3D{NEW_SCHEMA}"
    return f"{town.url}{'&' if '?' in town.url else '?'}{path}"


def accounts(town: Town) -> dict[str, str]:
    """The hash of each e-mail."""
    rows = town.old.ask(f"SELECT email, password_hash FROM {NEW_SCHEMA}.accounts")
    return {row.email: row.password_hash for row in rows}


async def test_a_person_of_the_old_chat_logs_in_and_sees_what_is_theirs(town: Town) -> None:
    town.old.register(town.beto, " Beto@Example.org", PASSWORD)
    town.talk("hola", is_read=True, is_delivered=True)
    town.talk("¿estás?")
    town.reach(Phase.OLD_READERS)
    app = create_app(served(town))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:

            async def log_in(password: str) -> httpx.Response:
                body = {"email": EMAIL, "password": password}
                return await http.post("/sessions", json=body)

            assert (await log_in("perro2")).status_code == 401
            session = (await log_in(PASSWORD)).json()
            assert session["user"] == {"id": str(town.beto), "alias": "Beto"}
            http.headers["Authorization"] = f"Bearer {session['token']}"
            entities = (await http.get("/sync")).json()["entities"]
            room = str(town.room)
            conversation = entities["conversations"][room]
            own = entities["members"][room][str(town.beto)]
            assert conversation["head_position"] - own["read_position"] == 1
            page = (await http.get(f"/conversations/{room}/messages")).json()
            said = [page["entities"]["messages"][id_]["content"] for id_ in page["ids"]]
            assert said == ["hola", "¿estás?"]
            assert accounts(town)["beto@example.org"].startswith("$argon2id$")
            assert (await log_in(PASSWORD)).status_code == 201
    assert town.verify().clean


async def test_who_had_no_password_is_invited(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the operator, once; and is who they were."""
    town.talk("hola")
    town.reach(Phase.OLD_READERS)
    task = ["admin", "invite", "--database-url", served(town), str(town.beto)]
    assert await asyncio.to_thread(main, task) == 0
    _, _, code = capsys.readouterr().out.strip().rpartition("--invitation=")
    async with serving(served(town)) as url:
        identity = await accept_invitation(url, EMAIL, "ocho ocho", code)
        assert (identity.user.id, identity.user.alias) == (str(town.beto), "Beto")
        with pytest.raises(Rejected, match="not good any more"):
            await accept_invitation(url, EMAIL, "ocho ocho", code)
        assert (await log_in(url, EMAIL, "ocho ocho")).user == identity.user


def test_an_account_follows_the_old_one(town: Town) -> None:
    """Into the new tables, before and after the backfill, until the old tables are gone."""
    town.old.register(town.ana, "ana@example.org", PASSWORD)
    town.expand()
    town.old.register(town.beto, "beto@example.org", PASSWORD)
    assert set(accounts(town)) == {"beto@example.org"}
    town.backfill()
    assert set(accounts(town)) == {"ana@example.org", "beto@example.org"}
    town.old.ask(f"UPDATE {NEW_SCHEMA}.accounts SET password_hash = '$argon2id$'")
    town.old.ask("UPDATE user_auth SET last_login_at = now()")
    town.backfill()
    assert set(accounts(town).values()) == {"$argon2id$"}, "what nobody changed stays"
    changed = hashed("otra")
    town.old.ask("UPDATE user_auth SET password_hash = %s WHERE email LIKE 'ana%%'", changed)
    assert accounts(town)["ana@example.org"] == changed
    town.old.ask("DELETE FROM user_auth WHERE anonymous_id = %s", town.beto)
    assert set(accounts(town)) == {"ana@example.org"}
    assert town.verify().clean


def test_accounts_that_nobody_can_log_in_with_are_reported(town: Town) -> None:
    ciro = town.old.person("Ciro")
    town.old.register(town.ana, "vecina@example.org", PASSWORD)
    town.old.register(town.beto, "Vecina@example.org", PASSWORD)
    town.old.register(ciro, "ciro@example.org", None)
    town.old.register(None, "nadie@example.org", PASSWORD)
    town.reach(Phase.DUAL)
    assert set(accounts(town)) == {"vecina@example.org"}
    found = steps.status(town.tool).awkward
    assert [found[kind] for kind in ("email_taken", "no_password", "nobodys_account")] == [1, 1, 1]
    town.old.ask("UPDATE user_auth SET password_hash = %s", hashed(PASSWORD))
    assert set(accounts(town)) == {"vecina@example.org", "ciro@example.org"}
    assert "no_password" not in steps.status(town.tool).awkward


def test_whoever_never_wrote_can_be_found(town: Town) -> None:
    silent = town.old.person("Zoe")
    town.reach(Phase.DUAL)
    later = town.old.person("Yago")
    town.old.person(None)
    rows: list[Any] = town.old.ask(f"SELECT id FROM {NEW_SCHEMA}.users")
    assert {row.id for row in rows} == {str(p) for p in (town.ana, town.beto, silent, later)}


def test_a_lost_account_stops_the_way(town: Town) -> None:
    town.old.register(town.ana, "ana@example.org", PASSWORD)
    town.reach(Phase.DUAL)
    town.old.ask(f"DELETE FROM {NEW_SCHEMA}.accounts")
    assert (town.verify().accounts, town.verify().clean) == (1, False)


def test_an_old_chat_without_accounts_and_stars(untouched: Town) -> None:
    town = untouched
    town.old.ask("DROP TABLE user_auth")
    town.old.ask("DROP TABLE starred_messages")
    town.talk("hola")
    town.reach(Phase.CLEAN)
    assert town.new.contents(town.beto, town.room) == ["hola"]
    with pytest.raises(KeyError):
        accounts(town)["ana@example.org"]
