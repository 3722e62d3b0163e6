from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from safespot_tui.tui.conversation.heights import CHUNK, HeightIndex


class Naive(RuleBasedStateMachine):
    """The index beside a plain list of heights."""

    def __init__(self) -> None:
        super().__init__()
        self.index = HeightIndex(CHUNK + 5, estimate=3)
        self.model = [3] * (CHUNK + 5)

    @rule(data=st.data(), inserted=st.sampled_from([0, 1, 2, 50, 300, 1100]))
    def splice(self, data: st.DataObject, inserted: int) -> None:
        at = data.draw(st.integers(0, len(self.model)))
        removed = data.draw(st.integers(0, min(700, len(self.model) - at)))
        self.index.splice(at, removed, inserted)
        self.model[at : at + removed] = [3] * inserted

    @precondition(lambda self: bool(self.model))
    @rule(data=st.data(), height=st.integers(0, 9000))
    def measure(self, data: st.DataObject, height: int) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        self.index[at] = height
        self.model[at] = height
        assert self.index[at] == height

    @invariant()
    def same_sums(self) -> None:
        assert len(self.index) == len(self.model)
        assert self.index.total == sum(self.model)
        ends = [at for at in range(len(self.model)) if at < 2 or at >= len(self.model) - 2]
        assert [self.index[at] for at in ends] == [self.model[at] for at in ends]
        for at in {0, len(self.model) // 2, len(self.model)}:
            assert self.index.top(at) == sum(self.model[:at])

    @precondition(lambda self: sum(self.model) > 0)
    @rule(data=st.data())
    def find(self, data: st.DataObject) -> None:
        line = data.draw(st.integers(0, sum(self.model) - 1))
        row, offset = self.index.find(line)
        assert 0 <= offset < self.model[row]
        assert sum(self.model[:row]) + offset == line


TestNaive = Naive.TestCase


@given(st.integers(0, 3000))
def test_unknown_rows_count_as_the_estimate(count: int) -> None:
    index = HeightIndex(count, estimate=4)
    assert (len(index), index.total) == (count, 4 * count)


def test_appending_leaves_the_last_row_where_it_is() -> None:
    index = HeightIndex(2, estimate=3)
    index[1] = 9
    index.splice(2, 0, 1)
    assert [index[row] for row in range(3)] == [3, 9, 3]
