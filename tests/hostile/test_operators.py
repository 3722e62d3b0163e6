"""Hostile text before an operator: names and paths on the console, and what the server logs."""

import asyncio
import io
import json
import logging
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from safespot_tui.cli import administration, output
from safespot_tui.cli.main import main
from safespot_tui.server import structured_log
from safespot_tui.server.engines import database_for
from safespot_tui.server.schema import users
from tests.hostile.payloads import CORPUS
from tests.hostile.sequences import kinds
from tests.hostile.test_screen import WORST

EMAIL = "ana@example.org"
STORABLE = WORST.replace("\x00", "").replace("\ud800", "")
"""No database holds the other two; no path and no argument either."""
SOME = [STORABLE, *(each.text for each in CORPUS[::40])]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which somebody is called as no server lets anybody be called today."""
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    url = f"sqlite:///{tmp_path / 'city.db'}"
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    words = ["--email", EMAIL, "--alias", "Ana", "--password-stdin"]
    assert main(["admin", "create-user", "--database-url", url, *words]) == 0

    async def rename() -> None:
        database = database_for(url)
        await database.open()
        try:
            await database.write(lambda c: c.execute(update(users).values(alias=STORABLE)))
        finally:
            await database.close()

    asyncio.run(rename())
    return url


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(arguments)
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_a_name_in_the_database_is_shown_and_not_obeyed(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    capsys.readouterr()
    exported = tmp_path / "ana.jsonl"
    for task in (
        ("set-role", EMAIL, "moderator"),
        ("revoke-tokens", EMAIL),
        ("export", "--user", EMAIL, "--output", str(exported)),
        ("stats",),
        ("stats", "--json"),
    ):
        told = said(capsys, "admin", task[0], "--database-url", url, *task[1:])
        assert set(kinds(told)) <= {"C0 0A"}, task
        assert "@click" in told or task[0] in {"stats", "export"}
    text = exported.read_text("ascii")
    assert set(kinds(text)) == {"C0 0A"}
    rows = [json.loads(line) for line in text.splitlines()]
    assert STORABLE in [row.get("alias") for row in rows], "an export is of what there is"


def test_the_check_would_notice_what_got_through(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(administration, "safe_line", str)
    told = said(capsys, "admin", "revoke-tokens", "--database-url", url, EMAIL)
    assert "OSC 52" in kinds(told)
    monkeypatch.setattr(output, "safe_text", str)
    told = said(capsys, "serve", "--metrics-token-file", f"/nowhere/{STORABLE}")
    assert "OSC 52" in kinds(told)


def test_what_was_copied_onto_an_operators_command_line_is_quoted_safely(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for text in SOME:
        for arguments in (
            ["admin", "revoke-tokens", "--database-url", url, text],
            ["admin", "export", "--database-url", url, "--user", EMAIL, "--output", f"/no/{text}"],
            ["admin", "stats", "--database-url", text],
            ["admin", "stats", "--database-url", f"sqlite:////nowhere/{text}"],
            ["migrate", "status", "--database-url", text],
            ["serve", "--host", text, "--port", "0", "--database-url", url],
            ["serve", "--database-url", f"sqlite:////nowhere/{text}"],
            ["serve", "--metrics-token-file", f"/nowhere/{text}"],
        ):
            told = said(capsys, *(each.replace("\x00", "") for each in arguments))
            assert told, arguments
            assert set(kinds(told)) <= {"C0 0A"}, arguments
    assert not (tmp_path / "log").exists(), "nothing crashed"


def test_the_server_logs_one_line_for_each_thing():
    formatter = structured_log.JsonFormatter()
    for payload in CORPUS:
        text = payload.text
        try:
            raise RuntimeError(text)
        except RuntimeError:
            problem = sys.exc_info()
        record = logging.LogRecord("x", logging.INFO, "x", 1, f"it says {text}", (), problem)
        record.fields = {"path": text, "alias": text}
        line = formatter.format(record)
        assert line.isascii(), payload
        assert line.isprintable(), payload
        assert json.loads(line)["alias"] == text
