"""An image over cells is told to the terminal when it is needed, and never more often."""

from collections.abc import Sequence

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.tui.terminal.features import Features
from safespot_tui.tui.terminal.glass import Glass, Piece

WIDTH, HEIGHT = 20, 12
INK = Style.parse("red on blue")
IMAGE = "\x1bPimage\x1b\\"
AT = "\x1b[3;6H"
STANDS_ON = [Strip([Segment("▀" * 8, INK)], 8) for _ in range(3)]


def words(text: str, width: int = WIDTH) -> Strip:
    return Strip([Segment(text.ljust(width)[:width])], width)


class Wall:
    """A glass with an image on it, at column 5 of line 2."""

    def __init__(self) -> None:
        self.glass = Glass(ColorSystem.TRUECOLOR, Features({}))
        self.glass.resize(WIDTH, HEIGHT)

    def frame(self, text: str = "", *pieces: Piece) -> str:
        """A whole frame: lines of text, the image's cells on them, and what is in front."""
        self.glass.put(Piece(y, 0, words(f"{y:02}{text}")) for y in range(HEIGHT))
        return self.shown(*pictured(STANDS_ON), *pieces)

    def shown(self, *pieces: Piece) -> str:
        self.glass.put(pieces)
        self.glass.lay(5, 2, STANDS_ON, IMAGE)
        return self.glass.difference()


def pictured(strips: Sequence[Strip]) -> list[Piece]:
    return [Piece(2 + at, 5, strip) for at, strip in enumerate(strips)]


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_it_comes_after_the_cells_and_once(wall: Wall) -> None:
    assert wall.frame().endswith(AT + IMAGE)
    assert wall.frame() == ""


def test_what_changes_beside_it_leaves_it_alone(wall: Wall) -> None:
    wall.frame()
    told = wall.shown(Piece(3, 0, words("new", 5)), Piece(9, 0, words("new")))
    assert "new" in told
    assert "image" not in told
    assert "▀" not in told


def test_what_covers_a_part_of_it_is_seen_and_then_it_comes_back(wall: Wall) -> None:
    wall.frame()
    told = wall.shown(Piece(3, 6, words("over", 4)))
    assert "over" in told
    assert "image" not in told
    # Nobody knows what the terminal makes of an image of which a part is written over.
    assert told.count("▀") == 3 * 8 - 4
    assert wall.shown(*pictured(STANDS_ON)).endswith(AT + IMAGE)


def test_when_it_is_lifted_what_it_stood_on_is_written(wall: Wall) -> None:
    wall.frame()
    wall.glass.lift()
    assert wall.glass.difference().count("▀") == 3 * 8
    assert wall.glass.difference() == ""


def test_when_another_takes_the_place_it_goes(wall: Wall) -> None:
    wall.frame()
    wall.glass.put([Piece(2 + at, 5, words("text", 8)) for at in range(3)])
    wall.glass.lift()
    told = wall.glass.difference()
    assert told.count("text") == 3
    assert "image" not in told


def test_when_nobody_knows_what_is_shown_it_is_told_again(wall: Wall) -> None:
    wall.frame()
    wall.glass.forget()
    assert wall.frame().endswith(AT + IMAGE)


def test_lines_behind_it_are_not_scrolled(wall: Wall) -> None:
    def lines(first: int) -> list[Piece]:
        return [Piece(y, 0, words(f"line {first + y}", 5 + 8 + 7)) for y in range(HEIGHT)]

    wall.glass.put(lines(0))
    wall.shown(*pictured(STANDS_ON))
    wall.glass.put([piece for piece in lines(1) if not 2 <= piece.y < 5])
    told = wall.shown()
    assert "M" not in told
    assert "image" not in told
    wall.glass.lift()
    wall.glass.difference()
    wall.glass.put(lines(1))
    wall.glass.difference()
    wall.glass.put(lines(2))
    assert "\x1b[1M" in wall.glass.difference()


def test_off_the_screen_it_is_not_drawn(wall: Wall) -> None:
    wall.glass.resize(10, 3)
    assert "image" not in wall.shown(*pictured(STANDS_ON))
    wall.glass.resize(WIDTH, HEIGHT)
    assert wall.frame().endswith(AT + IMAGE)
    wall.glass.resize(8, 3)
    wall.glass.lift()
    wall.glass.put([Piece(0, 0, words("small", 8))])
    assert "small" in wall.glass.difference()
