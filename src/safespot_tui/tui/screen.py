"""A screen on which a key, or a message, shows at once, however much is going on.

Textual paints on a grid of 1/60 s. Of a message the first effect is painted at once, a count say,
and the message itself waits for the next tick; while messages stream in, so does a key. Here a
change that comes right after a key is painted as soon as it is known, and so is any other, as long
as frames are in store:

::

    in store: 0 ◀──── a frame is painted ────  1  ◀────  2      one is added every 1/60 s
                                                                 none in store: the grid decides

Uses private parts of Textual, which is pinned; a test fails when one of them is gone.
"""

from time import monotonic

from textual import events
from textual.screen import Screen

from safespot_tui.tui.terminal.compositor import SparseCompositor

ECHO_SECONDS = 0.03
"""For how long after a key a change is taken for its effect."""

FRAME_SECONDS = 1 / 60
MOST_IN_STORE = 2


class PaintOnKeyScreen(Screen[None]):
    """A screen whose app calls `key_pressed` with every key event, before it is handled."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._compositor = SparseCompositor()
        self._echo_until = 0.0
        self._in_store = float(MOST_IN_STORE)
        self._counted_at = monotonic()

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
        if waiting and only_repaint and (monotonic() < self._echo_until or self._frames() >= 1):
            self._on_timer_update()

    def _on_timer_update(self) -> None:
        self._in_store = max(0.0, self._frames() - 1)
        super()._on_timer_update()

    def _frames(self) -> float:
        """Frames that may be painted at once."""
        now = monotonic()
        self._in_store += (now - self._counted_at) / FRAME_SECONDS
        self._in_store = min(self._in_store, MOST_IN_STORE)
        self._counted_at = now
        return self._in_store
