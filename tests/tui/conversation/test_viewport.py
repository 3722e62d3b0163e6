from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from safespot_tui.tui.conversation.viewport import Viewport

HEIGHT = 12


class Rows(RuleBasedStateMachine):
    """Rows that are added, taken and resized under a viewport that somebody reads in."""

    def __init__(self) -> None:
        super().__init__()
        self.next_id = 0
        self.rows: list[int] = []
        self.heights: dict[int, int] = {}
        self.viewport = Viewport(lambda index: self.heights[self.rows[index]])
        self.viewport.height = HEIGHT
        self.add(0, [1, 4, 2, 7, 1, 1, 30, 2, 2, 5])
        self.viewport.settle()

    def add(self, at: int, heights: list[int], removed: int = 0) -> None:
        ids = list(range(self.next_id, self.next_id + len(heights)))
        self.next_id += len(heights)
        self.heights.update(zip(ids, heights, strict=True))
        self.rows[at : at + removed] = ids
        self.viewport.splice(at, removed, len(ids))

    def screen(self) -> list[tuple[int, int] | None]:
        """Which line of which row is at each line of the screen."""
        lines: list[tuple[int, int] | None] = [None] * self.viewport.blank
        for part in self.viewport.visible:
            lines += [(self.rows[part.row], line) for line in range(part.start, part.end)]
        return lines

    @rule(
        data=st.data(),
        heights=st.lists(st.integers(1, 20), max_size=8),
        removed=st.integers(0, 3),
    )
    def splice(self, data: st.DataObject, heights: list[int], removed: int) -> None:
        before, following = self.screen(), self.viewport.following
        at = data.draw(st.integers(0, len(self.rows)))
        taken = self.rows[at : at + removed]
        self.add(at, heights, len(taken))
        self.viewport.settle()
        after = self.screen()
        if following:
            assert self.viewport.following
        elif not taken and self.above(at, before):
            assert after == before

    def above(self, at: int, before: list[tuple[int, int] | None]) -> bool:
        """Whether what was inserted at `at` is above all that was on the screen."""
        first = before[0]
        return first is not None and self.rows.index(first[0]) > at

    @rule(heights=st.lists(st.integers(1, 9), min_size=1, max_size=3))
    def append(self, heights: list[int]) -> None:
        before, following = self.screen(), self.viewport.following
        self.add(len(self.rows), heights)
        self.viewport.settle()
        if following:
            assert self.screen()[-1] == (self.rows[-1], self.heights[self.rows[-1]] - 1)
        else:
            assert self.screen() == before

    @precondition(lambda self: self.rows)
    @rule(lines=st.integers(-60, 60))
    def scroll(self, lines: int) -> None:
        before = self.screen()
        self.viewport.scroll_by(lines)
        self.viewport.settle()
        after = self.screen()
        if abs(lines) < HEIGHT and not (
            self.viewport.top == 0 or self.viewport.following or None in before
        ):
            kept = before[lines:] if lines >= 0 else before[:lines]
            assert (after[: HEIGHT - lines] if lines >= 0 else after[-lines:]) == kept

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), at=st.integers(0, HEIGHT - 1))
    def put(self, data: st.DataObject, at: int) -> None:
        row = data.draw(st.integers(0, len(self.rows) - 1))
        self.viewport.put(row, at)
        self.viewport.settle()
        assert any(part.row == row for part in self.viewport.visible)

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def reveal(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, len(self.rows) - 1))
        self.viewport.reveal(row)
        self.viewport.settle()
        (part,) = [part for part in self.viewport.visible if part.row == row]
        assert part.end - part.start == min(HEIGHT, self.heights[self.rows[row]])

    @rule()
    def end(self) -> None:
        self.viewport.scroll_to_end()
        self.viewport.settle()

    @invariant()
    def is_a_contiguous_piece_of_the_rows(self) -> None:
        lines = [(row, line) for row in self.rows for line in range(self.heights[row])]
        screen = self.screen()
        assert len(screen) == HEIGHT
        shown = [place for place in screen if place is not None]
        if len(lines) <= HEIGHT:
            assert shown == lines
        else:
            assert len(shown) == HEIGHT
            start = lines.index(shown[0])
            assert lines[start : start + HEIGHT] == shown
        if self.viewport.following and lines:
            assert shown[-1] == lines[-1]
        assert (shown[-1:] == lines[-1:]) == self.viewport.following or not lines

    @invariant()
    def the_scrollbar_says_when_an_end_is_reached(self) -> None:
        total, top = self.viewport.total, self.viewport.top
        assert 0 <= top <= max(0, total - HEIGHT)
        if self.rows and self.viewport.visible:
            first = self.viewport.visible[0]
            assert (top == 0) == (first.row == 0 and first.start == 0)
            assert (top == max(0, total - HEIGHT)) == self.viewport.following


TestRows = Rows.TestCase
