"""What crossed, a line each, the newest last."""

from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.listing import Listing
from safespot_tui.instruments.trace.row import (
    Row,
    bytes_in_short,
    moment,
    row_of,
    seconds_in_short,
    time_to_the_millisecond,
)
from safespot_tui.tui.drawing.line import Piece, ink, line
from safespot_tui.tui.drawing.wrap import fit

_ROLES = ("plain", "cursor", "bar", "time", "what", "quiet", "failed", "became")
WIDE = 110
"""Cells, from which on the time is told to the millisecond and there is room for everything."""
_STATUS, _SIZE, _LATENCY = 4, 5, 6


class TraceList(ScrollView, can_focus=True):
    """Draws only what is seen. While the cursor is on the newest, it stays there.

    ::

        following ──up──▶ resting on an entry, wherever it moves to
            ▲                 │
            └──── end ────────┘
    """

    DEFAULT_CSS = """
    TraceList {
        height: 1fr;
        min-height: 3;
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        overflow-y: auto;
        & > .trace--plain { color: $foreground; background: $surface; }
        & > .trace--cursor { color: $foreground; background: $primary 16%; }
        & > .trace--bar { color: $primary; }
        & > .trace--time { color: $foreground 65%; }
        & > .trace--what { color: $foreground; text-style: bold; }
        & > .trace--quiet { color: $foreground 65%; }
        & > .trace--failed { color: $error; text-style: bold; }
        & > .trace--became { color: $foreground 75%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"trace--{role}" for role in _ROLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
    ]

    class Chosen(Message):
        """The cursor is on another entry, or that says something else."""

        def __init__(self, *, by_user: bool) -> None:
            super().__init__()
            self.by_user = by_user

    def __init__(self, listing: Listing, began_at: datetime) -> None:
        super().__init__()
        self._listing = listing
        self._began_at = began_at
        self._number: int | None = None
        self._follows = True

    @property
    def number(self) -> int | None:
        """Of the entry that the cursor is on."""
        return self._number

    def on_mount(self) -> None:
        """Begin at the newest."""
        self.changed()

    def changed(self) -> None:
        """Something else is listed than before, or it says something else."""
        numbers = self._listing.numbers
        self.virtual_size = Size(0, len(numbers))
        if not numbers:
            self._number = None
        elif self._follows or self._number is None:
            self._number = numbers[-1]
        else:
            self._number = numbers[self._listing.index_of(self._number)]
        self._show_cursor()
        self.refresh()
        self.post_message(self.Chosen(by_user=False))

    def go_to(self, number: int) -> None:
        """Put the cursor on an entry, if it is listed."""
        numbers = self._listing.numbers
        if numbers:
            index = self._listing.index_of(number)
            self._number = numbers[index]
            self._follows = index == len(numbers) - 1
            self._show_cursor()
            self.refresh()
            self.post_message(self.Chosen(by_user=True))

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        numbers = self._listing.numbers
        if numbers and self._number is not None:
            index = self._listing.index_of(self._number) + step
            self.go_to(numbers[max(0, min(index, len(numbers) - 1))])

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen at once."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_edge(self, side: int) -> None:
        """Move the cursor to the oldest, or to the newest, where it stays."""
        if numbers := self._listing.numbers:
            self.go_to(numbers[-1 if side > 0 else 0])

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        index = self.scroll_offset.y + event.y
        if index < len(self._listing.numbers):
            self.go_to(self._listing.numbers[index])

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self.size.height and self._number is not None:
            index = self._listing.index_of(self._number)
            self.scroll_to_region(
                Region(0, index, self.size.width, 1), animate=False, force=True, immediate=True
            )

    # ---------------------------------------------------------------------------- drawing

    def render_line(self, y: int) -> Strip:
        """One entry."""
        index = self.scroll_offset.y + y
        width = self.size.width
        numbers = self._listing.numbers
        if not numbers and not y and not self._listing.filter.is_empty:
            words = fit(_("Nothing that crossed is so. Esc shows all of it."), width - 1)
            return line([(f" {words}", self._style("quiet"))], width, self._style("plain"))
        story = self._listing.story(numbers[index]) if 0 <= index < len(numbers) else None
        if story is None:
            return line((), width, self._style("plain"))
        here = numbers[index] == self._number
        ground = self._style("cursor" if here else "plain")
        edge: Piece = ("▌" if here else " ", ground + self._partial("bar"))
        return line([edge, *self._cells(row_of(story), width - 1, ground)], width, ground)

    def _cells(self, row: Row, width: int, ground: Style) -> list[Piece]:
        wide = width >= WIDE
        time = moment(self._began_at, row.at)
        at = time_to_the_millisecond(time) if wide else f"{time:%M:%S}"
        size = "" if row.size is None else bytes_in_short(row.size)
        latency = "" if row.latency is None else seconds_in_short(row.latency)
        fixed = len(at) + _STATUS + _SIZE + _LATENCY + 5
        left = max(0, width - fixed)
        what_width = left // 2
        bad = "failed" if row.failed else "quiet"
        return [
            (f"{at} ", ground + self._partial("time")),
            (_padded(row.what, what_width) + " ", ground + self._partial("what")),
            (f"{row.status:>{_STATUS}} ", ground + self._partial(bad)),
            (f"{size:>{_SIZE}} ", ground + self._partial("quiet")),
            (f"{latency:>{_LATENCY}} ", ground + self._partial("quiet")),
            (
                fit(safe_line(row.became), left - what_width),
                ground + self._partial("failed" if row.failed else "became"),
            ),
        ]

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"trace--{role}")

    def _partial(self, role: str) -> Style:
        return ink(self.get_component_rich_style(f"trace--{role}"))


def _padded(text: str, width: int) -> str:
    fitting = fit(safe_line(text), width)
    return fitting + " " * max(0, width - cell_len(fitting))
