"""What a terminal that speaks kitty's protocol is told, byte by byte."""

import re
import unicodedata
from base64 import b64decode

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem

from safespot_tui.tui.painting.kitty import (
    MARKS,
    MOST_CELLS,
    PLACEHOLDER,
    kitty,
    number_of,
)
from safespot_tui.tui.terminal.features import Features
from safespot_tui.tui.terminal.glass import Glass, Piece

APC = re.compile(r"\x1b_G([^;\x1b]*)(?:;([A-Za-z0-9+/=]*))?\x1b\\")


def told(sequences: str) -> list[tuple[dict[str, str], str]]:
    """Keys and payload of each sequence; there is nothing between them."""
    found = [
        (dict(pair.split("=") for pair in match[1].split(",")), match[2] or "")
        for match in APC.finditer(sequences)
    ]
    assert APC.sub("", sequences) == ""
    return found


@pytest.mark.parametrize("size", [1, 3071, 3072, 3073, 10_000])
def test_the_image_comes_whole_in_chunks_and_nothing_is_to_be_answered(size: int) -> None:
    png = bytes(at * 7 % 256 for at in range(size))
    painted = kitty(png, 30, 12, ColorSystem.TRUECOLOR)
    (head, _), *_rest = chunks = told(painted.before)
    assert {key: head[key] for key in "aUfcrq"} == {
        "a": "T", "U": "1", "f": "100", "c": "30", "r": "12", "q": "2"
    }  # fmt: skip
    assert b64decode("".join(data for _keys, data in chunks)) == png
    assert all(0 < len(data) <= 4096 for _keys, data in chunks)
    assert [keys["m"] for keys, _data in chunks] == ["1"] * (len(chunks) - 1) + ["0"]
    assert all(keys["q"] == "2" for keys, _data in chunks)
    assert len(chunks) == -(-(-(-size // 3) * 4) // 4096)


@pytest.mark.parametrize("colors", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_cells_name_their_image_by_their_colour_and_it_is_deleted_by_number(colors) -> None:
    for _attempt in range(50):
        painted = kitty(b"png", 2, 1, colors)
        (head, _data), *_ = told(painted.before)
        (segment,) = painted.strips[0]
        assert segment.style is not None
        color = segment.style.color
        assert color is not None
        assert str(number_of(color, colors)) == head["i"]
        glass = Glass(colors, Features({}))
        glass.resize(2, 1)
        glass.put([Piece(0, 0, painted.strips[0])])
        written = re.findall(r"[\[;]38;(?:5;(\d+)|2;(\d+);(\d+);(\d+))", glass.difference())
        ((few, red, green, blue),) = written
        number = int(few) if few else int(red) << 16 | int(green) << 8 | int(blue)
        assert number == int(head["i"])
        assert bool(few) is (colors is ColorSystem.EIGHT_BIT)
        (gone,) = told(painted.after)
        assert gone == ({"a": "d", "d": "I", "i": head["i"], "q": "2"}, "")


def test_each_cell_says_which_part_of_the_image_it_shows() -> None:
    painted = kitty(b"png", 3, 2, ColorSystem.TRUECOLOR)
    assert [strip.text for strip in painted.strips] == [
        "".join(PLACEHOLDER + MARKS[row] + MARKS[column] for column in range(3)) for row in range(2)
    ]
    assert [strip.cell_length for strip in painted.strips] == [3, 3]
    assert MARKS[:5] == "\u0305\u030d\u030e\u0310\u0312"


def test_marks_are_those_of_the_protocol_and_take_no_cell() -> None:
    composed = {
        mark
        for code in range(0x30000)
        if not (whole := unicodedata.decomposition(chr(code))).startswith("<")
        for mark in whole.split()[1:]
    }
    assert MOST_CELLS == len(set(MARKS)) == 129
    assert sorted(MARKS) == list(MARKS)
    for mark in MARKS:
        assert unicodedata.combining(mark) == 230
        assert f"{ord(mark):04X}" not in composed
        assert cell_len(PLACEHOLDER + mark + MARKS[0]) == 1


def test_tmux_hands_every_sequence_on() -> None:
    bare = kitty(bytes(9000), 3, 2, ColorSystem.TRUECOLOR)
    painted = kitty(bytes(9000), 3, 2, ColorSystem.TRUECOLOR, in_tmux=True)
    wrapped = re.findall(r"\x1bPtmux;((?:\x1b\x1b|[^\x1b])*)\x1b\\", painted.before)
    assert len(wrapped) == len(told(bare.before)) == 3
    assert len(told("".join(wrapped).replace("\x1b\x1b", "\x1b"))) == 3
    assert painted.after.startswith("\x1bPtmux;\x1b\x1b_Ga=d")
