"""Finding what moved: lines that were on the screen already, only higher up or further down."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
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
    before: Mapping[int, Hashable], after: Mapping[int, Hashable], left: int, right: int
) -> Shift | None:
    """How most of some lines moved, told what stood on each and what shall; None if they did not.

    A line counts if it is no other line's twin, before or after.
    """
    places = _places(before)
    moves = {
        y: old - y
        for line, y in _places(after).items()
        if y is not None and (old := places.get(line)) is not None and old != y
    }
    if not moves:
        return None
    lines, count = Counter(moves.values()).most_common(1)[0]
    if count < FEWEST:
        return None
    ends = [end for y, by in moves.items() if by == lines for end in (y, y + lines)]
    return Shift(min(ends), max(ends) + 1, left, right, lines)


def texts(grid: Grid, rows: Iterable[int], left: int, right: int) -> Mapping[int, str]:
    """What stands on lines, between two columns; not where it is not known, or blank."""
    lines = ((y, grid.text(y, left, right)) for y in rows)
    return {y: text for y, text in lines if text is not None and not text.isspace()}


def _places(lines: Mapping[int, Hashable]) -> dict[Hashable, int | None]:
    """Where each line stands; None for what stands in several places."""
    places: dict[Hashable, int | None] = {}
    for y, line in lines.items():
        if line is not None:
            places[line] = None if line in places else y
    return places
