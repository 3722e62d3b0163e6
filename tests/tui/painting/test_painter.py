"""One image, for each terminal."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from rich.color import ColorSystem

from safespot_tui.tui.drawing.picture import NotDrawable
from safespot_tui.tui.painting.painted import Painted
from safespot_tui.tui.painting.painter import paint
from safespot_tui.tui.terminal.canvas import Canvas, Way

GROUND = (10, 20, 30)
ROOM = (40, 20)


def photograph(width: int = 300, height: int = 200) -> bytes:
    """A PNG that carries an order to a terminal in its text."""
    file = BytesIO()
    image = Image.new("RGB", (width, height), (255, 0, 0))
    image.paste((0, 0, 255), (0, 0, width // 2, height))
    text = PngInfo()
    text.add_text("Comment", "\x1b]52;c;cm0=\x07")
    image.save(file, "PNG", pnginfo=text)
    return file.getvalue()


def painted(way: Way, content: bytes, cell: tuple[int, int] = (10, 20)) -> Painted:
    return paint(content, ROOM, GROUND, Canvas(way, cell), ColorSystem.TRUECOLOR)


@pytest.mark.parametrize(
    ("way", "cells"),
    [(Way.KITTY, (30, 10)), (Way.SIXEL, (30, 10)), (Way.HALF_BLOCKS, (40, 14))],
)
def test_it_keeps_its_shape_and_fits(way: Way, cells: tuple[int, int]) -> None:
    shown = painted(way, photograph())
    assert (shown.width, len(shown.strips)) == cells
    assert {strip.cell_length for strip in shown.strips} == {shown.width}


def test_a_large_one_is_made_smaller_by_the_pixels_of_a_cell() -> None:
    shown = painted(Way.KITTY, photograph(3000, 2000), (8, 16))
    assert (shown.width, len(shown.strips)) == (40, 14)


def test_kitty_is_given_what_we_encoded_and_it_fills_whole_cells() -> None:
    shown = painted(Way.KITTY, photograph(305, 190))
    data = b64decode("".join(re.findall(r";([^\x1b]*)\x1b", shown.before)))
    image = Image.open(BytesIO(data))
    assert image.format == "PNG"
    assert image.size == (310, 200)
    assert image.getpixel((0, 0)) == (0, 0, 255)
    assert image.getpixel((309, 199)) == GROUND
    assert b"cm0" not in data
    assert not image.info
    assert shown.over == ""


def test_sixels_lie_over_half_blocks_of_the_same_size() -> None:
    shown = painted(Way.SIXEL, photograph())
    assert shown.over.startswith('\x1bP0;1q"1;1;300;200#0;2;')
    assert shown.strips[0].text == "▀" * 30
    assert (shown.before, shown.after) == ("", "")


def test_half_blocks_need_nothing_told() -> None:
    shown = painted(Way.HALF_BLOCKS, photograph())
    assert (shown.before, shown.over, shown.after) == ("", "", "")


@pytest.mark.parametrize("way", list(Way))
def test_what_is_no_image_is_a_sentence(way: Way) -> None:
    with pytest.raises(NotDrawable):
        painted(way, b"<html>")
