"""Images by the graphics protocol of kitty, placed by characters.

The terminal is given the image once, under a number. A cell that shows a part of it holds a private
character, marks on that for row and column, and the image's number as its colour. So images scroll,
are covered and come back like text, and whoever writes cells needs to know nothing of it.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import chain
from random import SystemRandom

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.tui.notifications.sequences import passed_on
from safespot_tui.tui.painting.painted import Painted
from safespot_tui.tui.terminal.paint import paint

MAX_CHUNK = 4096
"""Characters of base64 in one sequence."""

PLACEHOLDER = "\U0010eeee"

_MARK_RANGES = (
    *((0x305, 0x305), (0x30D, 0x30E), (0x310, 0x310), (0x312, 0x312), (0x33D, 0x33F)),
    *((0x346, 0x346), (0x34A, 0x34C), (0x350, 0x352), (0x357, 0x357), (0x35B, 0x35B)),
    *((0x363, 0x36F), (0x483, 0x487), (0x592, 0x595), (0x597, 0x599), (0x59C, 0x5A1)),
    *((0x5A8, 0x5A9), (0x5AB, 0x5AC), (0x5AF, 0x5AF), (0x5C4, 0x5C4), (0x610, 0x617)),
    *((0x657, 0x65B), (0x65D, 0x65E), (0x6D6, 0x6DC), (0x6DF, 0x6E2), (0x6E4, 0x6E4)),
    *((0x6E7, 0x6E8), (0x6EB, 0x6EC), (0x730, 0x730), (0x732, 0x733), (0x735, 0x736)),
    *((0x73A, 0x73A), (0x73D, 0x73D), (0x73F, 0x741), (0x743, 0x743), (0x745, 0x745)),
    *((0x747, 0x747), (0x749, 0x74A), (0x7EB, 0x7F1), (0x7F3, 0x7F3), (0x816, 0x819)),
    *((0x81B, 0x823), (0x825, 0x827), (0x829, 0x82D)),
)
MARKS = "".join(map(chr, chain(*(range(first, last + 1) for first, last in _MARK_RANGES))))
"""The mark of row or column 0, 1 and so on: combining class 230, taking part in no composition.

The protocol has more; of those up to here every version of Unicode says the same.
"""

MOST_CELLS = len(MARKS)
"""Of one line, and of one column."""

_BLACK = Color.from_rgb(0, 0, 0)
_LEVELS = (0, 95, 135, 175, 215, 255)
"""Of each of red, green and blue, in the cube of 256 colours."""


def kitty(
    png: bytes, width: int, height: int, colors: ColorSystem, *, in_tmux: bool = False
) -> Painted:
    """An image of `width` times `height` cells, `MOST_CELLS` at most."""
    around = {"TMUX": "yes"} if in_tmux else {}
    color = _any_color()
    number = number_of(color, colors)
    return Painted(
        strips=tuple(_strip(row, width, _style(color)) for row in range(height)),
        before="".join(
            passed_on(sequence, around) for sequence in _transmission(png, number, width, height)
        ),
        after=passed_on(f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\", around),
    )


def number_of(color: Color, colors: ColorSystem) -> int:
    """The image that cells of this colour show, as it is written in so many colours."""
    ink, _ground = paint(_style(color), colors)
    number = 0
    for code in ink.get_ansi_codes()[2:] if ink is not None else ():
        number = number * 256 + int(code)
    return number


def _style(color: Color) -> Style:
    """On black, which is the same in 256 colours: no ink is chosen anew then to be legible."""
    return Style(color=color, bgcolor=_BLACK)


def _any_color() -> Color:
    """A colour that is the same in 256 colours, and none of the greys.

    Drawn by lot: other programs may show images in the same window.
    """
    draw = SystemRandom()
    red, green = draw.sample(_LEVELS, 2)
    blue = draw.choice(_LEVELS)
    return Color.from_rgb(red, green, blue)


def _strip(row: int, width: int, style: Style) -> Strip:
    text = "".join(PLACEHOLDER + MARKS[row] + MARKS[column] for column in range(width))
    return Strip([Segment(text, style)], width)


def _transmission(png: bytes, number: int, width: int, height: int) -> Iterator[str]:
    """Whole sequences; each but the last says that more follows. None is to be answered."""
    data = b64encode(png).decode()
    chunks: Sequence[str] = [data[at : at + MAX_CHUNK] for at in range(0, len(data), MAX_CHUNK)]
    head = f"a=T,U=1,f=100,i={number},c={width},r={height},q=2,"
    for at, chunk in enumerate(chunks, 1):
        yield f"\x1b_G{head if at == 1 else 'q=2,'}m={int(at < len(chunks))};{chunk}\x1b\\"
