"""A list to choose from: one line a row, drawn from literals."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.tui.drawing.line import Piece, ink, line
from safespot_tui.tui.drawing.wrap import fit

_ROLES = ("plain", "cursor", "title", "found", "detail", "right", "disabled", "bar")

MIN_DETAIL = 12
"""Cells; of less nobody could make anything."""

MAX_DETAIL_COLUMN = 34
"""Cells: where details begin at the latest; beyond it, a title moves only its own."""


class ListRow(Struct, frozen=True):
    """One row. Everything in it is shown as it is."""

    title: str
    detail: str = ""
    right: str = ""
    enabled: bool = True
    found: tuple[int, ...] = ()
    """Which characters of the title the user typed."""


class RowList(ScrollView, can_focus=False):
    """Rows with a cursor. What has the keyboard, mostly an input above, moves it.

    With the class `-resting`, the cursor is not shown: Enter does not choose where it is.
    """

    DEFAULT_CSS = """
    RowList {
        height: auto;
        max-height: 100%;
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        & > .rows--plain { color: $foreground; background: $surface; }
        & > .rows--cursor { color: $foreground; background: $primary 16%; }
        & > .rows--title { color: $foreground; }
        & > .rows--found { color: $primary; text-style: bold; }
        & > .rows--detail { color: $foreground 65%; }
        & > .rows--right { color: $foreground 65%; }
        & > .rows--disabled { color: $foreground 45%; }
        & > .rows--bar { color: $primary; }
        &.-resting > .rows--cursor { background: $surface; }
        &.-resting > .rows--bar { color: $surface; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{role}" for role in _ROLES}

    class Chosen(Message):
        """A row was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[ListRow] = ()
        self._detail_column = 0
        self.cursor = 0

    @property
    def rows(self) -> Sequence[ListRow]:
        """What is listed."""
        return self._rows

    def set_rows(self, rows: Sequence[ListRow], cursor: int = 0) -> None:
        """List something else."""
        self._rows = rows
        longest = max((cell_len(row.title) for row in rows if row.detail), default=0)
        self._detail_column = min(longest + 2, MAX_DETAIL_COLUMN)
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self.resized()
        self._show_cursor()

    def resized(self) -> None:
        """There are more rows than before, or fewer."""
        self.virtual_size = Size(0, len(self._rows))
        self.refresh(layout=True)

    def row_at(self, y: int) -> int:
        """Which row stands in a line of the widget; there may be none."""
        return self.scroll_offset.y + y

    def move(self, step: int) -> None:
        """Move the cursor, past the ends to the other end."""
        if self._rows:
            self.cursor = (self.cursor + step) % len(self._rows)
            self.refresh()
            self._show_cursor()

    def _show_cursor(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, self.size.width, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        index = self.row_at(y)
        plain = self._style("plain")
        if not 0 <= index < len(self._rows):
            return line((), width, plain)
        row, here = self._rows[index], index == self.cursor
        ground = self._style("cursor") if here else plain
        pieces: list[Piece] = [("▌ " if here else "  ", ground + self._partial("bar"))]
        # What stands at the right makes way for the title, down to a third of the line.
        right = fit(row.right, max(width // 3, width - 5 - cell_len(row.title)))
        room = max(0, width - 4 - cell_len(right) - bool(right))
        title = fit(row.title, room)
        pieces += self._title(row, title, ground)
        room -= cell_len(title)
        # Details stand below each other, unless a title needs the place.
        gap = max(2, self._detail_column - cell_len(title)) if row.detail else 0
        detail = fit(" " * gap + row.detail, room) if room >= gap + MIN_DETAIL else ""
        pieces.append((detail, ground + self._partial("detail")))
        pieces.append((" " * max(0, room - cell_len(detail) + bool(right)), ground))
        pieces.append((right, ground + self._partial("right")))
        return line(pieces, width, ground)

    def _title(self, row: ListRow, title: str, ground: Style) -> list[Piece]:
        style = ground + self._partial("title" if row.enabled else "disabled")
        found = ground + self._partial("found")
        pieces: list[Piece] = []
        start = 0
        for place in row.found:
            if place >= len(title):
                break
            pieces += [(title[start:place], style), (title[place : place + 1], found)]
            start = place + 1
        return [*pieces, (title[start:], style)]

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"rows--{role}")

    def _partial(self, role: str) -> Style:
        return ink(self.get_component_rich_style(f"rows--{role}"))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        index = self.row_at(event.y)
        if 0 <= index < len(self._rows):
            self.cursor = index
            self.refresh()
            self.post_message(self.Chosen(index))
