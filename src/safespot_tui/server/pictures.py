"""Pictures that strangers send, made harmless: only what a decoder saw is kept, encoded anew."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from msgspec import Struct
from PIL import Image, ImageOps

from safespot_tui.contract.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS

LONGEST_SIDE = 2_560
"""Larger pictures are made smaller: no screen shows more, and no screen is worth the bytes."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 88


class Unacceptable(Exception):
    """This is no picture that is taken. `str()` says why."""


class Picture(Struct, frozen=True):
    """A picture as it is kept: one frame, upright, without anything else in the file."""

    content: bytes
    media_type: str
    width: int
    height: int


class Pictures:
    """Decodes one at a time on a thread of its own: unfolded, a picture has a hundred megabytes."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def harmless(self, upload: bytes) -> Picture:
        """The picture in `upload`. Raises `Unacceptable`."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, harmless, upload)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(cancel_futures=True)


def harmless(upload: bytes) -> Picture:
    """The picture in `upload`, whatever name or type it came with. Raises `Unacceptable`."""
    try:
        image = Image.open(BytesIO(upload), formats=_FORMATS)
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise Unacceptable(f"An image has at most {MAX_IMAGE_PIXELS // 1_000_000} megapixels.")
        is_photograph = image.format == "JPEG"
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(image)
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        # A new picture has the pixels alone: no place, no camera, no second file behind the first.
        bare = Image.new(image.mode, image.size)
        bare.paste(image)
        encoded = BytesIO()
        bare.save(encoded, "JPEG" if is_photograph else "WEBP", quality=_QUALITY)
    except Unacceptable:
        raise
    except Exception as error:  # what a decoder raises at what strangers sent is anybody's guess
        raise Unacceptable("This is no JPEG, PNG or WebP image.") from error
    content = encoded.getvalue()
    if len(content) > MAX_IMAGE_BYTES:
        raise Unacceptable("The image is too large.")
    media_type = "image/jpeg" if is_photograph else "image/webp"
    return Picture(content, media_type, bare.width, bare.height)
