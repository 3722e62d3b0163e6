"""Of which characters everybody knows how many cells they take."""

import re
from functools import cache

_NARROW = (
    *((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x52F)),
    *((0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2190, 0x2193), (0x2500, 0x259F)),
    # Circles and the tick: signs of presence and of delivery.
    *((0x25C9, 0x25D5), (0x25F7, 0x25F7), (0x2713, 0x2713)),
)
"""Alphabets, rules, blocks: one cell each."""

_WIDE = ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3))
"""Kana and ideographs: two."""


_ALL_NARROW = frozenset(chr(code) for first, last in _NARROW for code in range(first, last + 1))


@cache
def _wide() -> re.Pattern[str]:
    """Compiled when first needed: it takes a millisecond."""
    return re.compile(
        "[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _WIDE) + "]+"
    )


def is_narrow(text: str) -> bool:
    """Whether every character is a cell, in all terminals."""
    return text.isascii() or _ALL_NARROW.issuperset(text)


def is_certain(text: str) -> bool:
    """Whether all terminals agree on how many cells this takes."""
    return is_narrow(text) or is_narrow(_wide().sub("", text))
