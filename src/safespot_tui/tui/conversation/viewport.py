"""Which lines of a long list of rows are on the screen, whatever happens to the rows.

Heights are exact only for rows that have been on the screen; where the others begin is estimated.
So the place that is looked at is not kept as a line number but as an anchor: one row, and where on
the screen it *ends*. What is added, taken or found out to be taller above the anchor then moves the
scrollbar and not the text.

::

    following ──▶ anchored      the user scrolls up, or jumps to a row
        ▲             │
        └─────────────┘         the end of the last row is on the screen again

While `held`, only the user moves it: rows that are added show nowhere until then, also where they
would find room, and it does not follow.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from safespot_tui.tui.conversation.heights import HeightIndex

FAR = 4
"""Screens; scrolling further is a leap to an estimated place, nearer it is exact."""


class Visible(Struct, frozen=True):
    """Part of a row that is on the screen: its lines from `start` up to `end`, excluded."""

    row: int
    start: int
    end: int


class Viewport:
    """A window of `height` lines upon rows that `measure` can tell the height of."""

    def __init__(self, measure: Callable[[int], int], count: int = 0) -> None:
        self._measure = measure
        self._heights = HeightIndex(count)
        self._anchor = 0
        self._anchor_end = 0
        self._moved = True
        self._settled_height = 0
        self.height = 0
        self.held = False
        """Whether it stays where it is, whatever is added."""
        self.following = True
        """Whether the newest line is on the screen, and stays there when rows are appended."""
        self.top = 0
        """The line at the top of the screen, in the arithmetic of the scrollbar."""
        self.visible: Sequence[Visible] = ()
        """What is on the screen, from the top; what is short of the height is blank above it."""

    @property
    def total(self) -> int:
        """Lines of all rows, as far as known."""
        return self._heights.total

    @property
    def blank(self) -> int:
        """Lines that stay empty above rows which do not fill the screen."""
        return self.height - sum(part.end - part.start for part in self.visible)

    def splice(self, index: int, removed: int, inserted: int) -> None:
        """`removed` rows at `index` gave way to `inserted` others. To be settled afterwards."""
        after = index + removed
        if self._anchor >= after:
            self._anchor += inserted - removed
        elif self._anchor >= index:
            if after < len(self._heights):
                self._anchor_end += sum(
                    self._heights[row] for row in range(self._anchor + 1, after + 1)
                )
                self._anchor = index + inserted
            else:
                self._anchor_end -= sum(
                    self._heights[row] for row in range(index, self._anchor + 1)
                )
                self._anchor = max(0, index - 1)
        self._heights.splice(index, removed, inserted)

    def scroll_by(self, lines: int) -> None:
        """Move down, or up if negative. To be settled afterwards."""
        if abs(lines) > FAR * self.height and len(self._heights):
            self._leap(self.top + lines)
        else:
            self._anchor_end -= lines
        self.following, self._moved = False, True

    def scroll_to_end(self) -> None:
        """Show the newest row and follow. To be settled afterwards."""
        self.following = self._moved = True

    def put(self, row: int, at: int) -> None:
        """Have a row begin `at` lines below the top of the screen. To be settled afterwards."""
        self._anchor = row
        self._anchor_end = at + self._measured(row)
        self.following, self._moved = False, True

    def reveal(self, row: int) -> None:
        """Have a row on the screen, moving as little as possible. To be settled afterwards."""
        begins = self.blank
        for part in self.visible:
            if part.row == row:
                lines = self._measured(row)
                if part.end - part.start == lines:
                    return
                at = begins - part.start
                self.put(row, max(0, min(at, self.height - lines)) if at >= 0 else 0)
                return
            begins += part.end - part.start
        if self.visible and row > self.visible[-1].row:
            self.put(row, max(0, self.height - self._measured(row)))
        else:
            self.put(row, 0)

    def settle(self) -> None:
        """Work out what is on the screen, measuring just the rows that are."""
        count = len(self._heights)
        if self.height <= 0:
            return
        if not count:
            self.visible, self.top, self.following = (), 0, True
            return
        holds = self.held and not self._moved
        if self.following:
            self._anchor, self._anchor_end = count - 1, self.height
        elif holds:
            # Of another height, it is the end that stays: a line that says so comes above.
            self._anchor_end += self.height - self._settled_height
        self._moved, self._settled_height = False, self.height
        self._anchor = min(self._anchor, count - 1)
        first = last = self._anchor
        end = self._anchor_end
        begin = end - self._measured(first)

        first, begin = self._fill_upwards(first, begin)
        last, end = self._fill_downwards(last, end)
        if holds:
            self._take(first, begin)
            return
        if end < self.height:
            begin, end = begin + self.height - end, self.height
            first, begin = self._fill_upwards(first, begin)
        if begin > 0:
            begin, end = 0, end - begin
            last, end = self._fill_downwards(last, end)
            if end < self.height:
                begin, end = self.height - end, self.height
        self.following = last == count - 1 and end <= self.height and not self.held
        self._take(first, begin)

    def _take(self, row: int, begin: int) -> None:
        """Note what of the rows from `row` on, which begins at screen line `begin`, is visible."""
        visible: list[Visible] = []
        while begin < self.height and row < len(self._heights):
            lines = self._heights[row]
            end = begin + lines
            if end > 0:
                if not visible:
                    self._anchor, self._anchor_end = row, end
                    self.top = max(0, self._heights.top(row) - begin)
                visible.append(Visible(row, max(0, -begin), min(lines, self.height - begin)))
            begin = end
            row += 1
        self.visible = visible

    def _fill_upwards(self, row: int, begin: int) -> tuple[int, int]:
        while begin > 0 and row > 0:
            row -= 1
            begin -= self._measured(row)
        return row, begin

    def _fill_downwards(self, row: int, end: int) -> tuple[int, int]:
        while end < self.height and row < len(self._heights) - 1:
            row += 1
            end += self._measured(row)
        return row, end

    def _leap(self, line: int) -> None:
        line = max(0, min(line, self.total - max(1, self.height)))
        self._anchor, offset = self._heights.find(line)
        self._anchor_end = self._measured(self._anchor) - min(
            offset, self._heights[self._anchor] - 1
        )

    def _measured(self, row: int) -> int:
        height = self._measure(row)
        self._heights[row] = height
        return height
