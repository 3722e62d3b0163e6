"""The scrollbar of a view that keeps its own place."""

from math import ceil
from typing import cast

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

_VIRTUAL_SIZE = cast("Reactive[Size]", Widget.virtual_size)
_SCROLL_Y = Widget.scroll_y
_SCROLL_TARGET_Y = cast("Reactive[float]", Widget.scroll_target_y)
_BAR_SIZE = ScrollBar.window_virtual_size
_BAR_POSITION = ScrollBar.position

EIGHTHS = 8
"""Parts of a cell that a scrollbar can show."""


class Thumb:
    """Tells Textual where the view is, painting the scrollbar only if it looks otherwise then.

    Nothing is assigned through a reactive: `virtual_size` would lay out the whole screen.
    """

    def __init__(self, view: ScrollView) -> None:
        self._view = view
        self._drawn = (0, 0)

    def move(self, top: int, size: Size, height: int, *, coarse: bool) -> None:
        """Be at line `top` of all lines that there are, of which so many are on the screen.

        Where it is `coarse`, what moves the thumb by less than a cell is not worth drawing it.
        """
        view, bar = self._view, self._view.vertical_scrollbar
        view.set_reactive(_VIRTUAL_SIZE, size)
        view.set_reactive(_SCROLL_Y, float(top))
        view.set_reactive(_SCROLL_TARGET_Y, float(top))
        bar.set_reactive(_BAR_SIZE, size.height)
        bar.set_reactive(_BAR_POSITION, float(top))
        thumb = _thumb(top, size.height, height, 1 if coarse else EIGHTHS)
        if thumb != self._drawn:
            self._drawn = thumb
            bar.refresh()


def _thumb(top: int, total: int, height: int, parts: int) -> tuple[int, int]:
    """Where the thumb of a scrollbar begins, and its length, in so many parts of a cell."""
    if total <= height:
        return 0, height * parts
    length = max(1.0, height * height / total)
    # The share first: at the end that is exactly 1, and the thumb does not tremble there.
    share = top / (total - height)
    return int((height - length) * share * parts), ceil(length * parts)
