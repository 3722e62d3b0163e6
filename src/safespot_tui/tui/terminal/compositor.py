"""Draws of each widget only the lines that changed and are not covered by another.

Textual's own draws every widget that touches the smallest rectangle around all changes: a new
message, whose conversation moves up in the inbox at the other side, would have everything drawn,
and cut into columns, once a frame.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import cast

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from textual._compositor import Compositor, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from safespot_tui.tui.terminal.difference import move_to
from safespot_tui.tui.terminal.glass import Piece

Span = tuple[int, int]
"""Columns from the first up to the second, excluded."""


class Frame(CompositorUpdate):
    """What has to be shown: strips at their places."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        """All of it, as a terminal understands it."""
        return "".join(move_to(x, y) + strip.render(console) for y, x, strip in self.pieces)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """The lines from the first to the last: what a picture of the screen is made of."""
        in_order = sorted(self.pieces, key=lambda piece: piece[:2])
        for number, (_y, line) in enumerate(groupby(in_order, key=lambda piece: piece[0])):
            if number:
                yield Segment.line()
            for _row, _column, strip in line:
                yield from strip


class SparseCompositor(Compositor):
    """Overrides private parts of Textual, which is pinned; a test compares what both draw."""

    def render_partial_update(self) -> Frame | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """What has changed; None if nothing has."""
        dirty, self._dirty_regions = self._dirty_regions, set()
        inside = (region.intersection(self.size.region) for region in dirty)
        open_spans: dict[int, list[Span]] = {}
        for y, left, right in self._regions_to_spans([region for region in inside if region]):
            open_spans.setdefault(y, []).append((left, right))
        return Frame(self._pieces(open_spans)) if open_spans else None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen."""
        if simplify:
            return super().render_full_update(simplify)
        self._dirty_regions.clear()
        width, height = self.size
        frame = Frame(self._pieces({y: [(0, width)] for y in range(height)}))
        return cast("LayoutUpdate", frame)

    def _pieces(self, open_spans: dict[int, list[Span]]) -> Sequence[Piece]:
        """Strips for all of `open_spans`, by line, which is used up: front to back."""
        pieces: list[Piece] = []
        for widget, (region, clip) in self.visible_widgets.items():
            if not open_spans:
                break
            seen = region.intersection(clip)
            left, right = seen.column_span
            rows = [
                y
                for y in seen.line_range
                if y in open_spans and any(a < right and b > left for a, b in open_spans[y])
            ]
            if not rows:
                continue
            top = rows[0]
            wanted = Region(left - region.x, top - region.y, right - left, rows[-1] + 1 - top)
            strips = widget.render_lines(wanted)
            for y in rows:
                pieces += self._take(open_spans, y, left, right, strips[y - top])
        return pieces

    def _take(
        self, open_spans: dict[int, list[Span]], y: int, left: int, right: int, strip: Strip
    ) -> list[Piece]:
        """What of a line is still open is covered by a strip from now on."""
        pieces: list[Piece] = []
        rest: list[Span] = []
        for a, b in open_spans.pop(y):
            start, end = max(a, left), min(b, right)
            if start >= end:
                rest.append((a, b))
                continue
            whole = (start, end) == (left, right)
            pieces.append(Piece(y, start, strip if whole else strip.crop(start - left, end - left)))
            if a < start:
                rest.append((a, start))
            if end < b:
                rest.append((end, b))
        if rest:
            open_spans[y] = rest
        return pieces
