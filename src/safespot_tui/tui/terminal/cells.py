"""Strips as cells: what can be compared one by one with what the terminal shows."""

from collections.abc import Sequence

from rich.cells import split_graphemes
from textual.strip import Strip

from safespot_tui.tui.terminal.pen import Pen, Pens
from safespot_tui.tui.terminal.widths import is_narrow

Glyph = str | None
"""What stands in a cell; "" is the right half of a wide one, None what nobody knows."""

MOST_STRIPS = 1024
"""Strips are handed out again frame after frame; a few screens of them are kept as cells."""

_NOT_DRAWN = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd")
"""Nothing that is drawn commands the terminal, whoever forgot to see to it."""


class Cells:
    """As many glyphs as pens, from left to right."""

    __slots__ = ("glyphs", "pens")

    def __init__(self, glyphs: list[Glyph], pens: list[Pen | None]) -> None:
        self.glyphs = glyphs
        self.pens = pens

    def __len__(self) -> int:
        return len(self.glyphs)


class CellMaker:
    """Makes cells of strips, and remembers those of strips that come again."""

    def __init__(self, pens: Pens) -> None:
        self.pens = pens
        self._young: dict[int, tuple[Strip, Cells]] = {}
        self._old: dict[int, tuple[Strip, Cells]] = {}

    def cells(self, strip: Strip) -> Cells:
        """Exactly as many as the strip says that it is wide. Not to be changed."""
        known = self._young.get(id(strip)) or self._old.get(id(strip))
        if known is not None:
            return known[1]
        if len(self._young) >= MOST_STRIPS:
            self._young, self._old = {}, self._young
        cells = self._made(strip)
        self._young[id(strip)] = (strip, cells)
        return cells

    def _made(self, strip: Strip) -> Cells:
        glyphs: list[Glyph] = []
        pens: list[Pen | None] = []
        for segment, style, control in strip:
            if control:
                continue
            pen = self.pens.of(style)
            before = len(glyphs)
            text = segment if segment.isprintable() else segment.translate(_NOT_DRAWN)
            glyphs += text if is_narrow(text) else _split(text)
            pens += [pen] * (len(glyphs) - before)
        width = strip.cell_length
        missing = width - len(glyphs)
        if missing > 0:
            glyphs += " " * missing
            pens += [pens[-1] if pens else self.pens.plain] * missing
        elif missing < 0:
            del glyphs[width:], pens[width:]
        return Cells(glyphs, pens)


def _split(text: str) -> Sequence[str]:
    glyphs: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            glyphs.append(text[start:end])
            glyphs += [""] * (width - 1)
        elif glyphs:
            # What has no width of its own belongs to what stands before it.
            at = -1
            while not glyphs[at] and -at < len(glyphs):
                at -= 1
            glyphs[at] += text[start:end]
    return glyphs
