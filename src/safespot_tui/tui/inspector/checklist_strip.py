"""The five points of the checklist, in a line."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.instruments.trace.checklist.checklist import Point, point_in_words
from safespot_tui.tui.drawing.line import Piece, line


class ChecklistStrip(Widget, can_focus=False):
    """Each green or red, with how often it was red; where there is no room for words, by number."""

    DEFAULT_CSS = """
    ChecklistStrip {
        height: 1;
        background: $surface;
        & > .checklist--holds { color: $success; }
        & > .checklist--broken { color: $error; text-style: bold reverse; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"checklist--holds", "checklist--broken"}

    def __init__(self) -> None:
        super().__init__()
        self._points: Sequence[Point] = ()

    def show(self, points: Sequence[Point]) -> None:
        """Show how they stand."""
        if points != self._points:
            self._points = points
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """All of them."""
        plain, width = self.rich_style, self.size.width
        words = [self._words(point) for point in self._points]
        room = width - sum(map(cell_len, words))
        if room < len(words):
            words = [
                f"{_sign(point)}{number}" for number, point in enumerate(self._points, start=1)
            ]
        gap = "  " if room >= 2 * len(words) else " "
        pieces: list[Piece] = []
        for word, point in zip(words, self._points, strict=True):
            role = "holds" if point.holds else "broken"
            pieces += [(word, self.get_component_rich_style(f"checklist--{role}")), (gap, plain)]
        return line(pieces if y == 0 else (), width, plain)

    def _words(self, point: Point) -> str:
        count = f" {len(point.findings)}" if point.findings else ""
        return f"{_sign(point)} {point_in_words(point.fault)}{count}"


def _sign(point: Point) -> str:
    return "✓" if point.holds else "✗"
