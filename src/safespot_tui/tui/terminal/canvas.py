"""How a terminal shows images, and how large its cells are."""

import sys
from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct

from safespot_tui.config.settings import Images

USUAL_CELL = (10, 20)
"""Pixels. What is given to a terminal that does not tell is scaled by it."""


class Way(Enum):
    """By what an image is shown."""

    KITTY = auto()
    """The graphics protocol of kitty, with characters that hold an image's place."""
    SIXEL = auto()
    HALF_BLOCKS = auto()
    """Characters of two pixels each; nothing but colours is needed."""


class Canvas(Struct, frozen=True):
    """What an image is made for."""

    way: Way
    cell: tuple[int, int] = USUAL_CELL
    """Width and height of a cell, in pixels."""
    in_tmux: bool = False
    """What tmux does not know itself has to be handed on."""


def canvas(
    images: Images,
    environment: Mapping[str, str],
    cell: tuple[int, int] | None,
    *,
    sixel: bool,
) -> Canvas:
    """The best that a terminal can do, or what the user wants.

    `sixel`: the terminal said that it can. A sixel image has the size in pixels that it has: where
    nobody knows how large a cell is, it would not fit its place. Without colours there is no
    telling kitty which image a cell shows.
    """
    match images:
        case Images.KITTY:
            way = Way.KITTY
        case Images.SIXEL:
            way = Way.SIXEL
        case Images.HALF_BLOCKS:
            way = Way.HALF_BLOCKS
        case Images.AUTO:
            if _places_by_characters(environment):
                way = Way.KITTY
            else:
                way = Way.SIXEL if sixel else Way.HALF_BLOCKS
    if (way is Way.SIXEL and cell is None) or environment.get("NO_COLOR"):
        way = Way.HALF_BLOCKS
    return Canvas(way, cell or USUAL_CELL, in_tmux=bool(environment.get("TMUX")))


def cell_size() -> tuple[int, int] | None:
    """Pixels of a cell of our terminal, as the system knows them; None where it does not."""
    if sys.platform == "win32" or sys.__stderr__ is None:
        return None
    import struct
    from fcntl import ioctl
    from termios import TIOCGWINSZ

    try:
        told = ioctl(sys.__stderr__.fileno(), TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    lines, columns, width, height = struct.unpack("HHHH", told)
    if not (lines and columns and width >= columns and height >= lines):
        return None
    return width // columns, height // lines


def _places_by_characters(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is one of the two that do; inside of another program nothing is sure.

    Others answer to the protocol's question and cannot do this, so there is no asking.
    """
    if environment.get("TMUX") or environment.get("STY"):
        return False
    term = environment.get("TERM", "")
    return term.startswith(("xterm-kitty", "xterm-ghostty")) or (
        environment.get("TERM_PROGRAM") == "ghostty"
    )
