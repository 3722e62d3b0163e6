"""Lines of the screen: strips of exactly one width, built from literals."""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.tui.drawing.glyphs import shown

Piece = tuple[str, Style]
"""Some text and how it looks. The text is taken literally: no markup, no escapes."""


def line(pieces: Iterable[Piece], width: int, blank: Style) -> Strip:
    """The pieces one after the other, cut or filled with `blank` to exactly `width` cells.

    Every line is filled, so that a character which the terminal takes for wider or narrower than
    we do cannot leave rubbish behind it.
    """
    segments: list[Segment] = []
    left = width
    for piece, style in pieces:
        text = shown(piece)
        cells = cell_len(text)
        if cells > left:
            segments.append(Segment(set_cell_size(text, left), style))
            left = 0
            break
        if text:
            segments.append(Segment(text, style))
            left -= cells
    if left:
        segments.append(Segment(" " * left, blank))
    return Strip(segments, width)


def ink(style: Style) -> Style:
    """`style` without its ground."""
    return Style(color=style.color, bold=style.bold, italic=style.italic, underline=style.underline)


def centred(text: str, width: int) -> str:
    """`text`, which fits, with the blanks before it that put it into the middle."""
    return " " * ((width - cell_len(text)) // 2) + text


def rule(text: str, width: int) -> str:
    """`text` in the middle of a horizontal line across `width` cells."""
    left = max(0, width - cell_len(text) - 2)
    before = left // 2
    return f"{'─' * before} {text} {'─' * (left - before)}"
