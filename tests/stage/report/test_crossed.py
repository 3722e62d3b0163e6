"""A line for each request and each event, with what came of it."""

from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Patched
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.stage.report.crossed import newest_lines
from tests.sync.still_clock import StillClock


def test_the_newest_are_told_with_what_came_of_them() -> None:
    trace = Trace(StillClock())
    trace.note(Asked(1, 0.5, "GET", "/sync", {}, "", 0))
    trace.note(Answered(2, 1, 0.54, 200, "", 2))
    trace.note(Patched(3, 2, 0.55, ("outbox",)))
    trace.note(Asked(4, 12.25, "PUT", f"/{'x' * 400}", {}, "", 0))
    trace.note(Broke(5, 4, 12.5, "The server does not answer."))
    trace.note(Asked(6, 13.0, "POST", "/messages", {}, "", 0))
    first, second, third = newest_lines(trace)
    assert first == "   0.500  GET /sync  200  40ms"
    assert second.startswith("  12.250  PUT /xxx")
    assert len(second) == 300
    assert third == "  13.000  POST /messages  …"
    assert newest_lines(trace, most=2) == (second, third)
