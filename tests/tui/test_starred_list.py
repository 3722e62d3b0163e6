"""All messages with a star are in one list, and it leads to each of them."""

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.tui.screens.messages import MessageFinder

CUADRA, BACHE = ConversationId("c-cuadra"), ConversationId("c-bache")
THERE = MessageId("m-bache-001")


async def test_it_leads_to_another_conversation_and_back(open_app, engine) -> None:
    await engine.star(THERE, starred=True)
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(CUADRA)
        await pilot.pause()
        main.pane.focus_timeline()
        await pilot.press("S")
        await pilot.pause()
        assert isinstance(app.screen, MessageFinder)
        (row,) = app.screen._list.rows
        assert row.detail == engine.store.title(BACHE)
        await pilot.press("enter")
        await pilot.pause()
        assert main.pane.conversation_id == BACHE
        assert main.pane.selected_message_id == THERE
        await pilot.press("ctrl+b")
        await pilot.pause()
        assert main.pane.conversation_id == CUADRA


async def test_where_there_are_none_it_says_how_to_have_one(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.inbox.list.focus()
        await pilot.press("S")
        await pilot.pause()
        assert [n.message for n in app._notifications] == [
            "No message has a star. s puts one on the selected message."
        ]
