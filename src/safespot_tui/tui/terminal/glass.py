"""What the terminal shows, and how it is brought to show something else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import is_not, ne
from typing import NamedTuple

from rich.color import ColorSystem
from textual.strip import Strip

from safespot_tui.tui.terminal.cells import CellMaker, Cells
from safespot_tui.tui.terminal.difference import Brush, move_to
from safespot_tui.tui.terminal.features import Features
from safespot_tui.tui.terminal.grid import Grid
from safespot_tui.tui.terminal.overlay import Overlay
from safespot_tui.tui.terminal.pen import Pens
from safespot_tui.tui.terminal.shift import Shift, find_shift, texts

FEWEST_ROWS = 6
"""Changed lines of one part of the screen from which on it may have been scrolled."""

MARGINS_COST = 40
"""Bytes that telling of a scrolled region takes."""

Columns = tuple[int, int]
"""From the first up to the second, excluded."""


class Piece(NamedTuple):
    """A strip at its place on the screen."""

    y: int
    x: int
    strip: Strip


class Glass:
    """The screen as the terminal shows it, if nothing but this writes to it.

    Whoever knows that something else did calls `forget`: then all that is painted is written.
    """

    def __init__(self, colors: ColorSystem, features: Features) -> None:
        self._features = features
        self._maker = CellMaker(Pens(colors))
        self._brush = Brush(coloured_erase=features.coloured_erase)
        self._shown = Grid(0, 0)
        self._wanted = Grid(0, 0)
        self._put: defaultdict[Columns, dict[int, Cells]] = defaultdict(dict)
        """What was put last on each line."""
        self._changed: defaultdict[Columns, dict[int, Cells | None]] = defaultdict(dict)
        """Lines that have changed since the last time, with what had been put there before."""
        self._overlay: Overlay | None = None

    def forget(self) -> None:
        """Nobody knows what the terminal shows; what is put from now on is written for sure."""
        self._shown.forget()
        self._wanted.forget()
        self._brush.lay_down()

    def resize(self, width: int, height: int) -> None:
        """Another size; what becomes of what is shown, each terminal decides otherwise."""
        if (width, height) != (self._shown.width, self._shown.height):
            self._shown = Grid(width, height)
            self._wanted = Grid(width, height)
            self._brush.lay_down()
            self._put.clear()
            self._changed.clear()

    def put(self, pieces: Iterable[Piece]) -> None:
        """Have strips shown at their places, from the next `difference` on."""
        put, cells_of = self._wanted.put, self._maker.cells
        for y, x, strip in pieces:
            cells = cells_of(strip)
            if put(y, x, cells):
                columns = x, x + len(cells)
                self._changed[columns].setdefault(y, self._put[columns].get(y))
                self._put[columns][y] = cells

    def lay(self, x: int, y: int, strips: Sequence[Strip], sequence: str) -> None:
        """Have `sequence` draw over these strips whenever they are what is put at this place."""
        cells = [self._maker.cells(strip) for strip in strips]
        if self._overlay is None or not self._overlay.is_same(x, y, cells):
            self.lift()
            self._overlay = Overlay(x, y, cells, sequence)

    def lift(self) -> None:
        """Have nothing drawn over what is put."""
        if self._overlay is not None and self._overlay.laid:
            self._changed[0, 0].update(dict.fromkeys(self._overlay.lift(self._shown)))
        self._overlay = None

    def difference(self) -> str:
        """What to write so that the terminal shows what was put; it counts as written."""
        changed, self._changed = self._changed, defaultdict(dict)
        rows = {y for band in changed.values() for y in band}
        overlay = self._overlay
        fits = overlay is not None and overlay.fits(self._wanted)
        if overlay is not None and overlay.laid and not fits:
            rows.update(overlay.lift(self._shown))
        for columns, band in changed.items():
            # What lies over lines that are scrolled would move with them.
            if len(band) >= FEWEST_ROWS and not (overlay is not None and overlay.laid):
                self._scroll(band, columns, rows)
        drawing = overlay.drawing(self._shown) if overlay is not None and fits else ""
        self._brush.bring(sorted(rows), self._shown, self._wanted)
        self._brush.say(drawing)
        return self._brush.take()

    def whole(self) -> str:
        """What to write on an empty screen for it to show what was put."""
        brush = Brush(coloured_erase=self._features.coloured_erase)
        width, height = self._wanted.width, self._wanted.height
        brush.bring(range(height), Grid(width, height), self._wanted)
        brush.lay_down()
        return brush.take()

    def _scroll(
        self, changed: Mapping[int, Cells | None], columns: Columns, rows: set[int]
    ) -> None:
        """Have the terminal move what was moved, where that is shorter than writing it again."""
        left, right = columns[0], min(columns[1], self._shown.width)
        shift = self._found_shift(changed, columns, left, right)
        if shift is None:
            return
        width = self._shown.width
        whole = shift._replace(left=0, right=width)
        if (left, right) == (0, width):
            self._move(shift)
        elif self._features.margins:
            self._brush.say(f"\x1b[?69h\x1b[{left + 1};{right}s")
            self._move(shift)
            self._brush.say("\x1b[?69l")
        elif self._pays(whole):
            self._move(whole)
        else:
            return
        rows.update(range(shift.top, shift.bottom))

    def _found_shift(
        self, changed: Mapping[int, Cells | None], columns: Columns, left: int, right: int
    ) -> Shift | None:
        """How the lines moved: strips that were put again elsewhere say so, or else what they say.

        Whether it is true is not asked: what turns out not to be there is written.
        """
        put = self._put[columns]
        shift = find_shift(changed, {y: put[y] for y in changed if y in put}, left, right)
        if shift is not None:
            return shift
        between = range(min(changed), max(changed) + 1)
        shown, wanted = (texts(grid, between, left, right) for grid in (self._shown, self._wanted))
        return find_shift(shown, wanted, left, right)

    def _move(self, shift: Shift) -> None:
        letter = "M" if shift.lines > 0 else "L"
        self._brush.say(
            f"\x1b[{shift.top + 1};{shift.bottom}r"
            f"{move_to(shift.left, shift.top)}\x1b[{abs(shift.lines)}{letter}\x1b[r"
        )
        self._shown.shift(*shift)

    def _pays(self, shift: Shift) -> bool:
        """Whether moving whole lines, and mending what should have stayed, writes fewer cells."""
        still = moved = 0
        for y in range(shift.top, shift.bottom):
            still += self._differing(y, y)
            source = y + shift.lines
            inside = shift.top <= source < shift.bottom
            moved += self._differing(source, y) if inside else self._shown.width
        return moved + MARGINS_COST < still

    def _differing(self, shown: int, wanted: int) -> int:
        """Cells of a shown line that would have to be written for a wanted one."""
        glyphs = map(ne, self._shown.glyphs[shown], self._wanted.glyphs[wanted])
        pens = map(is_not, self._shown.pens[shown], self._wanted.pens[wanted])
        return sum(map(max, glyphs, pens))
