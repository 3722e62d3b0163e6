"""The last look at a line before it is painted: signs are replaced within their cells."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from safespot_tui.tui.drawing.glyphs import in_place


class GlyphFilter(LineFilter):
    """Goes over every line of every widget, the toolkit's own included."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells, with signs that the terminal can draw."""
        return [Segment(in_place(text), style, control) for text, style, control in segments]
