"""Going to a message, near or far or elsewhere, and back the way one came."""

from collections.abc import AsyncIterator

import pytest

from safespot_tui.domain.event import HistoryPage, MemberLeft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from tests.tui.neighbourhood import FOUNDED, user_id

CUADRA = ConversationId("c-cuadra")
BACHE = ConversationId("c-bache")
QUOTED, ANSWER = MessageId("m-cuadra-007"), MessageId("m-cuadra-008")
FAR = MessageId("m-far")


@pytest.fixture
async def main(open_app) -> AsyncIterator[tuple]:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        yield app.screen, pilot


def said(main) -> list[str]:
    return [note.message for note in main.app._notifications]


async def select(main, pilot, message_id: MessageId) -> None:
    assert main.pane.jump_to(message_id)
    main.pane.focus_timeline()
    await pilot.pause()


@pytest.mark.parametrize("key", ["q", "enter"])
async def test_from_an_answer_to_what_it_quotes_and_back(key: str, main) -> None:
    main, pilot = main
    await select(main, pilot, ANSWER)
    await pilot.press(key)
    await pilot.pause()
    assert main.pane.selected_message_id == QUOTED
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert main.pane.selected_message_id == ANSWER
    assert main.pane.timeline.has_focus


async def test_back_from_another_conversation_to_where_one_wrote(main) -> None:
    main, pilot = main
    await main.jumps.to(BACHE, MessageId("m-bache-001"))
    assert main.pane.conversation_id == BACHE
    assert main.pane.selected_message_id == "m-bache-001"
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert main.pane.conversation_id == CUADRA
    assert main.pane.composer.has_focus
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert said(main) == ["There is nothing to go back to."]


async def test_what_is_far_back_is_fetched_and_what_is_between_stays_a_gap(main, engine) -> None:
    main, pilot = main
    far = Message(FAR, CUADRA, user_id("ana"), FOUNDED, SafeText("lejos"), position=1)
    engine.far_back[FAR] = HistoryPage(CUADRA, (far,), has_older=True, has_newer=True)
    main.performer.jump_to(CUADRA, FAR)
    await pilot.pause()
    assert main.pane.selected_message_id == FAR
    lines = [strip.text.strip() for strip in main.pane.timeline.lines]
    assert any("Something may be missing here" in line for line in lines)


async def test_what_cannot_be_fetched_leaves_one_where_one_was(main, engine) -> None:
    main, pilot = main
    engine.refusal = Unreachable("The network is down.")
    main.performer.jump_to(CUADRA, FAR)
    await pilot.pause()
    assert said(main) == ["The network is down."]
    assert main.pane.composer.has_focus
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert said(main)[1:] == ["There is nothing to go back to."]


async def test_a_conversation_that_was_left_is_not_gone_back_to(main, engine) -> None:
    main, pilot = main
    await main.jumps.to(BACHE, MessageId("m-bache-001"))
    engine.store.apply(MemberLeft(CUADRA, engine.store.me))
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert main.pane.conversation_id == BACHE


async def test_back_to_where_one_wrote_in_the_same_conversation(main) -> None:
    main, pilot = main
    await main.jumps.to(CUADRA, QUOTED)
    await pilot.pause()
    assert main.pane.timeline.has_focus
    await pilot.press("ctrl+b")
    await pilot.pause()
    assert main.pane.timeline.following
    assert main.pane.composer.has_focus


async def test_what_is_gone_is_no_place_to_come_back_from(main) -> None:
    main, _pilot = main
    assert not await main.jumps.to(CUADRA, MessageId("m-gone"))
    assert not await main.jumps.back()
