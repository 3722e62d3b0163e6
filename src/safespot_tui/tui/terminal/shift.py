"""Finding what moved: lines that were on the screen already, only higher up or further down."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from safespot_tui.tui.terminal.grid import Grid

FEWEST = 4
"""Lines that must have moved together: less is not worth telling a terminal of margins."""


class Shift(NamedTuple):
    """Lines `top` to `bottom` (excluded), between two columns, move up by `lines`, or down."""

    top: int
    bottom: int
    left: int
    right: int
    lines: int


def find_shift(
    shown: Grid, wanted: Grid, rows: Sequence[int], left: int, right: int
) -> Shift | None:
    """How most of the given lines moved, looked at between two columns; None if they did not.

    A line counts if it is no other line's twin, before or after.
    """
    before = _places(shown, rows, left, right)
    after = _places(wanted, rows, left, right)
    moves = {
        y: old - y
        for text, y in after.items()
        if y is not None and (old := before.get(text)) is not None and old != y
    }
    if not moves:
        return None
    lines, count = Counter(moves.values()).most_common(1)[0]
    if count < FEWEST:
        return None
    ends = [end for y, by in moves.items() if by == lines for end in (y, y + lines)]
    return Shift(min(ends), max(ends) + 1, left, right, lines)


def _places(grid: Grid, rows: Sequence[int], left: int, right: int) -> dict[str, int | None]:
    """Where each text stands; None for what stands in several places. Blanks stand nowhere."""
    places: dict[str, int | None] = {}
    for y in rows:
        text = grid.text(y, left, right)
        if text is not None and not text.isspace():
            places[text] = None if text in places else y
    return places
