"""An image as sixels: bands of six lines of pixels, one colour after the other."""

import re
from collections.abc import Iterator, Sequence

COLORS = 128
"""Of a palette. More would look hardly better, and take longer; some terminals have 256."""

BAND = 6
"""Lines of pixels that one character has."""

_REPEATED = re.compile(rb"(.)\1{3,}")
_TO_CHARACTERS = bytes((value + 0x3F) & 0xFF for value in range(256))


def sixels(pixels: bytes, width: int, palette: Sequence[tuple[int, int, int]]) -> str:
    """The sequence that draws an image from the cursor on.

    `pixels` are indexes into `palette`, line after line of `width`.
    """
    lines = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    head = f'\x1bP0;1q"1;1;{width};{len(lines)}'
    registers = "".join(
        f"#{index};2;{red * 100 // 255};{green * 100 // 255};{blue * 100 // 255}"
        for index, (red, green, blue) in enumerate(palette)
    )
    bands = (lines[at : at + BAND] for at in range(0, len(lines), BAND))
    drawn = "-".join("$".join(_band(band)) for band in bands)
    return f"{head}{registers}{drawn}\x1b\\"


def _band(lines: Sequence[bytes]) -> Iterator[str]:
    """One run over the band for each colour that occurs in it."""
    for color in sorted(set(b"".join(lines))):
        bits = 0
        for at, line in enumerate(lines):
            table = bytearray(256)
            table[color] = 1 << at
            bits |= int.from_bytes(line.translate(bytes(table)), "big")
        row = bits.to_bytes(len(lines[0]), "big").rstrip(b"\0").translate(_TO_CHARACTERS)
        yield f"#{color}{_REPEATED.sub(_repeat, row).decode('ascii')}"


def _repeat(match: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(match[0]), match[1])
