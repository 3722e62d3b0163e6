"""An image that lies over cells, in a terminal that forgets it where a cell is written.

::

    waiting ──(the cells that it stands on are wanted)──▶ laid ◀─┐
       ▲                                                   │ └───┘ again, if they had to be written
       └──────────(other cells are wanted there)───────────┘
"""

from collections.abc import Sequence
from operator import is_

from safespot_tui.tui.terminal.cells import Cells
from safespot_tui.tui.terminal.difference import move_to
from safespot_tui.tui.terminal.grid import Grid


class Overlay:
    """At most one at a time, at one place."""

    def __init__(self, x: int, y: int, cells: Sequence[Cells], sequence: str) -> None:
        self._x, self._y = x, y
        self._cells = cells
        self._drawing = move_to(x, y) + sequence
        self.laid = False
        """Whether the terminal shows it."""

    def is_same(self, x: int, y: int, cells: Sequence[Cells]) -> bool:
        """Whether this is what lies over these cells, at this place."""
        return (x, y) == (self._x, self._y) and all(map(is_, cells, self._cells))

    def fits(self, grid: Grid) -> bool:
        """Whether all of the cells that it stands on are there."""
        return all(grid.holds(y, self._x, cells) for y, cells in enumerate(self._cells, self._y))

    def drawing(self, shown: Grid) -> str:
        """What to tell the terminal, once the lines are written; empty if it lies there already."""
        if self.laid and self.fits(shown):
            return ""
        self.laid = True
        return self._drawing

    def lift(self, shown: Grid) -> range:
        """From now on nobody knows what is in its place. Gives the lines to be written."""
        self.laid = False
        rows = range(self._y, min(self._y + len(self._cells), shown.height))
        for y in rows:
            shown.forget_part(y, self._x, min(self._x + len(self._cells[0]), shown.width))
        return rows
