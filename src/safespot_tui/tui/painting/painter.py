"""From what was fetched to what one terminal shows."""

from io import BytesIO
from typing import TYPE_CHECKING, assert_never

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.tui.drawing.picture import (
    Pixel,
    decoded,
    half_blocks,
)
from safespot_tui.tui.painting.kitty import MOST_CELLS, kitty
from safespot_tui.tui.painting.painted import Painted
from safespot_tui.tui.painting.sixel import COLORS, sixels
from safespot_tui.tui.terminal.canvas import Canvas, Way

if TYPE_CHECKING:
    from PIL.Image import Image

_UPPER_HALF = "▀"


def paint(
    content: bytes, room: tuple[int, int], ground: Pixel, canvas: Canvas, colors: ColorSystem
) -> Painted:
    """An image in at most `room` (columns, lines), as `canvas` can show it.

    Takes its time, so it is to be called in a thread. Raises `NotDrawable`.
    """
    columns, lines = room
    if canvas.way is Way.HALF_BLOCKS:
        return Painted(_strips(decoded(content, (columns, lines * 2), ground), ground))
    cell_width, cell_height = canvas.cell
    columns, lines = min(columns, MOST_CELLS), min(lines, MOST_CELLS)
    image = decoded(content, (columns * cell_width, lines * cell_height), ground)
    columns, lines = -(-image.width // cell_width), -(-image.height // cell_height)
    image = _on_cells(image, (columns * cell_width, lines * cell_height), ground)
    match canvas.way:
        case Way.KITTY:
            file = BytesIO()
            image.save(file, "PNG")
            return kitty(file.getvalue(), columns, lines, colors, in_tmux=canvas.in_tmux)
        case Way.SIXEL:
            few = image.quantize(COLORS)
            flat = few.getpalette() or []
            palette = [(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]
            return Painted(
                # What is seen where something covers a part of the image.
                _strips(image.resize((columns, lines * 2)), ground),  # pyright: ignore[reportUnknownMemberType]
                over=sixels(few.tobytes(), few.width, palette[:COLORS]),
            )
        case _:
            assert_never(canvas.way)


def _on_cells(image: "Image", size: tuple[int, int], ground: Pixel) -> "Image":
    """The image on a ground that fills whole cells."""
    from PIL import Image

    if image.size == size:
        return image
    whole = Image.new("RGB", size, ground)
    whole.paste(image, (0, 0))
    return whole


def _strips(image: "Image", ground: Pixel) -> tuple[Strip, ...]:
    return tuple(
        Strip(
            Segment(
                _UPPER_HALF, Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
            )
            for upper, lower in row
        )
        for row in half_blocks(image, ground)
    )
