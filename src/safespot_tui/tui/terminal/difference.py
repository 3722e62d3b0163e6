"""From a line as it is shown to the line as it is wanted, in as few bytes as possible."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress, count, groupby
from operator import is_not, ne
from typing import NamedTuple

from safespot_tui.tui.terminal.cells import Glyph
from safespot_tui.tui.terminal.grid import Grid
from safespot_tui.tui.terminal.pen import Pen
from safespot_tui.tui.terminal.widths import is_certain, is_narrow

SHORT_GAP = 4
"""So many cells are written once more rather than jumped over: a jump is as long."""

LONG_BLANK = 9
"""From so many blanks on, erasing and jumping is shorter than writing them."""


MANY_ROWS = 6
"""From so many lines on, they are written pen by pen."""


class Run(NamedTuple):
    """Cells of one line from `start` to `end`, excluded."""

    start: int
    end: int


def move_to(x: int, y: int) -> str:
    """The cursor, to a cell; from 0."""
    return f"\x1b[{y + 1};{x + 1}H"


class Brush:
    """Writes runs of cells, knowing where the cursor is and what it paints with."""

    def __init__(self, *, coloured_erase: bool) -> None:
        self.pen: Pen | None = None
        """What the terminal paints with; it stays what it was from one frame to the next."""
        self._coloured_erase = coloured_erase
        self._out: list[str] = []

    def take(self) -> str:
        """What has been written."""
        out, self._out = "".join(self._out), []
        return out

    def lay_down(self) -> None:
        """From now on nobody knows what the terminal paints with."""
        if self.pen is not None and self.pen.link:
            self._out.append("\x1b]8;;\x1b\\")
        self.pen = None

    def say(self, sequence: str) -> None:
        """Something that is not of a cell."""
        self._out.append(sequence)

    def bring(self, rows: Sequence[int], shown: Grid, wanted: Grid) -> None:
        """Make some lines what they shall be, and note that they are.

        Of many, what is painted alike is written together: telling of another pen is longer than
        telling of another place. Not where nobody is sure how wide a glyph is: what stands behind
        it has to be written after it.
        """
        if len(rows) < MANY_ROWS:
            for y in rows:
                self._bring_line(y, shown, wanted)
            return
        parts: defaultdict[Pen, list[tuple[int, Run]]] = defaultdict(list)
        for y in rows:
            glyphs, pens = wanted.glyphs[y], wanted.pens[y]
            differing = list(runs(shown.glyphs[y], shown.pens[y], glyphs, pens))
            if differing and not is_certain("".join(filter(None, glyphs))):
                self._bring_line(y, shown, wanted)
                continue
            for run in differing:
                for pen, part in _by_pen(run, pens):
                    parts[pen].append((y, part))
            shown.glyphs[y][:] = glyphs
            shown.pens[y][:] = pens
        for pen in sorted(parts, key=lambda pen: pen is not self.pen):
            for y, run in parts[pen]:
                self._out.append(move_to(run.start, y))
                self._write(run, y, wanted.glyphs[y], wanted.pens[y])

    def _bring_line(self, y: int, shown: Grid, wanted: Grid) -> None:
        glyphs, pens = wanted.glyphs[y], wanted.pens[y]
        column = -1
        for run in runs(shown.glyphs[y], shown.pens[y], glyphs, pens):
            if 0 < column < run.start and run.start - column < 100:
                self._out.append(f"\x1b[{run.start - column}C")
            elif column != run.start:
                self._out.append(move_to(run.start, y))
            column = self._write(run, y, glyphs, pens)
        shown.glyphs[y][:] = glyphs
        shown.pens[y][:] = pens

    def _write(self, run: Run, y: int, glyphs: list[Glyph], pens: list[Pen | None]) -> int:
        """Write a run; gives the column of the cursor then, or -1 where that is not sure."""
        out = self._out
        x, width = run.start, len(glyphs)
        sure = True
        while x < run.end:
            pen, glyph = pens[x], glyphs[x]
            if pen is None or glyph is None:
                # Not painted by anybody yet: it stays what it is.
                x, sure = x + 1, False
                continue
            if not sure:
                out.append(move_to(x, y))
                sure = True
            end = x + 1
            while end < run.end and pens[end] is pen:
                end += 1
            text = "".join(filter(None, glyphs[x:end]))
            if pen is not self.pen and not (text.isspace() and pen.blanks_like(self.pen)):
                out.append(pen.after(self.pen))
                self.pen = pen
            if not is_narrow(text):
                # The blanks behind it can be erased, as behind all text.
                while glyphs[end - 1] == " ":
                    end -= 1
                x, sure = self._carefully(x, end, y, glyphs)
            else:
                out.append(self._plain(text, pen, at_end=end == width))
                x = end
        # In the last column the cursor stays on what was written, and erasing does not move it.
        return x if sure and x < width else -1

    def _plain(self, text: str, pen: Pen, *, at_end: bool) -> str:
        """Text of which each character is a cell, its long blanks erased."""
        if not (self._coloured_erase and pen.erases) or "  " not in text:
            return text
        kept = text.rstrip(" ")
        blanks = len(text) - len(kept)
        tail = text[len(kept) :]
        if blanks >= LONG_BLANK or (at_end and blanks > 3):
            tail = "\x1b[K" if at_end else f"\x1b[{blanks}X\x1b[{blanks}C"
        head = kept.lstrip(" ")
        indent = len(kept) - len(head)
        lead = " " * indent
        if indent >= LONG_BLANK:
            lead = f"\x1b[{indent}X\x1b[{indent}C"
        return lead + head + tail

    def _carefully(self, start: int, end: int, y: int, glyphs: list[Glyph]) -> tuple[int, bool]:
        """Text with glyphs on whose width terminals disagree.

        Their cells are blanked before, so that one which turns out narrower leaves no rubbish, and
        what follows is placed by its column, so that one which turns out wider moves nothing.
        """
        out = self._out
        x, sure = start, True
        while x < end:
            glyph = glyphs[x] or " "
            width = 1
            while x + width < end and glyphs[x + width] == "":
                width += 1
            if not sure:
                out.append(f"\x1b[{x + 1}G")
            if is_certain(glyph):
                out.append(glyph)
                sure = True
            else:
                out.append(f"{' ' * width}\x1b[{x + 1}G{glyph}")
                sure = False
            x += width
        return x, sure


def runs(
    shown_glyphs: list[Glyph],
    shown_pens: list[Pen | None],
    glyphs: list[Glyph],
    pens: list[Pen | None],
) -> Iterator[Run]:
    """Where two lines differ; what lies close together is one run."""
    if shown_glyphs == glyphs and shown_pens == pens:
        return
    start = end = -1
    differs = map(max, map(ne, shown_glyphs, glyphs), map(is_not, shown_pens, pens))
    for x in compress(count(), differs):
        pen = pens[x]
        if pen and shown_glyphs[x] == glyphs[x] == " " and pen.blanks_like(shown_pens[x]):
            continue
        if start < 0:
            start = x
        elif x - end > SHORT_GAP or (x > end and any(p is not pen for p in pens[end:x])):
            yield _whole(start, end, glyphs)
            start = x
        end = x + 1
    if start >= 0:
        yield _whole(start, end, glyphs)


def _by_pen(run: Run, pens: Sequence[Pen | None]) -> Iterator[tuple[Pen, Run]]:
    """The parts of a run that are painted alike; what nobody painted is no part of any."""
    start = run.start
    for pen, cells in groupby(pens[run.start : run.end]):
        end = start + len(list(cells))
        if pen is not None:
            yield pen, Run(start, end)
        start = end


def _whole(start: int, end: int, glyphs: list[Glyph]) -> Run:
    """A run that cuts no wide glyph in two."""
    while start > 0 and glyphs[start] == "":
        start -= 1
    while end < len(glyphs) and glyphs[end] == "":
        end += 1
    return Run(start, end)
