"""Images become cells of two pixels, and nothing that strangers send can hurt."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from safespot_tui.tui.drawing import picture
from safespot_tui.tui.drawing.picture import NotDrawable, Picture, Pixel, decoded
from safespot_tui.tui.drawing.picture import half_blocks as cells_of

RED, BLUE, GROUND = (255, 0, 0), (0, 0, 255), (10, 20, 30)


def png(image: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def half_blocks(content: bytes, width: int, height: int, ground: Pixel) -> Picture:
    return cells_of(decoded(content, (width, height * 2), ground), ground)


def test_two_pixels_are_one_cell() -> None:
    image = Image.new("RGB", (3, 2), RED)
    image.paste(BLUE, (0, 1, 3, 2))
    assert half_blocks(png(image), 40, 20, GROUND) == [[(RED, BLUE)] * 3]


def test_an_odd_line_stands_on_the_ground() -> None:
    assert half_blocks(png(Image.new("RGB", (1, 1), RED)), 40, 20, GROUND) == [[(RED, GROUND)]]


def test_what_is_transparent_shows_the_ground() -> None:
    clear = Image.new("RGBA", (1, 2), (255, 255, 255, 0))
    assert half_blocks(png(clear), 40, 20, GROUND) == [[(GROUND, GROUND)]]


@pytest.mark.parametrize(
    ("size", "cells"), [((400, 100), (40, 5)), ((100, 400), (10, 20)), ((8, 8), (8, 4))]
)
def test_it_keeps_its_shape_and_fits(size: tuple[int, int], cells: tuple[int, int]) -> None:
    drawn = half_blocks(png(Image.new("RGB", size, RED)), 40, 20, GROUND)
    assert (len(drawn[0]), len(drawn)) == cells


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_kinds_that_there_are(kind: str) -> None:
    assert half_blocks(png(Image.new("RGB", (64, 64), RED), kind), 8, 8, GROUND)


def bomb() -> bytes:
    """A few bytes that say they are 60,000 pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99)))


def test_a_bomb_is_not_unfolded() -> None:
    with pytest.raises(NotDrawable, match="too large"):
        half_blocks(bomb(), 40, 20, GROUND)


@pytest.mark.parametrize(
    "content",
    [b"", b"no image", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(40),
     png(Image.new("RGB", (400, 400), RED))[:200]],
    ids=["nothing", "text", "cut at its head", "another kind", "cut in its middle"],
)  # fmt: skip
def test_what_is_no_image_is_a_sentence(content: bytes) -> None:
    with pytest.raises(NotDrawable, match="not an image"):
        half_blocks(content, 40, 20, GROUND)


def test_other_decoders_are_not_reached() -> None:
    with pytest.raises(NotDrawable):
        half_blocks(png(Image.new("RGB", (4, 4), RED), "BMP"), 40, 20, GROUND)
    assert picture.MAX_PIXELS < 100_000_000
