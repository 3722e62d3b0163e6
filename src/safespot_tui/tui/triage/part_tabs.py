"""The parts of the queue as tabs on one line, each with how much is in it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.triage_actions import part_title
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.tui.drawing.line import Piece, line


class PartTabs(Widget, can_focus=False):
    """Open, mine, snoozed, done; a click chooses."""

    DEFAULT_CSS = """
    PartTabs {
        height: 1;
        background: $surface;
        color: $foreground 65%;
        & > .tabs--chosen { color: $primary; text-style: bold underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--chosen"}

    chosen: reactive[QueuePart] = reactive[QueuePart](QueuePart.OPEN)

    class Chosen(Message):
        """The user wants another part of the queue."""

        def __init__(self, chosen: QueuePart) -> None:
            super().__init__()
            self.chosen = chosen

    def __init__(self, count: Callable[[QueuePart], int]) -> None:
        super().__init__()
        self._count = count
        self._counts: Sequence[int] = ()

    def look(self) -> None:
        """Say how much there is now."""
        counts = [self._count(part) for part in QueuePart]
        if counts != self._counts:
            self._counts = counts
            self.refresh()

    def _words(self, part: QueuePart) -> str:
        return f"{part_title(part)} {self._count(part)}"

    def places(self) -> Sequence[tuple[QueuePart, int, int]]:
        """Each tab with its first cell and the first one after it."""
        lengths = {part: cell_len(self._words(part)) for part in QueuePart}
        gap = 2 if sum(lengths.values()) + 2 * (len(lengths) - 1) < self.size.width else 1
        places: list[tuple[QueuePart, int, int]] = []
        x = 1
        for part, length in lengths.items():
            places.append((part, x, x + length))
            x += length + gap
        return places

    def render_line(self, y: int) -> Strip:
        """The tabs."""
        plain, chosen = self.rich_style, self.get_component_rich_style("tabs--chosen")
        pieces: list[Piece] = []
        x = 0
        for part, start, end in self.places():
            pieces.append((" " * (start - x), plain))
            pieces.append((self._words(part), chosen if part is self.chosen else plain))
            x = end
        return line(pieces, self.size.width, plain)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for part, start, end in self.places():
            if start <= event.x <= end:
                self.post_message(self.Chosen(part))
                return
