"""A terminal's screen: pyte's, and left and right margins, and glyphs of several characters."""

from collections.abc import Callable
from itertools import chain
from typing import ClassVar

import pyte
from pyte.screens import Char

_MARGINS_MODE = 69


class Emulator(pyte.Screen):
    """With `margins` a terminal that knows DECLRMM and DECSLRM (xterm), else one that does not."""

    def __init__(self, columns: int, lines: int, *, margins: bool = True) -> None:
        self.knows_margins = margins
        self._sides_on = False
        self._sides: tuple[int, int] | None = None
        super().__init__(columns, lines)

    @property
    def cells(self) -> list[list[Char]]:
        """Every cell as it is seen, line by line."""
        return [[_seen(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        """As pyte; and left and right margins can be set from now on."""
        if kwargs.get("private") and modes == (_MARGINS_MODE,):
            self._sides_on = self.knows_margins
        else:
            super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        """As pyte; and left and right margins are gone."""
        if kwargs.get("private") and modes == (_MARGINS_MODE,):
            self._sides_on, self._sides = False, None
        else:
            super().reset_mode(*modes, **kwargs)

    def set_sides(self, left: int = 1, right: int | None = None) -> None:
        """DECSLRM; the cursor goes home."""
        if self._sides_on:
            self._sides = (left - 1, right or self.columns)
            self.cursor_position()

    def delete_lines(self, count: int | None = None) -> None:
        """Within the margins, what is below the cursor moves up."""
        self._move_lines(count or 1, super().delete_lines)

    def insert_lines(self, count: int | None = None) -> None:
        """Within the margins, the cursor's line and those below move down."""
        self._move_lines(-(count or 1), super().insert_lines)

    def scroll_up(self, count: int | None = None) -> None:
        """SU: all lines within the margins move up; the cursor stays."""
        y, x = self.cursor.y, self.cursor.x
        self.cursor.y = self.margins.top if self.margins else 0
        super().delete_lines(count or 1)
        self.cursor.y, self.cursor.x = y, x

    def scroll_down(self, count: int | None = None) -> None:
        """SD: all lines within the margins move down; the cursor stays."""
        y, x = self.cursor.y, self.cursor.x
        self.cursor.y = self.margins.top if self.margins else 0
        super().insert_lines(count or 1)
        self.cursor.y, self.cursor.x = y, x

    def _move_lines(self, by: int, whole: Callable[[int], None]) -> None:
        if self._sides is None:
            whole(abs(by))
            return
        left, right = self._sides
        top, bottom = self.margins or (0, self.lines - 1)
        if not (top <= self.cursor.y <= bottom and left <= self.cursor.x < right):
            return
        rows = range(self.cursor.y, bottom + 1)
        before = {y: [self.buffer[y][x] for x in range(left, right)] for y in rows}
        blank = [self.default_char] * (right - left)
        for y in rows:
            self.buffer[y].update(zip(range(left, right), before.get(y + by, blank), strict=True))
        self.cursor.x = left

    def draw(self, data: str) -> None:
        """As pyte, which would stop at a joiner and drop the rest: what it joins is one glyph."""
        for glyph in _glyphs(data):
            super().draw(glyph[0])
            if len(glyph) > 1:
                at = self.cursor.x - 1
                while at > 0 and not self.buffer[self.cursor.y][at].data:
                    at -= 1
                line = self.buffer[self.cursor.y]
                line[at] = line[at]._replace(data=glyph)


class EmulatorStream(pyte.ByteStream):
    """Understands what `Emulator` can."""

    csi: ClassVar[dict[str, str]] = {
        **pyte.ByteStream.csi,
        "s": "set_sides",
        "S": "scroll_up",
        "T": "scroll_down",
    }
    events = frozenset(chain(pyte.ByteStream.events, ["set_sides", "scroll_up", "scroll_down"]))


def _seen(cell: Char) -> Char:
    """Of a blank nobody sees the ink."""
    if cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough:
        return cell
    return cell._replace(fg="default", bold=False, italics=False)


def _glyphs(text: str) -> list[str]:
    """Characters with the joiners and selectors that follow them, and what is joined."""
    glyphs: list[str] = []
    for character in text:
        joins = character in "\u200d\ufe0f" or (glyphs and glyphs[-1].endswith("\u200d"))
        if joins and glyphs:
            glyphs[-1] += character
        else:
            glyphs.append(character)
    return glyphs
