"""Text cut into lines that fit a number of cells.

Most messages are ASCII, where a character is a cell; only the others pay for measuring.
"""

import re
from collections.abc import Callable, Iterator

from rich.cells import cell_len, chop_cells

from safespot_tui.tui.drawing.glyphs import shown

ELLIPSIS = "…"
MIN_WIDTH = 2
"""A wide character needs two cells: nothing can be cut narrower."""

MOST_CHARACTERS_A_CELL = 32
"""Accents and joiners included; what has more is cut a little earlier than it would need to be."""

_WORD = re.compile(r"\s*\S+\s*")


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells (2 at least), broken between words if possible.

    A word that is wider than a line is folded between graphemes. There is at least one line.
    """
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    for line in shown(text).split("\n"):
        if line.isascii():
            if len(line) <= width:
                lines.append(line)
            else:
                lines.extend(_broken(line, width, len))
        elif cell_len(line) <= width:
            lines.append(line)
        else:
            lines.extend(_broken(line, width, cell_len))
    return lines


def wrap_at_most(text: str, width: int, most: int) -> tuple[list[str], bool]:
    """As `wrap`, the first `most` lines; and whether that was all."""
    near = text[: most * max(width, MIN_WIDTH)]
    lines = wrap(near, width)
    return lines[:most], len(near) == len(text) and len(lines) <= most


def fit(text: str, width: int) -> str:
    """The first line of `text`, cut to `width` cells with an ellipsis where something is left.

    What is far beyond the cut is not even looked at: somebody could call themselves a novel.
    """
    near = text[: (width + 1) * MOST_CHARACTERS_A_CELL]
    line, _, rest = near.partition("\n")
    line, rest = shown(line), rest or text[len(near) :]
    if not rest and cell_len(line) <= width:
        return line
    if width < 1:
        return ""
    kept = chop_cells(line, width - 1)[0] if line and width > MIN_WIDTH else ""
    return kept.rstrip() + ELLIPSIS


def _broken(line: str, width: int, measure: Callable[[str], int]) -> Iterator[str]:
    """Pieces of one line; blanks at the place of a break belong to neither side."""
    start = used = 0
    for match in _WORD.finditer(line):
        word = match.group()
        if used + measure(word.rstrip()) <= width:
            used += measure(word)
            continue
        if match.start() > start:
            yield line[start : match.start()].rstrip()
            start = match.start()
        if measure(word.rstrip()) > width:
            *folds, last = chop_cells(word.rstrip(), width)
            yield from folds
            start += sum(map(len, folds))
            used = measure(last) + len(word) - len(word.rstrip())
        else:
            used = measure(word)
    yield line[start:].rstrip()
