"""Many messages in little time."""

from datetime import UTC, datetime, timedelta

from safespot_tui.watching.bursts import MOST_COUNTED, Bursts
from safespot_tui.watching.rule import Burst

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def came(bursts: Bursts, *seconds: float, of: str = "c") -> list[bool]:
    return [bursts.came(of, NOON + timedelta(seconds=each)) for each in seconds]


def test_a_burst_is_full_with_so_many_within_so_long() -> None:
    assert came(Bursts(Burst(3, 10)), 0, 5, 10) == [False, False, True]
    assert came(Bursts(Burst(3, 10)), 0, 5, 10.1, 14) == [False, False, False, True]


def test_it_is_told_once_for_each_time_it_is_full() -> None:
    assert came(Bursts(Burst(3, 10)), *range(7)) == [False, False, True] * 2 + [False]


def test_each_is_counted_by_itself() -> None:
    bursts = Bursts(Burst(2, 10))
    assert came(bursts, 0, of="a") + came(bursts, 1, of="b") == [False, False]
    assert came(bursts, 2, of="a") == [True]


def test_those_who_are_quiet_are_forgotten() -> None:
    bursts = Bursts(Burst(2, 10))
    for number in range(MOST_COUNTED):
        came(bursts, 0, of=str(number))
    came(bursts, 60, of="new")
    assert len(bursts._lately) == 1
