"""A tape of what somebody does in the app."""

from contextlib import suppress
from pathlib import Path

import pytest

from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import Client, opened
from safespot_tui.stage.report.outcome import Passed
from safespot_tui.stage.settled import Restless, settled
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.player import play
from safespot_tui.stage.tape.recorder import TapeRecorder, name_for
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.engine import Launch, OpenEngine


class Watch:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("last", ["enter", "f10", "ctrl+q"])
async def test_what_ended_it_is_not_done_again(last: str, cast: Cast, tmp_path: Path) -> None:
    account = await cast.account("Ana")
    recorder, instruments = TapeRecorder("Ana", account.alias, Watch()), Instruments()
    instruments.witness = recorder
    async with opened("Ana", account, tmp_path, instruments=instruments) as client:
        await client.wait_for(lambda: client.state.connection == "live")
        await client.press("f1", "down")
        with suppress(Restless):
            await client.press(last)
    assert recorder.tape.endswith("\nF1\nDown\nExpectSynced\n")


async def test_what_is_done_becomes_a_tape_that_can_be_played(cast: Cast, tmp_path: Path) -> None:
    account, watch = await cast.account("Ana"), Watch()
    recorder, instruments = TapeRecorder("Ana", account.alias, watch), Instruments()
    instruments.witness = recorder
    async with opened("Ana", account, tmp_path, instruments=instruments) as client:
        await client.wait_for(lambda: client.state.connection == "live")
        await do(client, account.alias, watch)
    assert recorder.tape == (
        "Set Size 80x24\nSet Locale en\n\nAs Ana\nF1\n"
        'Wait "↑ ↓ scroll · Ctrl+P finds and"\n'
        'Down 2\nEscape\nAlt+N\nType "$Ana! '
        f"{account.alias}x"
        ' costs 5$$"\nEscape\nResize 90x25\nPaste "a\\nb"\n'
        "Do app.help\n"
        "ExpectSynced\n"
    )
    (tmp_path / "again").mkdir()
    outcome = await play(parse(recorder.tape), cast, tmp_path / "again")
    assert outcome.result == Passed()


async def do(client: Client, alias: str, watch: Watch) -> None:
    await client.press("f1")
    watch.now += 2
    await client.press("down", "down", "escape", "alt+n")
    await client.type(f"{alias}! {alias}x costs 5$")
    await client.press("escape")
    await client.resize(90, 25)
    await client.paste("a\nb")
    await client.perform("app.help")
    # It is what ended it.
    await client.press("enter")


async def test_what_is_typed_to_log_in_is_never_written(tmp_path: Path) -> None:
    async def log_in(_server: str, _way_in: object) -> OpenEngine:
        raise AssertionError

    recorder, instruments = TapeRecorder("Ana", ""), Instruments()
    instruments.witness = recorder
    launch = Launch(log_in, tmp_path / "s", tmp_path / "l", instruments=instruments)
    app = MessengerApp(None, launch)
    async with app.run_test() as pilot:
        await pilot.press(*"srv", "tab", "@", "tab", *"h2")
        await settled(app)
    assert recorder.tape == (
        "Set Size 80x24\nSet Locale en\n\nAs Ana\n"
        "# What was typed here is a secret.\nExpectSynced\n"
    )


@pytest.mark.parametrize(
    ("alias", "name"), [("Ana", "Ana"), ("olga m.", "Olgam"), ("7", "Ana"), ("", "Ana")]
)
def test_everybody_has_a_name_that_can_be_written(alias: str, name: str) -> None:
    assert name_for(alias) == name
