"""The rows that were drawn, kept so that the same strips are handed out again."""

from collections.abc import Collection

from msgspec import Struct
from textual.filter import LineFilter
from textual.strip import Strip

from safespot_tui.store.keys import Key
from safespot_tui.store.timeline import RowId, is_gap
from safespot_tui.tui.conversation.draw import Drawing, draw
from safespot_tui.tui.conversation.palette import Palette
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import GapRow, MessageRow, Row

_ABOUT_OWN_ROWS = {"members", "outbox", "progress"}
"""First words of keys that tell how far the user's own messages have come."""
_ABOUT_NO_ROW = {"conversations", "drafts", "typing", "presence"}
"""What changes under these is drawn elsewhere; which rows there are, is asked for in any case."""

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
    before: RowId | None
    """The row above, which may have said who speaks."""
    drawing: Drawing
    generation: int


class _Change:
    """What may have come to look otherwise, of a conversation whose rows were all known."""

    def __init__(self, changed: Collection[Key]) -> None:
        kinds = {key[0] for key in changed}
        self._own = not kinds.isdisjoint(_ABOUT_OWN_ROWS)
        self._messages = {key[-1] for key in changed if key[0] == "messages"}
        self._any = not kinds <= {*_ABOUT_OWN_ROWS, *_ABOUT_NO_ROW, "messages"}

    def concerns(self, row_id: RowId, row: Row, before: RowId | None) -> bool:
        """Whether a row has to be looked at."""
        if self._any or row_id in self._messages or isinstance(row, GapRow):
            return True
        if before is not None and is_gap(before):
            return True
        if not isinstance(row, MessageRow):
            return False
        quoted = row.quote.message_id if row.quote is not None else None
        return (self._own and row.own) or quoted in self._messages


class Drawings:
    """Drawn rows by their ids.

    A drawing is made again only if the row has come to look otherwise, and that is looked at once
    per generation: after the store, the selection or the day changed. Where it is known what did,
    only the rows are looked at that it concerns.
    """

    def __init__(self, style: Style) -> None:
        self._drawn: dict[RowId, _Drawn] = {}
        self._style = style
        self._generation = 0
        self._change: _Change | None = None
        """What the last generation began with; None where it may be anything."""

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

    def expire(self, changed: Collection[Key] | None = None) -> None:
        """Rows may look otherwise from now on: all, or those that `changed` keys are about."""
        self._generation += 1
        self._change = None if changed is None else _Change(changed)

    def drawing(self, reading: Reading, index: int, *, selected: bool) -> Drawing:
        """A row as it looks now."""
        rows = reading.timeline.rows
        row_id, before = rows[index], rows[index - 1] if index else None
        drawn = self._drawn.get(row_id)
        if drawn is not None and drawn.before == before and self._is_current(row_id, drawn):
            return drawn.drawing
        row = reading.row_at(index, selected=selected)
        if drawn is not None and drawn.row == row:
            drawn.before, drawn.generation = before, self._generation
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
        self._drawn[row_id] = _Drawn(row, before, drawing, self._generation)
        return drawing

    def _is_current(self, row_id: RowId, drawn: _Drawn) -> bool:
        """Whether a row is known to look as it was drawn."""
        if drawn.generation == self._generation:
            return True
        change = self._change
        if (
            change is None
            or drawn.generation != self._generation - 1
            or change.concerns(row_id, drawn.row, drawn.before)
        ):
            return False
        drawn.generation = self._generation
        return True

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
