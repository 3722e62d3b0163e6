"""What is shown gives way to something else under the reader: a snapshot, a removal, nothing."""

import pytest

from safespot_tui.domain.event import HistoryPage, MemberLeft
from safespot_tui.store.timeline import is_gap
from tests.tui.conversation.conftest import HERE, ME, Chat, PaneApp, shown
from tests.tui.conversation.test_window import lines_of, window_on

KEYS = ["up", "down", "pageup", "pagedown", "home", "end", "enter"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("left", [0, 1, 3])
async def test_a_key_right_after_a_snapshot_with_fewer_rows(
    chat: Chat, key: str, left: int
) -> None:
    chat.start(60, read=10**6)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause()
        app.pane.focus_timeline()
        app.pane.clear_selection()
        await pilot.pause()
        chat.start(left)
        await pilot.press(key)
        await pilot.pause(0.03)
        rows = chat.store.timeline(HERE).rows
        assert len([row for row in rows if not is_gap(row)]) == left
        assert sum("message" in line for line in shown(app.pane)) == left
        assert app.pane.selected_message_id is None or app.pane.selected_message_id in rows


async def test_a_click_right_after_a_snapshot_with_fewer_rows(chat: Chat) -> None:
    chat.start(60, read=10**6)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause()
        chat.start(1)
        await pilot.click(app.pane.timeline, offset=(4, 10))
        await pilot.pause(0.03)
        assert sum("message" in line for line in shown(app.pane)) == 1


async def test_the_conversation_goes_while_it_is_shown(chat: Chat) -> None:
    chat.start(60, read=10**6)
    gone: list[str] = []

    class Watching(PaneApp):
        def on_conversation_pane_gone(self, event) -> None:
            gone.append(event.conversation_id)

    app = Watching(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause()
        assert gone == []
        chat.store.apply(MemberLeft(HERE, ME))
        await pilot.press("pageup")
        await pilot.pause(0.03)
        assert not any("message" in line for line in shown(app.pane))
        assert set(gone) == {HERE}


def test_the_first_page_comes_while_the_row_below_the_screen_is_selected(chat: Chat) -> None:
    """On a first start: one row from the snapshot, then a page, and a key before the frame."""
    chat.start(2)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    page = tuple(chat.message(f"page {number}") for number in range(40))
    chat.store.apply(HistoryPage(HERE, page, has_older=False, has_newer=False))
    window.select(window.next_selection(-1))
    assert window.selected_message_id == page[-1].id


def test_nothing_to_scroll_through(chat: Chat) -> None:
    chat.start(0)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    window.scroll_by(-1000)
    assert not any(lines_of(window, drawings))
