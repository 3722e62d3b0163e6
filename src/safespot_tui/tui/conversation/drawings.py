"""The rows that were drawn, kept so that the same strips are handed out again."""

from collections.abc import Collection

from msgspec import Struct
from textual.filter import LineFilter
from textual.strip import Strip

from safespot_tui.store.timeline import RowId
from safespot_tui.tui.conversation.draw import Drawing, draw
from safespot_tui.tui.conversation.palette import Palette
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import Row

MAX_DRAWN = 400
"""Rows whose strips are kept; a painted line weighs about 5 KB."""


class Style(Struct, frozen=True):
    """Everything but the row itself that decides how it is drawn."""

    width: int
    palette: Palette
    filters: tuple[LineFilter, ...] = ()
    """What the app does to colours and signs: nothing else may touch a strip once it is made."""
    compact: bool = False
    """Few lines before much air."""
    links: bool = False
    """Whether the terminal is told where addresses lead."""


class _Drawn(Struct):
    """A row as last drawn, and when that was last known to be how it looks."""

    row: Row
    drawing: Drawing
    generation: int


class Drawings:
    """Drawn rows by their ids.

    A drawing is made again only if the row has come to look otherwise, and that is looked at once
    per generation: after the store, the selection or the day changed.
    """

    def __init__(self, style: Style) -> None:
        self._drawn: dict[RowId, _Drawn] = {}
        self._style = style
        self._generation = 0

    @property
    def style(self) -> Style:
        """How rows are drawn. Setting another one forgets all drawings."""
        return self._style

    @style.setter
    def style(self, style: Style) -> None:
        if style != self._style:
            self._style = style
            self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._drawn.clear()

    def expire(self) -> None:
        """Rows may look otherwise from now on."""
        self._generation += 1

    def drawing(self, reading: Reading, index: int, *, selected: bool) -> Drawing:
        """A row as it looks now."""
        row_id = reading.timeline.rows[index]
        drawn = self._drawn.get(row_id)
        if drawn is not None and drawn.generation == self._generation:
            return drawn.drawing
        row = reading.row_at(index, selected=selected)
        if drawn is not None and drawn.row == row:
            drawn.generation = self._generation
            return drawn.drawing
        style = self._style
        drawing = draw(
            row,
            style.width,
            style.palette,
            self.filtered,
            compact=style.compact,
            links=style.links,
        )
        self._drawn.pop(row_id, None)
        self._drawn[row_id] = _Drawn(row, drawing, self._generation)
        return drawing

    def filtered(self, strip: Strip) -> Strip:
        """A strip in the colours that the app allows."""
        background = self._style.palette.background
        for line_filter in self._style.filters:
            strip = strip.apply_filter(line_filter, background)
        return strip

    def keep_few(self, shown: Collection[RowId]) -> None:
        """Forget the rows drawn longest ago, but none that is on the screen."""
        excess = len(self._drawn) - MAX_DRAWN
        if excess > 0:
            for row_id in [row_id for row_id in self._drawn if row_id not in shown][:excess]:
                del self._drawn[row_id]

    def __len__(self) -> int:
        return len(self._drawn)
