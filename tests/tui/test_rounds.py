"""Ctrl+N and Alt+Y go through what is unread and bring the user back to where they were."""

import pytest

from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.inbox.catch_up_bar import CatchUpBar

ANA = ConversationId("c-ana")
CUADRA = ConversationId("c-cuadra")
UNREAD = ["c-bache", "c-kiosco", "c-futbol", "c-cuadra"]
"""In the order in which they are visited from Ana's conversation."""


def said(app) -> list[str]:
    return [notification.message for notification in app._notifications]


def bar(app) -> str:
    found = app.screen.query_one(CatchUpBar)
    return found.render_line(0).text.strip() if found.display else ""


async def press(pilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_after_the_last_unread_one_is_back_with_what_one_was_writing(
    open_app, engine
) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(ANA)
        await press(pilot, *"!")
        for expected in UNREAD:
            await press(pilot, "ctrl+n")
            assert main.pane.conversation_id == expected
            assert not engine.store.is_unread(expected)
        await press(pilot, "ctrl+n")
        assert main.pane.conversation_id == ANA
        assert main.pane.composer.text == "Se llama Oscar, el número es!"
        assert said(app) == ["That was all. You are back where you were."]
        await press(pilot, "ctrl+n")
        assert said(app)[-1] == "Everything is read."


async def test_one_is_back_at_the_line_one_was_reading(open_app) -> None:
    async with open_app((80, 14)) as (app, pilot):
        main = app.screen
        main.open(CUADRA)
        await press(pilot, "pageup", "pageup")
        place = main.pane.place
        assert place is not None
        await press(pilot, *["ctrl+n"] * 4)
        assert main.pane.conversation_id == CUADRA
        assert main.pane.place == place


async def test_what_one_opens_oneself_ends_the_round(open_app) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(ANA)
        await press(pilot, "ctrl+n")
        assert main.rounds.current is not None
        main.open(ConversationId("c-luz"))
        assert main.rounds.current is None
        await press(pilot, *["ctrl+n"] * 4)
        assert main.pane.conversation_id == "c-luz"


async def test_from_the_inbox_one_comes_back_to_the_inbox(open_app) -> None:
    async with open_app((60, 15)) as (app, pilot):
        main = app.screen
        await press(pilot, "down", "down", *["ctrl+n"] * 5)
        assert main.pane.conversation_id is None
        assert main.inbox.list.has_focus
        assert main.inbox.list.selected == "c-bache"


# -------------------------------------------------------------------------------- catching up


async def test_catching_up_marks_read_when_one_goes_on(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(ANA)
        await press(pilot, "alt+y")
        assert main.pane.conversation_id == "c-bache"
        assert engine.store.is_unread(ConversationId("c-bache"))
        assert bar(app).startswith("Catching up: 1 of 4")
        await press(pilot, "alt+y")
        assert not engine.store.is_unread(ConversationId("c-bache"))
        assert bar(app).startswith("Catching up: 2 of 4")
        await press(pilot, *["alt+y"] * 3)
        assert main.pane.conversation_id == ANA
        assert bar(app) == ""
        assert said(app) == ["That was all. You are back where you were."]


async def test_the_unread_line_is_at_the_top(open_app) -> None:
    async with open_app((80, 12)) as (app, pilot):
        await press(pilot, "c")
        lines = [strip.text for strip in app.screen.pane.timeline.lines]
        assert app.screen.pane.conversation_id == CUADRA
        assert "3 new" in "".join(lines[:3])


async def test_what_is_skipped_stays_unread_and_is_told_of(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await press(pilot, "alt+y", "ctrl+n", *["alt+y"] * 3)
        assert app.screen.pane.conversation_id == ANA
        assert engine.store.is_unread(ConversationId("c-bache"))
        assert said(app) == ["You are back where you were. 1 conversation is still unread."]


async def test_escape_stops_and_leaves_the_rest_unread(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await press(pilot, "alt+y", "alt+y", "escape")
        assert app.screen.pane.conversation_id == ANA
        assert engine.store.unread_total.conversations == 2
        assert said(app) == ["You are back where you were. 3 conversations are still unread."]
        assert bar(app) == ""


async def test_opening_what_is_being_caught_up_with_reads_it(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await press(pilot, "alt+y")
        app.screen.open(ConversationId("c-bache"))
        assert not engine.store.is_unread(ConversationId("c-bache"))
        assert bar(app) == ""


@pytest.mark.parametrize(("word", "expected"), [("next", "c-kiosco"), ("stop", "c-ana")])
async def test_the_ways_on_can_be_clicked(open_app, word: str, expected: str) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await press(pilot, "alt+y")
        x = app.screen.query_one(CatchUpBar).render_line(0).text.index(word)
        await pilot.click(CatchUpBar, offset=(x, 0))
        await pilot.pause()
        await pilot.pause()
        assert app.screen.pane.conversation_id == expected


@pytest.mark.parametrize("columns", [24, 60, 80, 120])
async def test_the_count_is_there_at_any_width(open_app, columns: int) -> None:
    async with open_app((columns, 15)) as (app, pilot):
        await press(pilot, "c")
        assert "1 of 4" in bar(app)


# -------------------------------------------------------------------------------- all read


async def test_all_is_marked_read_after_being_asked_with_the_number(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "R")
        assert app.screen.title_words == "Mark 4 conversations as read?"
        await press(pilot, "tab", "enter")
        assert engine.store.unread_total.conversations == 0


async def test_declining_leaves_all_unread(open_app, engine) -> None:
    async with open_app() as (_app, pilot):
        before = engine.store.unread_total
        await press(pilot, "R", "escape")
        assert engine.store.unread_total == before
