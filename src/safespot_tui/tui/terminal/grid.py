"""A screen as cells."""

from typing import cast

from safespot_tui.tui.terminal.cells import Cells, Glyph
from safespot_tui.tui.terminal.pen import Pen


class Grid:
    """Lines of cells; a cell that nobody knows is None and differs from every other."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.glyphs: list[list[Glyph]] = [[None] * width for _ in range(height)]
        self.pens: list[list[Pen | None]] = [[None] * width for _ in range(height)]

    def put(self, y: int, x: int, cells: Cells) -> bool:
        """Paint cells; whether the line looks otherwise now. What is off the screen is dropped."""
        if not (0 <= y < self.height and 0 <= x < self.width):
            return False
        end = min(self.width, x + len(cells))
        glyphs, pens = cells.glyphs, cells.pens
        if end - x != len(cells):
            glyphs, pens = glyphs[: end - x], pens[: end - x]
        if self.glyphs[y][x:end] == glyphs and self.pens[y][x:end] == pens:
            return False
        self.glyphs[y][x:end] = glyphs
        self.pens[y][x:end] = pens
        return True

    def holds(self, y: int, x: int, cells: Cells) -> bool:
        """Whether these cells are there, all of them."""
        if not (0 <= y < self.height and 0 <= x <= self.width - len(cells)):
            return False
        part = slice(x, x + len(cells))
        return self.glyphs[y][part] == cells.glyphs and self.pens[y][part] == cells.pens

    def text(self, y: int, left: int, right: int) -> str | None:
        """What stands in a part of a line; None where it is not known."""
        part = self.glyphs[y][left:right]
        return None if None in part else "".join(cast("list[str]", part))

    def shift(self, top: int, bottom: int, left: int, right: int, lines: int) -> None:
        """Move part of some lines up, or down if negative; what comes in is not known."""
        rows = range(top, bottom)
        source = {y: (self.glyphs[y][left:right], self.pens[y][left:right]) for y in rows}
        unknown: tuple[list[Glyph], list[Pen | None]] = (
            [None] * (right - left),
            [None] * (right - left),
        )
        for y in rows:
            self.glyphs[y][left:right], self.pens[y][left:right] = source.get(y + lines, unknown)

    def forget(self) -> None:
        """From now on nobody knows what is there."""
        for y in range(self.height):
            self.forget_part(y, 0, self.width)

    def forget_part(self, y: int, left: int, right: int) -> None:
        """As `forget`, for a part of a line that is on the screen."""
        self.glyphs[y][left:right] = [None] * (right - left)
        self.pens[y][left:right] = [None] * (right - left)
