"""Conversations in which nobody writes any more."""

from datetime import UTC, datetime, timedelta

from safespot_tui.domain.ids import ConversationId
from safespot_tui.watching.silences import Silences

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLAZA = ConversationId("c-plaza")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_it_falls_when_the_time_is_over_and_once() -> None:
    silences = Silences([timedelta(minutes=5)])
    silences.spoke(PLAZA, at(0), at(0))
    assert silences.next_due == at(5)
    assert silences.fallen(at(4.9)) == []
    assert silences.fallen(at(5)) == [(PLAZA, 0)]
    assert silences.fallen(at(60)) == []
    assert silences.next_due is None


def test_who_speaks_on_is_waited_for_anew_with_one_wait() -> None:
    silences = Silences([timedelta(minutes=5)])
    for minute in range(5):
        assert silences.spoke(PLAZA, at(minute), at(minute))
    assert len(silences._due) == 1
    assert silences.fallen(at(5)) == []
    assert silences.fallen(at(9)) == [(PLAZA, 0)]
    silences.spoke(PLAZA, at(10), at(10))
    assert silences.fallen(at(15)) == [(PLAZA, 0)]


def test_what_was_silent_before_is_not_waited_for() -> None:
    silences = Silences([timedelta(minutes=5)])
    silences.spoke(PLAZA, at(0), at(5))
    assert silences.next_due is None


def test_the_same_is_no_news_and_who_left_is_not_waited_for() -> None:
    silences = Silences([timedelta(minutes=5)])
    silences.spoke(PLAZA, at(0), at(0))
    assert not silences.spoke(PLAZA, at(0), at(1))
    silences.forget(PLAZA)
    assert silences.fallen(at(5)) == []


def test_each_rule_has_a_time_of_its_own() -> None:
    silences = Silences([timedelta(minutes=5), timedelta(minutes=2)])
    silences.spoke(PLAZA, at(0), at(0))
    assert silences.fallen(at(2)) == [(PLAZA, 1)]
    assert silences.fallen(at(5)) == [(PLAZA, 0)]
