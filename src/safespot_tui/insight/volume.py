"""How much was said when: by the hour of the day, and day by day, where the user is.

Counted by quarters of an hour, which every time zone has whole ones of, so that a zone and its
changes of the clock are looked up a few times instead of for each message.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo

from msgspec import Struct

from safespot_tui.domain.utterance import moment_of

_QUARTER = 900_000_000
_IN_AN_HOUR, _IN_A_DAY = 4, 96
_EPOCH = date(1970, 1, 1)
HOURS = 24
MOST_BARS = 60
_WEEK = 7


class Span(Struct, frozen=True):
    """A day, or several."""

    first: date
    days: int
    count: int


class Volume(Struct, frozen=True):
    """Messages over time."""

    hours: tuple[int, ...] = (0,) * HOURS
    """By the hour of the day at which they were written; an hour that a change of the clock repeats
    is counted with the first."""
    spans: tuple[Span, ...] = ()
    """All days of the period, one by one, or several together where there are many."""

    @property
    def busiest(self) -> int | None:
        """The hour of the day with most messages; None without any."""
        return max(range(HOURS), key=lambda hour: self.hours[hour]) if any(self.hours) else None


class Clockwork:
    """Counts messages by when they were written."""

    def __init__(self) -> None:
        self._quarters: Counter[int] = Counter()

    def hear(self, at: int) -> None:
        """Count one, that many microseconds after the beginning of 1970."""
        self._quarters[at // _QUARTER] += 1

    def volume(self, first: date | None, last: date | None, zone: tzinfo | None) -> Volume:
        """All that was counted, on the days from `first` to `last` of a zone.

        Without them, from the first or to the last day on which there was something; without a
        `zone`, in this machine's.
        """
        hours, by_number = [0] * HOURS, Counter[int]()
        shifts = _Shifts(zone)
        for quarter, count in self._quarters.items():
            there = quarter + shifts.at(quarter)
            hours[there // _IN_AN_HOUR % HOURS] += count
            by_number[there // _IN_A_DAY] += count
        days = {_EPOCH + timedelta(days=number): n for number, n in by_number.items()}
        if not days:
            return Volume()
        return Volume(tuple(hours), tuple(_spans(days, first or min(days), last or max(days))))


class _Shifts:
    """How far the clocks of a zone are ahead, in quarters: looked up twice a day, and at each
    quarter of those days on which they are changed."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._days: dict[int, int | None] = {}

    def at(self, quarter: int) -> int:
        day = quarter // _IN_A_DAY
        if day not in self._days:
            first, next_ = self._look_up(day * _IN_A_DAY), self._look_up((day + 1) * _IN_A_DAY)
            self._days[day] = first if first == next_ else None
        shift = self._days[day]
        return self._look_up(quarter) if shift is None else shift

    def _look_up(self, quarter: int) -> int:
        ahead = moment_of(quarter * _QUARTER).astimezone(self._zone).utcoffset()
        return 0 if ahead is None else ahead // timedelta(microseconds=_QUARTER)


def _spans(days: Mapping[date, int], first: date, last: date) -> Sequence[Span]:
    """From `first` to `last`, in as many days each as it takes to have no more than `MOST_BARS`."""
    length = 1
    while (last - first).days >= length * MOST_BARS:
        length = _WEEK if length == 1 else length + _WEEK
    counts = Counter[int]()
    for day, count in days.items():
        counts[(day - first).days // length] += count
    return [
        Span(first + timedelta(days=at * length), length, counts[at])
        for at in range((last - first).days // length + 1)
    ]
