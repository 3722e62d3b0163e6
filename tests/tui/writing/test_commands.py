"""Commands typed where messages are written: done, or explained, and never sent to anybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from safespot_tui import i18n
from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.help import HelpScreen
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.conftest import OpenApp
from tests.tui.fake_engine import FakeEngine
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

GROUP = ConversationId("c-cuadra")


@asynccontextmanager
async def writing(open_app: OpenApp) -> AsyncIterator[tuple[MainScreen, Pilot[None]]]:
    async with open_app() as (app, pilot):
        main = app.screen
        assert isinstance(main, MainScreen)
        main.open(GROUP)
        await pilot.pause()
        yield main, pilot


async def enter(pilot: Pilot[None], text: str) -> None:
    """Type it and press Enter; where something is offered for it, that is put away first."""
    await pilot.press(*text)
    pilot.app.screen.pane.desk.completion.forget(text)  # type: ignore[attr-defined]
    await pilot.press("enter")
    await pilot.pause()


def sent(engine: FakeEngine) -> list[object]:
    return [call[2] for call in engine.calls if call[0] == "send"]


async def test_a_command_is_offered_by_its_name_and_done(
    open_app: OpenApp, engine: FakeEngine
) -> None:
    """`/mu`, Tab, and without words it asks."""
    async with writing(open_app) as (main, pilot):
        await pilot.press(*"/mu")
        assert main.pane.desk.suggestions.rows[0].title.startswith("/mute ")
        await pilot.press("tab")
        assert main.pane.composer.text == "/mute "
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoiceDialog)
        assert main.pane.composer.text == ""
        assert sent(engine) == []
        assert not [call for call in engine.calls if call[0] == "typed"]


async def test_words_behind_a_command_are_its_answer(open_app: OpenApp, engine: FakeEngine) -> None:
    """Nothing is asked that was said."""
    async with writing(open_app) as (main, pilot):
        await enter(pilot, "/mute 8h")
        own = main.store.own(GROUP)
        assert own is not None
        assert own.muted_until == NOW + timedelta(hours=8)
        await enter(pilot, "/nick Vera M.")
        await until(lambda: ("rename_self", "Vera M.") in engine.calls)
        assert sent(engine) == []


async def test_a_command_is_known_in_the_users_language_too(open_app: OpenApp) -> None:
    """By what the action is called there."""
    i18n.install("es")
    async with writing(open_app) as (main, pilot):
        await pilot.press(*"/silencia")
        assert main.pane.desk.suggestions.rows[0].title.startswith("/mute ")
        await pilot.press("escape", "r", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoiceDialog)


async def test_what_is_typed_out_is_done_by_enter_at_once(open_app: OpenApp) -> None:
    """The list of what may be meant does not stand in the way."""
    async with writing(open_app) as (_main, pilot):
        await pilot.press(*"/help", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_an_unknown_command_is_never_sent(open_app: OpenApp, engine: FakeEngine) -> None:
    """It is said, and the words stay."""
    async with writing(open_app) as (main, pilot):
        await enter(pilot, "/mtue 8h")
        assert main.pane.composer.text == "/mtue 8h"
        assert "/mtue" in main.pane.desk.complaint.words
        assert sent(engine) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/home/ana/foto.png", "/home/ana/foto.png"),
        ("//mute", "/mute"),
        ("// un comentario", "// un comentario"),
        ("y/o", "y/o"),
    ],
)
async def test_what_is_no_command_is_sent(
    open_app: OpenApp, engine: FakeEngine, typed: str, words: str
) -> None:
    """Paths are words; with one more sign, so is everything."""
    async with writing(open_app) as (main, pilot):
        await enter(pilot, typed)
        assert sent(engine) == [words]
        assert main.store.draft(GROUP) is None


async def test_what_could_not_be_done_is_given_back(open_app: OpenApp, engine: FakeEngine) -> None:
    """With the reason: words that mean nothing, a server that is not there."""
    async with writing(open_app) as (main, pilot):
        await enter(pilot, "/mute mañana")
        await until(lambda: main.pane.composer.text == "/mute mañana")
        assert "30m" in main.pane.desk.complaint.words
        main.pane.composer.load(GROUP, None)
        engine.refusal = Unreachable("The network is down.")
        await enter(pilot, "/nick Vera")
        await until(lambda: main.pane.composer.text == "/nick Vera")
        assert main.pane.desk.complaint.words == "The network is down."
        main.pane.composer.load(GROUP, None)
        await enter(pilot, "/help me")
        await until(lambda: "takes no words" in main.pane.desk.complaint.words)
        assert main.pane.composer.text == "/help me"
        assert sent(engine) == []


async def test_nobody_is_found_by_their_own_name(open_app: OpenApp, engine: FakeEngine) -> None:
    """What is meant for somebody else is not begun with oneself."""
    async with writing(open_app) as (main, pilot):
        assert engine.store.me is not None
        me = engine.store.user(engine.store.me)
        assert me is not None
        await enter(pilot, f"/new {me.alias}")
        await until(lambda: "Nobody is called" in main.pane.desk.complaint.words)
