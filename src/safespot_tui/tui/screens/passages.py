"""Passages of figures, laid out for the width there is: in one column, or in two."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.domain.ids import ConversationId
from safespot_tui.insight.telling import Passage
from safespot_tui.tui.drawing.line import Piece, ink, line
from safespot_tui.tui.drawing.wrap import fit, wrap

TWO_COLUMNS = 108
"""From so many cells on."""
_GAP = 4
_ROLES = ("plain", "heading", "note", "plot", "door", "here")


class Cell(Struct, frozen=True):
    """A line of one column."""

    text: str = ""
    role: str = "plain"
    door: ConversationId | None = None
    """The conversation that it leads to."""


_EMPTY = Cell()


def column_width(width: int) -> int:
    """How many cells a column has."""
    return (width - _GAP) // 2 if width >= TWO_COLUMNS else width


def lay_out(passages: Sequence[Passage], width: int) -> Sequence[Sequence[Cell]]:
    """Lines of one cell or two: the first passage across, each of the others where there is most
    room."""
    if not passages:
        return []
    first, *others = passages
    top = [(cell,) for cell in _cells(first, width)]
    if width < TWO_COLUMNS:
        return [*top, *((cell,) for each in others for cell in (_EMPTY, *_cells(each, width)))]
    columns: tuple[list[Cell], list[Cell]] = ([], [])
    for each in others:
        shorter = min(columns, key=len)
        shorter += [_EMPTY, *_cells(each, column_width(width))]
    return [*top, *zip_longest(*columns, fillvalue=_EMPTY)]


def _cells(passage: Passage, width: int) -> Iterator[Cell]:
    for text in wrap(passage.title, width):
        yield Cell(text, "heading")
    if passage.note:
        for text in wrap(passage.note, width):
            yield Cell(text, "note")
    for row in passage.rows:
        if row.is_plot:
            yield Cell(row.text, "plot")
        elif row.conversation_id is not None:
            yield Cell(fit(row.text, width), "door", row.conversation_id)
        else:
            for text in wrap(row.text, width) if row.text else ("",):
                yield Cell(text)


class PassageView(ScrollView, can_focus=True):
    """Draws passages, scrolls, and goes through the conversations that they name.

    ::

        nothing chosen ──tab──▶ the first ──tab──▶ the next ──tab, the last──▶ nothing chosen
    """

    DEFAULT_CSS = """
    PassageView {
        height: 1fr;
        background: $surface;
        color: $foreground;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        & > .passages--plain { color: $foreground; background: $surface; }
        & > .passages--heading { color: $primary; text-style: bold; }
        & > .passages--note { color: $foreground 65%; }
        & > .passages--plot { color: $secondary; }
        & > .passages--door { color: $foreground; }
        & > .passages--here { color: $foreground; text-style: bold reverse; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"passages--{role}" for role in _ROLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home,g", "scroll_home", show=False),
        Binding("end,G", "scroll_end", show=False),
        Binding("tab", "door(1)", show=False),
        Binding("shift+tab", "door(-1)", show=False),
        Binding("enter", "enter", show=False),
    ]

    class Chosen(Message):
        """A conversation was chosen."""

        def __init__(self, conversation_id: ConversationId) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Sequence[Cell]] = ()
        self._doors: Sequence[tuple[int, int]] = ()
        """Line and column of each."""
        self._here: int | None = None

    @property
    def lines_of_text(self) -> Sequence[str]:
        """What is drawn, for who cannot see it."""
        return ["  ".join(cell.text for cell in cells).rstrip() for cells in self._lines]

    def show(self, passages: Sequence[Passage]) -> None:
        """Draw other passages; what is chosen stays so if it is there still."""
        chosen = self._chosen
        self._lines = lay_out(passages, self.scrollable_content_region.width)
        # From top to bottom, a column after the other.
        self._doors = [
            (at, column)
            for column in range(2)
            for at, cells in enumerate(self._lines)
            if column < len(cells) and cells[column].door is not None
        ]
        found = (at for at, door in enumerate(self._doors) if self._cell(door).door == chosen)
        self._here = next(found, None) if chosen is not None else None
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()

    def action_door(self, step: int) -> None:
        """Choose the next conversation that is named, or the one before."""
        places = [None, *range(len(self._doors))]
        self._here = places[(places.index(self._here) + step) % len(places)]
        if self._here is not None:
            at, _column = self._doors[self._here]
            self.scroll_to_region(Region(0, at, 1, 1), animate=False)
        self.refresh()

    def action_enter(self) -> None:
        """Go to the chosen conversation."""
        if self._chosen is not None:
            self.post_message(self.Chosen(self._chosen))

    @property
    def _chosen(self) -> ConversationId | None:
        return None if self._here is None else self._cell(self._doors[self._here]).door

    def _cell(self, door: tuple[int, int]) -> Cell:
        at, column = door
        return self._lines[at][column]

    def on_click(self, event: events.Click) -> None:
        """Go to the conversation that was clicked."""
        at = self.scroll_offset.y + event.y
        cells = self._lines[at] if at < len(self._lines) else ()
        width = self.scrollable_content_region.width
        column = int(len(cells) > 1 and event.x >= column_width(width) + _GAP)
        if column < len(cells) and (door := cells[column].door) is not None:
            self.post_message(self.Chosen(door))

    def render_line(self, y: int) -> Strip:
        """A line of the columns."""
        at = self.scroll_offset.y + y
        cells = self._lines[at] if at < len(self._lines) else ()
        width = self.size.width
        narrow = column_width(width) if len(cells) > 1 else width
        here = self._doors[self._here] if self._here is not None else None
        pieces: list[Piece] = []
        for column, cell in enumerate(cells):
            role = "here" if here == (at, column) else cell.role
            pieces.append((cell.text, self._style(role)))
            if column == 0 and len(cells) > 1:
                pieces.append((" " * (narrow + _GAP - cell_len(cell.text)), self._style("plain")))
        return line(pieces, width, self._style("plain"))

    def _style(self, role: str) -> Style:
        if role in {"plain", "here"}:
            return self.get_component_rich_style(f"passages--{role}")
        return self._ground + ink(self.get_component_rich_style(f"passages--{role}"))

    @property
    def _ground(self) -> Style:
        return self.get_component_rich_style("passages--plain")
