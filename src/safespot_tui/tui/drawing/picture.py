"""Images of strangers, decoded; and as coloured half-blocks: a cell is two pixels."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from safespot_tui.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

Pixel = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

Picture = Sequence[Sequence[tuple[Pixel, Pixel]]]
"""Rows of cells, all equally long; of each the upper and the lower pixel."""

MAX_PIXELS = 40_000_000
"""A file of a few kilobytes can unfold to gigabytes; a telephone's photograph has half of this."""

_FORMATS = ("JPEG", "PNG", "WEBP")
"""Only these decoders are ever given what strangers sent."""


class NotDrawable(Exception):
    """This is no image that can be drawn. `str()` is a sentence for the user."""


def decoded(content: bytes, most: tuple[int, int], ground: Pixel) -> "Image":
    """An image of at most `most` (width, height) pixels; where it is transparent, on `ground`.

    Raises `NotDrawable`.
    """
    from PIL import Image, ImageOps

    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise _too_large()
        # A JPEG is decoded at an eighth of its size where that is enough.
        image.draft("RGB", (most[0] * 2, most[1] * 2))
        image = ImageOps.exif_transpose(image).convert("RGBA")
        image.thumbnail(most)
        flat = Image.new("RGBA", image.size, ground)
        flat.alpha_composite(image)
        return flat.convert("RGB")
    except NotDrawable:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # what a decoder raises at what strangers sent is anybody's guess
        raise NotDrawable(_("What came is not an image that can be drawn.")) from error


def half_blocks(image: "Image", ground: Pixel) -> Picture:
    """An image in cells; an odd last line of pixels stands on `ground`."""
    data = image.tobytes()
    columns, lines = image.size
    pixels: list[Pixel] = [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]
    rows = [pixels[line * columns : (line + 1) * columns] for line in range(lines)]
    if len(rows) % 2:
        rows.append([ground] * columns)
    return [
        list(zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


def _too_large() -> NotDrawable:
    return NotDrawable(_("The image is too large to be drawn here."))
