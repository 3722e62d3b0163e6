"""Times in both of their forms."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp

AT = datetime(2026, 11, 24, 6, 46, 26, 442000, UTC)


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-24T06:46:26.442Z",
        "2026-11-24T06:46:26.442",
        "2026-11-24T03:46:26.442-03:00",
        1795502786442,
        "1795502786442",
        1795502786442.0,
    ],
)
def test_every_form_of_a_time_is_the_same_time(told: object):
    assert timestamp(told) == AT
    assert timestamp(told).tzinfo is UTC


@pytest.mark.parametrize(
    "told",
    [None, True, -1, 10**30, float("nan"), float("inf"), 1.5, "", "soon", "9999-12-31T23:59:59Z",
     "0001-01-01T00:00:00+14:00", "9" * 41, "2026-11-24T06:46:26Z" + " " * 40, [], {}, "٣٤٥"],
)  # fmt: skip
def test_what_is_no_time_is_not_understood(told: object):
    with pytest.raises(NotUnderstood):
        timestamp(told)


@given(st.integers(0, 4_000_000_000_000))
def test_milliseconds_come_back(number: int):
    assert milliseconds(timestamp(number)) == number
    assert milliseconds(timestamp(timestamp(number).isoformat())) == number


def test_milliseconds_are_rounded_down_in_every_zone():
    elsewhere = timezone(timedelta(hours=-3))
    assert milliseconds(AT.astimezone(elsewhere).replace(microsecond=442999)) == 1795502786442


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()))
def test_nothing_else_is_raised(told: object):
    try:
        timestamp(told)
    except NotUnderstood:
        return
