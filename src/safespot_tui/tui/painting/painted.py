"""An image, ready for one terminal."""

from msgspec import Struct
from textual.strip import Strip


class Painted(Struct, frozen=True):
    """Cells as any others, and what the terminal is told besides."""

    strips: tuple[Strip, ...]
    """Lines of equally many cells, at least one."""
    before: str = ""
    """Told before the cells are shown."""
    over: str = ""
    """Told with the cursor on the first cell, while all of the cells are shown."""
    after: str = ""
    """Told when the cells are not shown any more."""

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self.strips[0].cell_length
