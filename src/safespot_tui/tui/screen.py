# pyright: reportPrivateUsage=false
"""A screen on which a key, or a message, shows at once, however much is going on.

Textual paints on a grid of 1/60 s. Of a message the first effect is painted at once, a count say,
and the message itself waits for the next tick; while messages stream in, so does a key. Here a
change that comes right after a key is painted as soon as it is known, and so is any other, as long
as frames are in store:

::

    in store: 0 ◀──── a frame is painted ────  1  ◀────  2      one is added every 1/60 s
                                                                 none in store: the grid decides

Of what the store tells not even that much is waited for. Textual sends each widget that is to be
painted a message, and the widget the screen another; here they are collected (`one_frame`), and
painted in the turn in which they changed.

Uses private parts of Textual, which is pinned; a test fails when one of them is gone.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from textual import events
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from safespot_tui.tui.host import app_of
from safespot_tui.tui.terminal.compositor import SparseCompositor

ECHO_SECONDS = 0.03
"""For how long after a key a change is taken for its effect."""

FRAME_SECONDS = 1 / 60
MOST_IN_STORE = 2


def repaint(widget: Widget, *regions: Region) -> None:
    """Have parts of a widget painted that draws its lines itself, without border or padding.

    As `Widget.refresh`, which also forgets the widget's styles and sends messages about.
    """
    if widget._is_mounted and widget.display and regions:  # noqa: SLF001
        screen = widget.screen
        if isinstance(screen, PaintOnKeyScreen):
            screen.has_changed(widget, regions)
            return
    widget.refresh(*regions)


class Frames(Protocol):
    """Follows what is painted, and whether the store was the reason."""

    def told(self, widgets: Collection[Widget]) -> None:
        """What the store told has these drawn anew, with this frame or the next."""
        ...

    def painted(self) -> None:
        """A frame was painted."""
        ...


class PaintOnKeyScreen(Screen[None]):
    """A screen whose app calls `key_pressed` with every key event, before it is handled."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._compositor = SparseCompositor()
        self._echo_until = 0.0
        self._in_store = float(MOST_IN_STORE)
        self._counted_at = monotonic()
        self._collecting = False
        self._hurries = False
        self.frames: Frames | None = None
        """Who follows what is painted; nobody, as a rule."""

    def lay_out_at_once(self) -> None:
        """The next layout is not left to the grid: nobody has anything to see before it is done."""
        self._hurries = True

    @contextmanager
    def one_frame(self) -> Generator[None]:
        """What changes within is painted at its end, if that is all there is to do."""
        self._collecting = True
        before = self._to_be_drawn() if self.frames is not None else ()
        try:
            yield
        finally:
            self._collecting = False
        if self.frames is not None:
            self.frames.told(self._to_be_drawn().difference(before))
        try:
            self._paint_collected()
        except Exception as error:  # noqa: BLE001 - as Textual does with what fails in an event
            app_of(self)._handle_exception(error)  # noqa: SLF001

    def has_changed(self, widget: Widget, regions: Collection[Region]) -> None:
        """Have parts of a widget painted with the next frame."""
        widget._dirty_regions.update(regions)  # noqa: SLF001
        widget._repaint_regions.update(regions)  # noqa: SLF001
        self._dirty_widgets.add(widget)
        if not self._collecting:
            self.check_idle()

    def _to_be_drawn(self) -> set[Widget]:
        waiting = (w for w in self._compositor.visible_widgets if w._repaint_required)  # noqa: SLF001
        laid_out = (w for w in self.walk_children(Widget) if w._layout_required)  # noqa: SLF001
        return {*self._dirty_widgets, *waiting, *laid_out}

    def _paint_collected(self) -> None:
        shown = self._compositor.visible_widgets
        # Where things are is to be found out before they are painted.
        settled = not any(widget._layout_required or widget._scroll_required for widget in shown)  # noqa: SLF001
        if settled and self.is_current and not app_of(self)._batch_count:  # noqa: SLF001
            for widget in shown:
                if widget._repaint_required:  # noqa: SLF001
                    widget._repaint_required = False  # noqa: SLF001
                    self._dirty_widgets.add(widget)
            if self._paint_if_due():
                return
        self.check_idle()

    def key_pressed(self) -> None:
        """What changes within the next moments was caused by a key, and is painted at once."""
        self._echo_until = monotonic() + ECHO_SECONDS

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint now if that is all there is to do; Textual's own handler runs afterwards.

        A pending layout stays with the timer, unless somebody asked for it: it costs too much to be
        done once per key.
        """
        if self._hurries and self._layout_required:
            self._hurries = False
            self._on_timer_update()
            # Who has another size now is about to draw what was asked for.
            self.key_pressed()
        else:
            self._paint_if_due()

    def _paint_if_due(self) -> bool:
        """Paint what is dirty, unless there is more to do or no frame in store; whether it was."""
        only_repaint = not (
            self._layout_required or self._scroll_required or self._recompose_required
        )
        waiting = bool(self._dirty_widgets or self._repaint_required)
        due = waiting and only_repaint and (monotonic() < self._echo_until or self._frames() >= 1)
        if due:
            self._on_timer_update()
        return due

    def _on_timer_update(self) -> None:
        self._in_store = max(0.0, self._frames() - 1)
        painting = bool(self._dirty_widgets or self._layout_required or self._repaint_required)
        super()._on_timer_update()
        if painting and self.frames is not None and self.is_current:
            self.frames.painted()

    def _frames(self) -> float:
        """Frames that may be painted at once."""
        now = monotonic()
        self._in_store += (now - self._counted_at) / FRAME_SECONDS
        self._in_store = min(self._in_store, MOST_IN_STORE)
        self._counted_at = now
        return self._in_store
