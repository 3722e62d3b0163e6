"""Messages over time, where the user is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from safespot_tui.insight.volume import MOST_BARS, Clockwork, Volume
from tests.insight.said import heard

MADRID = ZoneInfo("Europe/Madrid")


def counted(*moments: datetime, first: date, last: date) -> Volume:
    clockwork = Clockwork()
    for moment in moments:
        clockwork.hear(heard("ana", 0, at=moment).at)
    return clockwork.volume(first, last, MADRID)


def test_a_day_of_25_hours_is_one_day_and_its_repeated_hour_one_hour() -> None:
    change = date(2026, 10, 25)
    begins = datetime(2026, 10, 24, 22, tzinfo=UTC)
    volume = counted(
        *(begins + timedelta(hours=hour, minutes=59) for hour in range(25)),
        first=change,
        last=change,
    )
    assert [span.count for span in volume.spans] == [25]
    assert volume.hours == tuple(2 if hour == 2 else 1 for hour in range(24))
    assert volume.busiest == 2


def test_a_day_of_23_hours_has_an_hour_in_which_nothing_can_be() -> None:
    change = date(2026, 3, 29)
    begins = datetime(2026, 3, 28, 23, tzinfo=UTC)
    volume = counted(*(begins + timedelta(hours=h) for h in range(23)), first=change, last=change)
    assert [span.count for span in volume.spans] == [23]
    assert volume.hours[2] == 0
    assert sum(volume.hours) == 23


def test_zones_that_are_off_by_quarters_are_no_different() -> None:
    clockwork = Clockwork()
    clockwork.hear(heard("ana", 0, at=datetime(2026, 11, 24, 18, 15, tzinfo=UTC)).at)
    clockwork.hear(heard("ana", 0, at=datetime(2026, 11, 24, 18, 14, 59, tzinfo=UTC)).at)
    volume = clockwork.volume(None, None, ZoneInfo("Asia/Kathmandu"))
    assert [(span.first.day, span.count) for span in volume.spans] == [(24, 1), (25, 1)]
    assert (volume.hours[23], volume.hours[0]) == (1, 1)


def test_days_without_anything_are_there_too() -> None:
    volume = counted(
        datetime(2026, 11, 24, 12, tzinfo=UTC), first=date(2026, 11, 23), last=date(2026, 11, 26)
    )
    assert [span.count for span in volume.spans] == [0, 1, 0, 0]


def test_many_days_are_put_together_and_none_is_lost() -> None:
    first = date(2024, 1, 1)
    moments = [datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(1000)]
    volume = counted(*moments, first=first, last=first + timedelta(days=999))
    assert len(volume.spans) <= MOST_BARS
    assert sum(span.count for span in volume.spans) == 1000
    assert {span.days for span in volume.spans} == {21}


def test_of_nothing_nothing_is_said() -> None:
    assert Clockwork().volume(date(2026, 1, 1), date(2026, 1, 2), None) == Volume()
    assert Volume().busiest is None
