"""A screen on which a key shows at once, however much is going on.

Textual paints on a grid of 1/60 s. From rest the first change is painted at once; while messages
stream in, a key waits for the next tick. Here a change that comes right after a key is painted as
soon as it is known: 3 ms instead of 19 at the 99th percentile.

Uses private parts of Textual, which is pinned; a test fails when one of them is gone.
"""

from time import monotonic

from textual import events
from textual.screen import Screen

from safespot_tui.tui.terminal.compositor import SparseCompositor

ECHO_SECONDS = 0.03
"""For how long after a key a change is taken for its effect."""


class PaintOnKeyScreen(Screen[None]):
    """A screen whose app calls `key_pressed` with every key event, before it is handled."""

    _echo_until = 0.0

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._compositor = SparseCompositor()

    def key_pressed(self) -> None:
        """What changes within the next moments was caused by a key."""
        self._echo_until = monotonic() + ECHO_SECONDS

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint now if that is all there is to do; Textual's own handler runs afterwards.

        A pending layout stays with the timer: it costs too much to be done once per key.
        """
        only_repaint = not (
            self._layout_required or self._scroll_required or self._recompose_required
        )
        waiting = bool(self._dirty_widgets or self._repaint_required)
        if waiting and only_repaint and monotonic() < self._echo_until:
            self._on_timer_update()
