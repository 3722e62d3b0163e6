"""Two panes, or one where there is little room."""

import pytest
from textual.widget import Widget

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MemberLeft
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.patch import DraftPut
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.composer import Composer
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")


async def test_both_panes_beside_each_other(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        main = app.screen
        assert main.inbox.region.width == 40
        assert main.pane.region.x == 40
        assert main.pane.region.right == 120
        assert main.pane.composer.has_focus


async def test_the_inbox_is_a_third_within_limits(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        assert app.screen.inbox.region.width == 28
        await pilot.resize_terminal(99, 24)
        await pilot.pause()
        assert app.screen.inbox.region.width == 33


async def test_letters_move_where_nobody_writes(open_app) -> None:
    """j, k and G do what ↓, ↑ and End do, in the inbox and among messages."""
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(CUADRA)
        main.inbox.list.focus()
        first = main.inbox.list.selected
        await pilot.press("j")
        assert main.inbox.list.selected != first
        await pilot.press("k")
        assert main.inbox.list.selected == first
        await pilot.press("G")
        assert main.inbox.list.selected == main.store.inbox()[-1]
        main.pane.jump_to("m-cuadra-007")
        main.pane.focus_timeline()
        for key, selected in (("j", "m-cuadra-008"), ("k", "m-cuadra-007")):
            await pilot.press(key)
            assert main.pane.selected_message_id == selected
        main.pane.timeline.scroll_to(y=0, animate=False)
        await pilot.pause()
        assert not main.pane.timeline.following
        await pilot.press("G")
        assert main.pane.timeline.following


async def test_one_pane_where_there_is_little_room(open_app) -> None:
    async with open_app((60, 15)) as (app, pilot):
        main = app.screen
        assert main.inbox.region.width == 60
        assert not main.pane.display
        await pilot.press("enter")
        await pilot.pause()
        assert main.pane.region.width == 60
        assert not main.inbox.display
        assert main.pane.composer.has_focus
        await pilot.press("escape")
        await pilot.pause()
        assert main.inbox.display
        assert main.inbox.list.has_focus
        assert main.pane.conversation_id is None


async def test_escape_leaves_a_reply_before_the_conversation(open_app) -> None:
    async with open_app((60, 15)) as (app, pilot):
        main = app.screen
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("alt+up", "r")
        await pilot.pause()
        assert main.pane.composer.reply_to_id is not None
        await pilot.press("escape")
        await pilot.pause()
        assert main.pane.composer.reply_to_id is None
        assert main.pane.conversation_id == CUADRA


async def test_resizing_keeps_what_is_read_and_what_is_written(open_app) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("V", "o", "y")
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert main.pane.region.width == 60
        assert main.pane.composer.has_focus
        assert main.pane.composer.text == "Voy"
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert main.inbox.region.width == 40
        assert main.pane.region.width == 80


async def test_a_pane_that_is_gone_does_not_keep_the_keyboard(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("f6")
        assert app.screen.inbox.list.has_focus
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert app.screen.pane.composer.has_focus


async def test_a_part_of_the_inbox_is_shown_also_from_a_conversation(open_app) -> None:
    async with open_app((60, 15)) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("alt+3")
        await pilot.pause()
        assert app.screen.inbox.display
        assert len(app.screen.inbox.list.ids) == 3


async def test_escape_in_a_part_shows_all(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("3")
        assert len(app.screen.inbox.list.ids) == 3
        await pilot.press("escape")
        assert len(app.screen.inbox.list.ids) == 8


async def test_a_conversation_beside_an_archived_one_is_archived_too(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("5", "enter")
        await pilot.pause()
        assert app.screen.pane.conversation_id == "c-viejo"
        await pilot.press("f8")
        await pilot.pause()
        assert app.screen.pane.conversation_id == "c-viejo"


async def test_the_open_conversation_is_what_a_key_is_about(open_app, engine) -> None:
    async with open_app() as (_app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("f6", "down", "p")
        await pilot.pause()
        assert engine.store.own(ConversationId("c-ana")).pinned
        assert engine.store.own(CUADRA).pinned


async def test_a_draft_is_waiting_where_it_was_written(open_app, engine) -> None:
    engine.store.apply(DraftPut(Draft(CUADRA, "mañana les cuento")))
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.composer.text == "mañana les cuento"


async def test_a_conversation_that_one_is_taken_out_of_is_closed(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        main = app.screen
        assert main.pane.conversation_id == CUADRA
        await pilot.press("y")
        engine.store.apply(MemberLeft(CUADRA, engine.store.me))
        await until(lambda: main.pane.conversation_id is None and main.inbox.list.has_focus)
        (note,) = app._notifications
        assert note.message.startswith("You are not in “Vecinos de la cuadra” any more. What you")
        draft = engine.store.draft(CUADRA)
        assert draft is not None
        assert draft.text == "y"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_what_is_said_in_a_corner_does_not_lie_on_what_is_typed(engine, launch, size) -> None:
    app = MessengerApp(engine, launch)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        app.notify("Only the person who wrote a message can do that.", markup=False)
        await pilot.pause()
        (toast,) = app.screen.query("Toast").results(Widget)
        assert toast.region.area > 0
        assert not toast.region.overlaps(app.screen.query_one(Composer).region)
