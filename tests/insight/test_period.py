"""Which time is asked about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from safespot_tui.insight.period import NoPeriod, Period, period

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 10, 26, 9, 30, tzinfo=MADRID)


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "meant"),
    [
        ("all", "", (None, None)),
        ("todo", "", (None, None)),
        ("24h", "", (NOW - timedelta(hours=24), None)),
        ("1d", "", (utc(25, 23), None)),
        ("hoy", "", (utc(25, 23), None)),
        # The 25th had 25 hours.
        ("2d", "", (utc(24, 22), None)),
        ("yesterday", "yesterday", (utc(24, 22), utc(25, 23))),
        ("2026-10-24", "2026-10-25", (utc(23, 22), utc(25, 23))),
        ("all", "2026-10-24", (None, utc(24, 22))),
    ],
)
def test_words_mean_moments_of_the_zone(
    since: str, until: str, meant: tuple[datetime | None, datetime | None]
) -> None:
    assert period(since, until, NOW, MADRID) == Period(*meant)


@pytest.mark.parametrize("words", ["next week", "2026-13-01", "7", "999999d", "-3d", "9999-12-31"])
def test_what_means_no_time_is_said(words: str) -> None:
    with pytest.raises(NoPeriod, match="24h, 7d"):
        period("all", words, NOW, MADRID)


def test_a_period_has_to_go_forward() -> None:
    with pytest.raises(NoPeriod, match="not after"):
        period("today", "2026-10-24", NOW, MADRID)
