"""What newly appeared on a screen, in a few words by which it can be waited for."""

import re
from collections import Counter

from msgspec import Struct

_BORDERS = re.compile(r"[─-▟●○◉]+|\s{2,}")
"""What stands between pieces of text that belong together."""
_LONGEST = 30
_SHORTEST = 3
"""Of what is waited for, in characters."""


class News(Struct, frozen=True):
    """Words that are there now."""

    text: str
    times: int | None = None
    """How often they are there, where it is about that: the user typed them, too."""


def news(before: str, after: str, typed: str) -> News | None:
    """The longest piece that is on the screen now and was not; None where there is none.

    What tells times and counts is different at each run, and so is the line of the status; what
    the user typed is there by itself, but once.
    """
    known, there = Counter(_pieces(before)), Counter(_pieces(after))
    new = [piece for piece in there if piece not in known and not _is_volatile(piece)]
    if found := max((piece for piece in new if piece not in typed), key=len, default=""):
        return News(_short(found))
    if found := max((piece for piece in new if there[piece] > 1), key=len, default=""):
        return News(found, after.count(found))
    return None


def _pieces(screen: str) -> list[str]:
    lines = screen.split("\n")[:-1]
    return [piece.strip() for line in lines for piece in _BORDERS.split(line) if piece.strip()]


def _is_volatile(piece: str) -> bool:
    return any(map(str.isdigit, piece)) or sum(map(str.isalpha, piece)) < _SHORTEST


def _short(piece: str) -> str:
    if len(piece) <= _LONGEST:
        return piece
    return (piece[:_LONGEST].rpartition(" ")[0] or piece[:_LONGEST]).rstrip(" ·,;.")
