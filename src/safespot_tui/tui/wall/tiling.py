"""How tiles are laid out on a wall of some size."""

from math import ceil
from typing import Literal

from msgspec import Struct

from safespot_tui.actions.wall import FEWEST, MOST

LEAST_WIDTH = 34
LEAST_HEIGHT = 6
"""Cells and lines without which a conversation cannot be followed: title, words, composer."""

GOOD_WIDTH = 40
GOOD_HEIGHT = 15
"""What is enough to read at ease: of the layouts that are possible, the one nearest to it wins."""

Direction = Literal["left", "right", "up", "down"]


class Tiling(Struct, frozen=True):
    """A grid that is filled row by row; the last tile has what is left of its row."""

    columns: int
    rows: int
    count: int
    """Tiles that are shown."""

    @property
    def last_span(self) -> int:
        """Columns of the last tile."""
        return self.columns * self.rows - self.count + 1

    def beside(self, index: int, direction: Direction) -> int:
        """The tile next to one; the same at the edge."""
        row, column = divmod(index, self.columns)
        match direction:
            case "left":
                column -= 1
            case "right":
                column += 1
            case "up":
                row -= 1
            case "down":
                row += 1
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return index
        # What is below a hole of the last row is the tile that reaches into it.
        return min(row * self.columns + column, self.count - 1)


def tiling(count: int, width: int, height: int) -> Tiling:
    """The layout of so many tiles in so many cells and lines, or of as many as there is room for.

    At least one is shown, however little room there is.
    """
    if count == 1:
        return Tiling(1, 1, 1)
    possible = [
        Tiling(columns, rows, count)
        for columns in range(1, min(count, width // LEAST_WIDTH) + 1)
        if (rows := ceil(count / columns)) <= height // LEAST_HEIGHT
    ]
    if not possible:
        return tiling(count - 1, width, height)
    return max(
        possible,
        key=lambda one: min(width / one.columns / GOOD_WIDTH, height / one.rows / GOOD_HEIGHT),
    )


def room(width: int, height: int) -> int:
    """How many tiles there is room for to read at ease: with how many a wall may begin."""
    at_ease = max(1, width // GOOD_WIDTH) * max(1, height // GOOD_HEIGHT)
    return max(FEWEST, min(MOST, at_ease))
