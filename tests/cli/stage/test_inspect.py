"""`stage inspect`, on the line of an account of a server of its own."""

# pyright: reportPrivateUsage=false

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.main import main
from safespot_tui.cli.parser import new_parser
from safespot_tui.cli.stage import inspect
from safespot_tui.config.credentials import save_token
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId, UserId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.server.serve import serving
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from tests.tui.until import until


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    async with serving(f"sqlite:///{tmp_path / 'server.sqlite3'}", port=0) as url:
        yield Cast(url, {}, may_register=True)


@pytest.fixture
async def ana(cast: Cast, own_home: Path) -> Account:
    """Has a profile."""
    ana = await cast.account("Ana")
    profile = Profile("default", ana.server, ana.email, ana.user_id, ana.alias)
    save_profile(profile)
    save_token(profile, ana.token)
    return ana


async def say(cast: Cast, ana: Account, text: str) -> tuple[str, ConversationId]:
    """Somebody writes to Ana; gives who it was, and where."""
    account = await cast.account("Beto")
    gateway = await account.gateway(OriginClientId("elsewhere"), Instruments())
    opened = await gateway.create_dm(UserId(ana.user_id))
    number = len(text)
    send = SendMessage(
        opened.conversation_id,
        ClientMessageId(f"00000000-0000-4000-8000-{number:012}"),
        safe_text(text),
    )
    await gateway.perform(send)
    await gateway.aclose()
    return account.alias, opened.conversation_id


def options(*arguments: str) -> argparse.Namespace:
    return new_parser(["stage"]).parse_args(["stage", "inspect", *arguments])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seconds", "0"], "--seconds must be more than 0."),
        (["--why", "angry", "c-1"], "--why takes unread, failed or missing, and an id."),
    ],
)
def test_what_makes_no_sense_is_told(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stage", "inspect", *arguments]) == ExitCode.USAGE
    assert capsys.readouterr().err.strip() == words


async def test_what_crosses_is_printed_in_lines(
    cast: Cast, ana: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    said = list[str]()
    inspecting = asyncio.create_task(inspect._until_signal(options(), None))

    def printed(words: str) -> bool:
        said.append(capsys.readouterr().out)
        return words in "".join(said)

    await until(lambda: printed("GET /sync"))
    await until(lambda: printed("GET /events"))
    await say(cast, ana, "¿venís?")
    await until(lambda: printed("conversation-created"))
    inspecting.cancel()
    assert await inspecting == ExitCode.OK
    printed("")
    lines = "".join(said).splitlines()
    (created,) = [line for line in lines if "message-created" in line]
    assert "Δ" in created
    assert len(lines) == len({line.split()[1] for line in lines} | {"the stream, again"})
    assert ana.token not in "".join(said)


async def test_what_crosses_is_printed_as_json_if_it_is_wanted(
    cast: Cast, ana: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    await say(cast, ana, "¿venís?")
    wanted = options("--json", "--filter", "sync status=200", "--seconds", "0.4")
    assert await inspect._inspect(wanted, None) == ExitCode.OK
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["kind"] for entry in entries] == ["called", "asked", "answered", "patched"]
    assert entries[1]["path"] == "/sync"


async def test_why_something_is_unread_or_missing_is_answered(
    cast: Cast, ana: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    alias, conversation_id = await say(cast, ana, "¿venís?")
    for about in (alias, conversation_id):
        asked = options("--why", "unread", about)
        assert await inspect._inspect(asked, inspect._question(asked)) == ExitCode.OK
        assert "has 1 unread message" in capsys.readouterr().out
    asked = options("--why", "missing", "m-none", "--json")
    assert await inspect._inspect(asked, inspect._question(asked)) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told["sentences"][0] == "It is not here."
    assert told["sentences"][1].startswith("No entry names it")
