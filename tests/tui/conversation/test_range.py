"""Several messages are selected by Shift and the arrows, and copied with names and times."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import SafeText
from safespot_tui.evidence.verify import Fault, verify
from safespot_tui.tui.screens.choose import ChoiceDialog
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")
FIRST = MessageId("m-cuadra-007")


@pytest.fixture
async def main(open_app) -> AsyncIterator[tuple]:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        app.screen.pane.jump_to(FIRST)
        app.screen.pane.focus_timeline()
        await pilot.pause()
        yield app.screen, pilot


def selected(main) -> list[str]:
    return [message_id.removeprefix("m-cuadra-") for message_id in main.pane.selected_message_ids]


async def test_shift_selects_more_and_less_and_an_arrow_alone_only_one(main) -> None:
    main, pilot = main
    await pilot.press("shift+down", "shift+down")
    assert selected(main) == ["007", "008", "009"]
    await pilot.press("shift+up", "shift+up", "shift+up")
    assert selected(main) == ["006", "007"]
    await pilot.press("up")
    assert selected(main) == ["005"]


async def test_every_row_of_the_range_is_marked(main) -> None:
    main, pilot = main
    await pilot.press("shift+down")
    await pilot.pause()
    marked = [strip.text for strip in main.pane.timeline.lines if strip.text.startswith("›")]
    assert len(marked) > 2


async def test_what_is_copied_says_who_and_when(main, engine) -> None:
    main, pilot = main
    held = engine.store.base_message(FIRST)
    two_lines = structs.replace(held, content=SafeText("uno\ndos"), revision=2)
    engine.store.apply(HistoryPage(CUADRA, (two_lines,), False, False))
    await pilot.press("shift+down", "c")
    await pilot.pause()
    lines = main.app.clipboard.split("\n")
    assert lines[0].startswith("[2026-11-24 1")
    assert lines[0].endswith(": uno")
    assert lines[1] == "    dos"
    assert lines[2].startswith("[2026-11-24 1")
    assert len(lines) == 3


async def test_what_is_copied_as_evidence_is_verified_as_an_export(main) -> None:
    main, pilot = main
    await pilot.press("shift+down", "C")
    await until(lambda: isinstance(main.app.screen, ChoiceDialog))
    await pilot.press("enter")
    await until(lambda: main.app.clipboard.startswith("# "))
    verdict = verify(main.app.clipboard)
    assert verdict is not None
    assert (verdict.fault, verdict.count) == (None, 2)
    assert "m\\-cuadra\\-008" in main.app.clipboard
    changed = verify(main.app.clipboard.replace("m-cuadra-008", "m-cuadra-009"))
    assert changed is not None
    assert (changed.fault, changed.number) == (Fault.CHANGED, 2)


async def test_a_range_goes_along_with_its_messages(main, engine) -> None:
    main, pilot = main
    await pilot.press("shift+down")
    older = structs.replace(
        engine.store.base_message(MessageId("m-cuadra-001")),
        id=MessageId("m-cuadra-000"),
        created_at=engine.store.base_message(MessageId("m-cuadra-001")).created_at.replace(
            year=2025
        ),
    )
    engine.store.apply(HistoryPage(CUADRA, (older,), False, True))
    await pilot.pause()
    assert selected(main) == ["007", "008"]


async def test_a_range_is_found_again_after_more_changes_than_are_remembered(main, engine) -> None:
    main, pilot = main
    await pilot.press("shift+down")
    first = engine.store.base_message(MessageId("m-cuadra-001"))
    for number in range(1000):
        older = structs.replace(
            first,
            id=MessageId(f"m-cuadra-000-{number:04}"),
            created_at=first.created_at - timedelta(days=400 + number),
        )
        engine.store.apply(HistoryPage(CUADRA, (older,), True, False))
    await pilot.pause()
    assert selected(main) == ["007", "008"]


async def test_shift_and_a_click_select_up_to_it(main) -> None:
    main, pilot = main
    lines = [strip.text for strip in main.pane.timeline.lines]
    (place,) = [y for y, line in enumerate(lines) if "Voy. Llevo" in line]
    await pilot.click(main.pane.timeline, offset=(6, place), shift=True)
    await pilot.pause()
    assert selected(main) == ["007", "008", "009"]
