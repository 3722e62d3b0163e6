"""A message that was deleted just now says for how long it can be brought back, and comes back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import UNDO_SECONDS
from tests.tui.conversation.conftest import shown
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")
OWN = MessageId("m-cuadra-009")
WORDS = "Voy. Llevo"


@pytest.fixture
async def main(open_app) -> AsyncIterator[tuple]:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        app.screen.pane.jump_to(OWN)
        app.screen.pane.focus_timeline()
        await pilot.pause()
        yield app.screen, pilot


def stands(main, words: str) -> bool:
    return any(words in line for line in shown(main.pane))


async def test_it_is_gone_at_once_and_u_brings_it_back(main, engine) -> None:
    main, pilot = main
    await pilot.press("d")
    await until(lambda: stands(main, "Deleted — u brings it back (10 s)"))
    assert not stands(main, WORDS)
    await pilot.press("u")
    await until(lambda: stands(main, WORDS))
    assert engine.store.message(OWN).deleted_at is None


async def test_while_writing_alt_z_brings_it_back_without_a_question(main, engine) -> None:
    main, pilot = main
    await pilot.press("d", "escape")
    await until(lambda: stands(main, "Deleted — Alt+Z brings it back (10 s)"))
    assert main.pane.composer.has_focus
    await pilot.press("alt+z")
    await until(lambda: stands(main, WORDS))
    assert main.is_current


async def test_the_seconds_are_counted_down_until_it_is_too_late(main, engine, clock) -> None:
    main, pilot = main
    await pilot.press("d")
    await until(lambda: stands(main, "(10 s)"))
    clock.now += timedelta(seconds=3.5)
    await until(lambda: stands(main, "Deleted — u brings it back (7 s)"))
    clock.now += timedelta(seconds=UNDO_SECONDS)
    await until(lambda: stands(main, "This message was deleted."))
    await pilot.press("u")
    await pilot.pause()
    assert [note.message for note in main.app._notifications] == [
        "No message was deleted in the last ten seconds."
    ]
