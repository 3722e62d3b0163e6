"""What is said in the corner does not pile up, and nothing that matters goes unseen."""

import time

import pytest
from textual.notifications import Notification
from textual.widgets._toast import Toast

from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.corner import Answer, Corner
from tests.tui.until import until


async def test_keys_that_cannot_do_what_they_do_leave_one_sentence(engine, launch) -> None:
    app = MessengerApp(engine, launch)

    def seen() -> list[str]:
        return [str(toast.render()) for toast in app.screen.query(Toast)]

    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("alt+6", "alt+6", "alt+6")
        await until(lambda: len(seen()) == 1 and "[folders]" in seen()[0])
        await pilot.press("enter", "alt+r")
        await until(lambda: len(seen()) == 1 and "Select a message first" in seen()[0])


@pytest.mark.parametrize(
    ("earlier", "later", "gone"),
    [
        (Answer.of("Copied."), Answer.of("Forwarded."), True),
        (Answer.of("Copied."), Answer.of("The server refuses it.", refused=True), False),
        (Answer.of("The server refuses it.", refused=True), Answer.of("Copied."), False),
        (Answer.of("No.", refused=True), Answer.of("Not that either.", refused=True), True),
        (Notification("“Ana” stays as it was."), Answer.of("Copied."), False),
        (Notification("“Ana” stays."), Notification("“Luis” stays."), False),
        (Notification("“Ana” stays."), Notification("“Ana” stays."), True),
    ],
)
def test_what_takes_whose_place(earlier, later, gone) -> None:
    corner = Corner()
    for notice in (earlier, later):
        notice.raised_at = time.time()
        corner.admit(notice)
    assert earlier.has_expired is gone
    assert not later.has_expired


def test_a_refusal_is_read_longer() -> None:
    assert Answer.of("No.", refused=True).timeout > Answer.of("Done.").timeout
