"""How many lines each row of a long list takes, and where it begins.

Heights are kept in chunks with their sums, so that changing, finding, appending and prepending cost
the same among 100 rows and among 100,000.
"""

from array import array
from bisect import bisect_right
from itertools import accumulate

CHUNK = 256
"""Rows in a new chunk; one that outgrows twice this is split."""


class HeightIndex:
    """Heights of rows by index. A row whose height is not known yet counts as `estimate` lines."""

    def __init__(self, count: int = 0, *, estimate: int = 3) -> None:
        self._estimate = estimate
        self._chunks: list[array[int]] = []
        self._sums: list[int] = []
        self._first_rows: list[int] | None = None
        self._first_lines: list[int] | None = None
        self.splice(0, 0, count)

    def __len__(self) -> int:
        return self._rows_before()[-1]

    @property
    def total(self) -> int:
        """Lines of all rows together."""
        return self._lines_before()[-1]

    def __getitem__(self, index: int) -> int:
        chunk, offset = self._locate(index)
        return self._chunks[chunk][offset]

    def __setitem__(self, index: int, height: int) -> None:
        chunk, offset = self._locate(index)
        change = height - self._chunks[chunk][offset]
        if change:
            self._chunks[chunk][offset] = height
            self._sums[chunk] += change
            self._first_lines = None

    def top(self, index: int) -> int:
        """The line at which a row begins; `top(len)` is where a next one would."""
        if index == len(self):
            return self.total
        chunk, offset = self._locate(index)
        return self._lines_before()[chunk] + sum(self._chunks[chunk][:offset])

    def find(self, line: int) -> tuple[int, int]:
        """The row that holds a line, and which line of the row it is.

        `line` must be within `range(total)`.
        """
        before = self._lines_before()
        chunk = bisect_right(before, line) - 1
        rest = line - before[chunk]
        for offset, height in enumerate(self._chunks[chunk]):
            if rest < height:
                return self._rows_before()[chunk] + offset, rest
            rest -= height
        raise IndexError(line)

    def splice(self, index: int, removed: int, inserted: int) -> None:
        """`removed` rows at `index` give way to `inserted` ones of unknown height."""
        fresh = array("H", [self._estimate]) * inserted
        if not self._chunks:
            self._chunks, self._sums = _split(fresh)
        else:
            first, start = self._locate(min(index, len(self) - 1))
            if index == len(self):
                start += 1
            last = first
            end = start + removed
            while end > len(self._chunks[last]):
                end -= len(self._chunks[last])
                last += 1
            merged = self._chunks[first][:start] + fresh + self._chunks[last][end:]
            chunks, sums = _split(merged)
            self._chunks[first : last + 1] = chunks
            self._sums[first : last + 1] = sums
        self._first_rows = self._first_lines = None

    def _locate(self, index: int) -> tuple[int, int]:
        before = self._rows_before()
        if not 0 <= index < before[-1]:
            raise IndexError(index)
        chunk = bisect_right(before, index) - 1
        return chunk, index - before[chunk]

    def _rows_before(self) -> list[int]:
        if self._first_rows is None:
            self._first_rows = list(accumulate(map(len, self._chunks), initial=0))
        return self._first_rows

    def _lines_before(self) -> list[int]:
        if self._first_lines is None:
            self._first_lines = list(accumulate(self._sums, initial=0))
        return self._first_lines


def _split(heights: "array[int]") -> tuple[list["array[int]"], list[int]]:
    """`heights` as chunks, none of them empty, and their sums."""
    if len(heights) <= 2 * CHUNK:
        chunks = [heights] if heights else []
    else:
        chunks = [heights[start : start + CHUNK] for start in range(0, len(heights), CHUNK)]
    return chunks, [sum(chunk) for chunk in chunks]
