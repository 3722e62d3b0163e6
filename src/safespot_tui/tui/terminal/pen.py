"""How a cell is painted, and the shortest way from one paint to another."""

import re
from zlib import crc32

from rich.color import ColorSystem
from rich.style import Style

from safespot_tui.tui.terminal.paint import paint

_ATTRIBUTES = (
    *(("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("blink", "5")),
    *(("blink2", "6"), ("reverse", "7"), ("conceal", "8"), ("strike", "9"), ("underline2", "21")),
    *(("frame", "51"), ("encircle", "52"), ("overline", "53")),
)
_LINK = re.compile(r"(?:https?://|mailto:)[!-~]{1,2083}")
"""Whoever forgot to encode an address: nothing else is said to a terminal of a link."""

_UNSEEN_ON_BLANKS = frozenset({"1", "2", "3"})


class Pen:
    """Codes of one appearance; there is one object of each, so that `is` compares them."""

    __slots__ = ("_ways", "attributes", "erases", "ground", "ink", "link")

    def __init__(self, attributes: frozenset[str], ink: str, ground: str, link: str) -> None:
        self.attributes = attributes
        self.ink, self.ground, self.link = ink, ground, link
        self.erases = not link and attributes <= _UNSEEN_ON_BLANKS
        """Whether an erased cell looks like a blank painted with this."""
        self._ways: dict[Pen | None, str] = {}

    def after(self, before: "Pen | None") -> str:
        """What to tell a terminal that paints with `before`; None: nobody knows with what."""
        way = self._ways.get(before)
        if way is None:
            way = self._ways[before] = self._link_after(before) + self._codes_after(before)
        return way

    def blanks_like(self, other: "Pen | None") -> bool:
        """Whether a blank looks the same painted with the other."""
        return other is not None and self.erases and other.erases and self.ground == other.ground

    def _codes_after(self, before: "Pen | None") -> str:
        if before is None or not before.attributes <= self.attributes:
            codes = ["0", *sorted(self.attributes), self.ink, self.ground]
        else:
            codes = sorted(self.attributes - before.attributes)
            if self.ink != before.ink:
                codes.append(self.ink or "39")
            if self.ground != before.ground:
                codes.append(self.ground or "49")
        given = ";".join(code for code in codes if code)
        return f"\x1b[{given}m" if given else ""

    def _link_after(self, before: "Pen | None") -> str:
        if self.link == (before.link if before is not None else ""):
            return ""
        return f"\x1b]8;{self.link or ';'}\x1b\\"


class Pens:
    """The pens of one colour system."""

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._by_style: dict[Style | None, Pen] = {}
        self._all: dict[tuple[frozenset[str], str, str, str], Pen] = {}
        self.plain = self.of(None)

    def of(self, style: Style | None) -> Pen:
        """The pen of a style."""
        pen = self._by_style.get(style)
        if pen is None:
            if len(self._by_style) > MOST_STYLES:
                self._by_style.clear()
            pen = self._by_style[style] = self._made(style or Style.null())
        return pen

    def _made(self, style: Style) -> Pen:
        attributes = frozenset(code for name, code in _ATTRIBUTES if getattr(style, name))
        ink, ground = paint(style, self._colors)
        ink_codes = ";".join(ink.get_ansi_codes()) if ink else ""
        ground_codes = ";".join(ground.get_ansi_codes(foreground=False)) if ground else ""
        # One id for one address: an underline under the pointer goes on over several lines.
        link = ""
        if style.link and _LINK.fullmatch(style.link):
            link = f"id={crc32(style.link.encode()) & 0xFFFFFF:x};{style.link}"
        key = (attributes, ink_codes, ground_codes, link)
        pen = self._all.get(key)
        if pen is None:
            pen = self._all[key] = Pen(*key)
        return pen


MOST_STYLES = 4096
"""Styles carry what a click means, so that there are many of them, of few appearances."""
