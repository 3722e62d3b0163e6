"""Messages that were found: two lines each, what was looked for standing out."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.domain.search import Span
from safespot_tui.tui.drawing.line import Piece, ink, line
from safespot_tui.tui.drawing.wrap import fit

LINES = 2
_INDENT = "  "
_BAR = "▌ "
_NEAR_THE_END = 3
"""Hits below the cursor, or the window, at which more are wanted."""
_ROLES = ("plain", "cursor", "title", "found", "words", "time", "bar")


class HitRow(Struct, frozen=True):
    """One hit. Everything in it is shown as it is."""

    title: str
    time: str
    text: str
    found: Sequence[Span] = ()


class HitList(ScrollView, can_focus=False):
    """Hits with a cursor, which the input above moves."""

    DEFAULT_CSS = """
    HitList {
        height: 1fr;
        min-height: 2;
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        & > .hits--plain { color: $foreground; background: $surface; }
        & > .hits--cursor { color: $foreground; background: $primary 16%; }
        & > .hits--title { color: $foreground; text-style: bold; }
        & > .hits--found { color: $primary; text-style: bold; }
        & > .hits--words { color: $foreground 75%; }
        & > .hits--time { color: $foreground 65%; }
        & > .hits--bar { color: $primary; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"hits--{role}" for role in _ROLES}

    class Chosen(Message):
        """A hit was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class MoreWanted(Message):
        """The end of what is listed comes near."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[HitRow] = ()
        self.cursor = 0

    @property
    def rows(self) -> Sequence[HitRow]:
        """What is listed."""
        return self._rows

    def set_rows(self, rows: Sequence[HitRow], cursor: int = 0) -> None:
        """List something else."""
        self._rows = rows
        self.cursor = max(0, min(cursor, len(rows) - 1))
        self.virtual_size = Size(0, LINES * len(rows))
        self.refresh()
        self._show_cursor()

    def move(self, step: int) -> None:
        """Move the cursor, as far as there are hits."""
        if self._rows:
            self.cursor = max(0, min(self.cursor + step, len(self._rows) - 1))
            self.refresh()
            self._show_cursor()
            self._want_more(self.cursor)

    def _show_cursor(self) -> None:
        if self.size.height:
            place = Region(0, LINES * self.cursor, self.size.width, LINES)
            self.scroll_to_region(place, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel comes near the end, too."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value:
            self._want_more(int(new_value + self.size.height) // LINES)

    def _want_more(self, index: int) -> None:
        if index >= len(self._rows) - _NEAR_THE_END:
            self.post_message(self.MoreWanted())

    def render_line(self, y: int) -> Strip:
        """A line of a hit: where and when, or the words."""
        width = self.size.width
        index, which = divmod(self.scroll_offset.y + y, LINES)
        if index >= len(self._rows):
            return line((), width, self._style("plain"))
        row, here = self._rows[index], index == self.cursor
        ground = self._style("cursor" if here else "plain")
        edge: Piece = (_BAR if here else _INDENT, ground + self._partial("bar"))
        room = max(0, width - 2 * len(_INDENT))
        if which:
            words, found = ground + self._partial("words"), ground + self._partial("found")
            pieces = [(text, found if is_found else words) for text, is_found in snippet(row, room)]
        else:
            pieces = self._heading(row, room, ground)
        return line([edge, *pieces], width, ground)

    def _heading(self, row: HitRow, room: int, ground: Style) -> list[Piece]:
        title = fit(row.title, max(0, room - cell_len(row.time) - 1))
        gap = " " * max(0, room - cell_len(title) - cell_len(row.time))
        return [
            (title, ground + self._partial("title")),
            (gap, ground),
            (row.time, ground + self._partial("time")),
        ]

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"hits--{role}")

    def _partial(self, role: str) -> Style:
        return ink(self.get_component_rich_style(f"hits--{role}"))

    def on_click(self, event: events.Click) -> None:
        """Choose the hit under the mouse."""
        index = (self.scroll_offset.y + event.y) // LINES
        if index < len(self._rows):
            self.cursor = index
            self.refresh()
            self.post_message(self.Chosen(index))


def snippet(row: HitRow, room: int) -> Iterator[tuple[str, bool]]:
    """The words around the first place found, on one line, and whether each piece was found."""
    text = row.text.replace("\n", " ")
    start = 0
    if row.found and row.found[0].end > room - 1:
        # From the beginning of a word, with a third of the line before what was found.
        start = max(0, row.found[0].start - room // 3)
        start = text.find(" ", start, row.found[0].start) + 1 or row.found[0].start
        yield "…", False
    end = start + room + 1
    for span in row.found:
        if span.start >= end:
            break
        yield text[start : span.start], False
        yield text[span.start : span.end], True
        start = span.end
    yield text[start:end], False
