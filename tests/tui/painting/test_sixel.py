"""Sixels, decoded again by a reader of our own."""

import random
import re

from safespot_tui.tui.painting.sixel import sixels

HEAD = re.compile(r'\x1bP0;1q"1;1;(\d+);(\d+)')
TOKEN = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([?-~])|(\$)|(-)", re.DOTALL)

PALETTE = [(0, 0, 0), (255, 0, 0), (51, 204, 102), (255, 255, 255)]


def read(sequence: str) -> tuple[list[list[int]], list[tuple[int, int, int]]]:
    """Indexes by line, and the palette in hundredths."""
    head = HEAD.match(sequence)
    assert head is not None
    assert sequence.endswith("\x1b\\")
    width, height = int(head[1]), int(head[2])
    lines = [[-1] * width for _ in range(height)]
    palette: list[tuple[int, int, int]] = []
    x = band = color = 0
    at, end = head.end(), len(sequence) - 2
    while at < end:
        token = TOKEN.match(sequence, at, end)
        assert token is not None, sequence[at : at + 20]
        at = token.end()
        index, red, green, blue, chosen, times, repeated, one, back, down = token.groups()
        if index:
            assert int(index) == len(palette)
            palette.append((int(red), int(green), int(blue)))
        elif chosen:
            color = int(chosen)
        elif back:
            x = 0
        elif down:
            x, band = 0, band + 6
        else:
            bits, until = ord(repeated or one) - 0x3F, x + int(times or 1)
            for bit in (bit for bit in range(6) if bits >> bit & 1):
                assert set(lines[band + bit][x:until]) == {-1}
                lines[band + bit][x:until] = [color] * (until - x)
            x = until
    return lines, palette


def test_every_pixel_is_drawn_once_in_its_colour() -> None:
    draw = random.Random(7)
    for width, height in ((1, 1), (7, 5), (20, 6), (33, 13)):
        pixels = bytes(draw.randrange(len(PALETTE)) for _ in range(width * height))
        lines, palette = read(sixels(pixels, width, PALETTE))
        assert [bytes(line) for line in lines] == [
            pixels[at : at + width] for at in range(0, len(pixels), width)
        ]
        assert palette == [(0, 0, 0), (100, 0, 0), (20, 80, 40), (100, 100, 100)]


def test_what_repeats_is_said_once() -> None:
    drawn = sixels(bytes([1] * 700 * 12), 700, PALETTE)
    assert drawn.count("!700~") == 2
    assert len(drawn) < 120
    assert read(drawn)[0] == [[1] * 700] * 12
