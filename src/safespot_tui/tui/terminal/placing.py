"""What the toolkit's compositor has drawn, as strips at their places."""

from collections.abc import Iterator

from textual._compositor import ChopsUpdate, LayoutUpdate

from safespot_tui.tui.terminal.compositor import Frame
from safespot_tui.tui.terminal.glass import Piece

Update = Frame | LayoutUpdate | ChopsUpdate
"""Of our compositor; of Textual's a whole screen, or parts of some of its lines."""


def pieces_of(update: Update) -> Iterator[Piece]:
    """The strips of an update. One that only a part of is new comes whole: all of it is true."""
    if isinstance(update, Frame):
        yield from update.pieces
        return
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield Piece(y, x, strip)
                x += strip.cell_length
        return
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < right and end > left:
                yield Piece(y, x, strip)
