"""A picture on the screen."""

from collections.abc import Sequence

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.tui.drawing.picture import Picture, Pixel

_UPPER_HALF = "▀"


class PictureView(Widget, can_focus=False):
    """As large as what it shows."""

    DEFAULT_CSS = "PictureView { width: 0; height: 0; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._strips: list[Strip] = []

    def show(self, picture: Picture) -> None:
        """Show this."""
        self._strips = [_strip(row) for row in picture]
        self.styles.height = len(self._strips)
        self.styles.width = self._strips[0].cell_length if self._strips else 0
        self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        """One row of cells."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)


def _strip(row: Sequence[tuple[Pixel, Pixel]]) -> Strip:
    return Strip(
        Segment(
            _UPPER_HALF,
            Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower)),
        )
        for upper, lower in row
    )
