"""Until when something lasts, as one writes it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.ending import ending

NOW = datetime(2026, 11, 24, 19, 45, tzinfo=UTC)  # 16:45 there
THERE = ZoneInfo("America/Argentina/Buenos_Aires")


@pytest.fixture(autouse=True)
def in_buenos_aires(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", str(THERE))
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("30m", NOW + timedelta(minutes=30)),
        ("8 h", NOW + timedelta(hours=8)),
        ("7days", NOW + timedelta(days=7)),
        ("18:30", datetime(2026, 11, 24, 18, 30, tzinfo=THERE)),
        ("9.05", datetime(2026, 11, 25, 9, 5, tzinfo=THERE)),
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=THERE)),
        (" 2026-12-01 18:30 ", datetime(2026, 12, 1, 18, 30, tzinfo=THERE)),
        ("2026-12-01T18:30", datetime(2026, 12, 1, 18, 30, tzinfo=THERE)),
    ],
)
def test_what_can_be_meant(words: str, until: datetime) -> None:
    assert ending(words, NOW) == until


@pytest.mark.parametrize(
    "words",
    ["", "x", "0h", "25:00", "18:60", "2026-13-01", "2026-02-30", "2020-01-01", "9999d", "8h 3m",
     "0000-01-01", "9999-12-31 23:59"],
)  # fmt: skip
def test_what_cannot_be_or_is_over_says_how_it_is_written(words: str) -> None:
    with pytest.raises(NotUnderstood, match="Until when"):
        ending(words, NOW)
