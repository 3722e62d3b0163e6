"""An app that writes to the terminal only what the terminal does not show yet."""

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.config.settings import Images
from safespot_tui.tui.in_page import is_in_page
from safespot_tui.tui.terminal.canvas import Canvas, Way, canvas, cell_size
from safespot_tui.tui.terminal.difference import move_to
from safespot_tui.tui.terminal.features import Features
from safespot_tui.tui.terminal.glass import Glass
from safespot_tui.tui.terminal.outlet import Outlet
from safespot_tui.tui.terminal.placing import Update, pieces_of

SYNC = ("\x1b[?2026h", "\x1b[?2026l")
"""Between these the terminal shows nothing half done."""

ONE_LOOK = 200
"""Characters that a terminal takes in at once anyway."""


class _LaidOver(NamedTuple):
    """What is drawn over a widget, wherever that is."""

    widget: Widget
    strips: Sequence[Strip]
    sequence: str


class GlassApp(App[None]):
    """The seam between Textual and the terminal: all frames go through `_display`.

    Overrides a private method of Textual, which is pinned; a test fails when it is not called any
    more. Where nothing is drawn (in tests), and where a frame is no frame, Textual does it its way.
    """

    def __init__(self) -> None:
        super().__init__(driver_class=_driver_class())
        self.terminal_features = Features()
        self._cursor_at: tuple[int, int] | None = None
        self._laid_over: _LaidOver | None = None
        # As in Textual: where there are no colours, filters have taken them away.
        self._colors = self.console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        self.glass = Glass(self._colors, self.terminal_features)

    def repaint(self) -> None:
        """Write the whole screen: something else may have written to the terminal."""
        self.forget_screen()
        self.refresh()

    def forget_screen(self) -> None:
        """The terminal shows nobody knows what; somebody else sees to a whole frame."""
        self.glass.forget()
        self._cursor_at = None

    def whole_screen(self) -> str:
        """What to write on an empty screen for it to show what is drawn now, written or not."""
        update = self.screen._compositor.render_full_update()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        self.glass.resize(*self.size)
        self.glass.put(pieces_of(update))
        return self.glass.whole()

    def take_screen(self) -> bool:
        """Whether the terminal shows the alternate screen already, with something on it."""
        return False

    def canvas(self, images: Images) -> Canvas:
        """How the terminal shows images, `images` being what the user wants."""
        driver = self._driver
        if driver is None or driver.is_headless:
            return Canvas(Way.HALF_BLOCKS)
        features = self.terminal_features
        cell = None if driver.is_web else cell_size()
        return canvas(images, features.environment, cell, sixel=features.sixel)

    @property
    def terminal_colors(self) -> ColorSystem:
        """In how many colours the terminal is written to."""
        return self._colors

    def tell(self, sequence: str) -> None:
        """Send the terminal what shows nothing by itself; not where there is none."""
        driver = self._driver
        if sequence and driver is not None and not driver.is_headless:
            driver.write(sequence)

    def lay_over(self, widget: Widget, strips: Sequence[Strip], sequence: str) -> None:
        """While all of a widget's strips are seen, have `sequence` draw over them."""
        self._laid_over = _LaidOver(widget, strips, sequence)

    def lift(self, widget: Widget) -> None:
        """What was laid over a widget goes."""
        if self._laid_over is not None and self._laid_over.widget is widget:
            self._laid_over = None
            self.glass.lift()

    def on_app_focus(self) -> None:
        """Whatever a terminal, a multiplexer or another program did meanwhile is mended."""
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """Terminals make of their contents what they like when their size changes."""
        del event
        self.repaint()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        driver = self._driver
        if (
            not isinstance(renderable, Update)
            or not self._running
            or self._closed
            or driver is None
            or driver.is_headless
            or driver.is_inline
        ):
            if renderable is not None:
                self.forget_screen()
            super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType]
            return
        if self._batch_count:
            return
        try:
            self.glass.resize(*self.size)
            self.glass.put(pieces_of(renderable))
            if (laid := self._laid_over) is not None:
                self.glass.lay(*laid.widget.region.offset, laid.strips, laid.sequence)
            self._write()
        finally:
            self.post_display_hook()

    def _write(self) -> None:
        """Write what differs, and leave the cursor where writing goes on: input methods look.

        A terminal that is behind is not given what it would show too late: only the last of the
        frames that came meanwhile.
        """
        driver = self._driver
        outlet = getattr(driver, "outlet", None)
        if driver is None:
            return
        if isinstance(outlet, Outlet) and outlet.is_full:
            outlet.when_emptied(self._write)
            return
        difference = self.glass.difference()
        at = self.screen.outer_size.clamp_offset(self.cursor_position)
        if not difference and at == self._cursor_at:
            return
        self._cursor_at = at
        frame = difference + move_to(*at)
        if self._sync_available and len(frame) > ONE_LOOK:
            frame = frame.join(SYNC)
        driver.write(frame)
        driver.flush()


def _driver_class() -> type[Driver] | None:
    """None: whichever Textual chooses."""
    if is_in_page(os.environ):
        from safespot_tui.tui.terminal.page_driver import PageDriver

        return PageDriver
    if sys.platform == "win32":
        return None
    from safespot_tui.tui.terminal.driver import TerminalDriver

    return TerminalDriver
