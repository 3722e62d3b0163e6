"""The pinned message stands above the conversation, if there is anything to say of it."""

from collections.abc import AsyncIterator, Sequence

import pytest

from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    MessageDeleted,
)
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.tui.conversation.pinned import PinnedMessage

CUADRA = ConversationId("c-cuadra")
PINNED = MessageId("m-cuadra-006")


@pytest.fixture
async def main(open_app) -> AsyncIterator[tuple]:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        yield app, pilot


def pin(engine, message_id: MessageId | None) -> None:
    changes = ConversationChanges(pinned_message_id=message_id)
    engine.store.apply(ConversationUpdated(CUADRA, changes))


def banner(app) -> str:
    pinned = app.screen.query_one(PinnedMessage)
    return pinned.words if pinned.display else ""


async def test_it_is_shown_with_who_wrote_it_and_the_key(main, engine) -> None:
    app, pilot = main
    assert banner(app) == ""
    pin(engine, PINNED)
    await pilot.pause(0.05)
    assert banner(app).startswith("⚲ Ana Belén: Hoy a las 19 nos juntamos en la plaza")
    assert banner(app).endswith("Alt+J")


@pytest.mark.parametrize("gone", ["unpinned", "unknown", "deleted"])
async def test_nothing_is_shown_of_what_is_not_there(gone: str, main, engine) -> None:
    app, pilot = main
    pin(engine, PINNED)
    await pilot.pause(0.05)
    match gone:
        case "unpinned":
            pin(engine, None)
        case "unknown":
            pin(engine, MessageId("m-never-heard-of"))
        case _:
            when = engine.store.base_message(PINNED).created_at
            engine.store.apply(MessageDeleted(PINNED, CUADRA, when, revision=1))
    await pilot.pause(0.05)
    assert banner(app) == ""


async def test_its_key_goes_there(main, engine) -> None:
    app, pilot = main
    pin(engine, PINNED)
    await pilot.press("alt+j")
    await pilot.pause()
    assert app.screen.pane.selected_message_id == PINNED


async def test_a_click_goes_there(main, engine) -> None:
    app, pilot = main
    pin(engine, PINNED)
    await pilot.pause(0.05)
    await pilot.click(PinnedMessage)
    await pilot.pause()
    assert app.screen.pane.selected_message_id == PINNED


def said(app) -> Sequence[str]:
    return [note.message for note in app._notifications]


async def test_where_none_is_pinned_its_key_says_so(main) -> None:
    app, pilot = main
    await pilot.press("alt+j")
    await pilot.pause()
    assert said(app) == ["No message is pinned in this conversation."]


async def test_one_that_is_not_there_any_more_is_asked_for_and_said_to_be_gone(
    main, engine
) -> None:
    app, pilot = main
    pin(engine, MessageId("m-never-heard-of"))
    await pilot.press("alt+j")
    await pilot.pause()
    assert ("load_around", CUADRA, "m-never-heard-of") in engine.calls
    assert said(app) == ["That message is not there any more."]


async def test_p_pins_and_unpins_what_is_selected(main, engine) -> None:
    app, pilot = main
    app.screen.pane.jump_to(PINNED)
    app.screen.pane.focus_timeline()
    await pilot.press("p")
    await pilot.pause(0.05)
    assert ("pin", PINNED, True) in engine.calls
    assert banner(app).startswith("⚲ Ana Belén")
    await pilot.press("p")
    await pilot.pause(0.05)
    assert ("pin", PINNED, False) in engine.calls
    assert banner(app) == ""


async def test_a_star_is_put_on_its_row_and_taken_off(main, engine) -> None:
    app, pilot = main
    app.screen.pane.jump_to(PINNED)
    app.screen.pane.focus_timeline()
    await pilot.press("s")
    await pilot.pause(0.05)
    rows = [strip.text for strip in app.screen.pane.timeline.lines]
    assert [row.rstrip().endswith("★") for row in rows if "a las 19 nos" in row] == [True]
    await pilot.press("s")
    await pilot.pause(0.05)
    assert "★" not in "".join(strip.text for strip in app.screen.pane.timeline.lines)
    assert [call[2] for call in engine.calls if call[0] == "star"] == [True, False]
