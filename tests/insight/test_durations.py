"""What is said of many durations."""

from statistics import quantiles

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.insight.durations import MOST_SLOWEST, Durations, Spread

HERE = ConversationId("plaza")


def spread_of(*seconds: int) -> Spread:
    durations = Durations()
    for at, each in enumerate(seconds):
        durations.add(each, HERE, MessageId(str(at)))
    return durations.spread()


def test_of_nothing_nothing_is_said() -> None:
    assert spread_of() == Spread()


def test_half_and_nine_of_ten_took_no_longer() -> None:
    spread = spread_of(*range(1, 101))
    assert (spread.count, spread.median, spread.p90) == (100, 50, 90)
    assert spread_of(7).median == spread_of(7).p90 == 7


def test_what_is_long_is_told_less_exactly_and_never_as_longer_than_it_was() -> None:
    several = [n * n for n in range(2000)]
    spread = spread_of(*several)
    cuts = quantiles(several, n=10)
    assert spread.p90 is not None
    assert cuts[8] - 2 * 3600 <= spread.p90 <= cuts[8]


def test_the_slowest_are_known_to_the_second_the_longest_first() -> None:
    spread = spread_of(5, 90_001, 7, 100_123, 3, 2, 99)
    assert [slow.seconds for slow in spread.slowest] == [100_123, 90_001, 99]
    assert len(spread.slowest) == MOST_SLOWEST
