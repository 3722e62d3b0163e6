"""What waits for an answer."""

from datetime import timedelta

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.utterance import Ending, Heard, Utterance
from safespot_tui.insight.waiting import (
    LIMITS,
    MOST_LOOKED_AT,
    Waiting,
    ends_waiting,
    open_queue,
    waiting_in,
)
from tests.insight.said import NOON, PLAZA, heard


def is_desk(said: Utterance) -> bool:
    return said.sender_id == "me"


def at_the_end(*newest_first: Heard) -> Waiting | None:
    return waiting_in(Ending(PLAZA, newest_first), is_desk)


def test_it_waits_since_the_first_that_the_desk_has_not_answered() -> None:
    waiting = at_the_end(heard("beto", 9), heard("ana", 5), heard("me", 1))
    assert waiting == Waiting(PLAZA, NOON + timedelta(minutes=5))


def test_the_desk_had_the_last_word() -> None:
    assert at_the_end(heard("me", 9), heard("ana", 5)) is None
    assert at_the_end() is None


def test_notices_and_what_was_deleted_neither_wait_nor_answer() -> None:
    assert at_the_end(heard("ana", 9, notice=True), heard("me", 1)) is None
    assert at_the_end(heard("ana", 9, deleted=True), heard("me", 1)) is None
    waiting = at_the_end(heard("me", 9, deleted=True), heard("ana", 5), heard("me", 1))
    assert waiting == Waiting(PLAZA, NOON + timedelta(minutes=5))
    assert not ends_waiting(heard("me", 9, notice=True).said, is_desk)


def test_what_may_be_missing_may_have_waited_longer() -> None:
    waiting = at_the_end(heard("beto", 9), heard("ana", 5, gap=True), heard("ana", 1))
    assert waiting == Waiting(PLAZA, NOON + timedelta(minutes=5), at_least=True)
    many = [heard("ana", MOST_LOOKED_AT - n) for n in range(MOST_LOOKED_AT)]
    waiting = at_the_end(*many)
    assert waiting is not None
    assert waiting.at_least


def test_the_beginning_of_a_conversation_is_known() -> None:
    waiting = at_the_end(heard("ana", 5), heard("ana", 1))
    assert waiting == Waiting(PLAZA, NOON + timedelta(minutes=1))


def test_each_is_in_the_band_of_its_age_and_the_oldest_are_listed_first() -> None:
    ages = [timedelta(minutes=n) for n in (0, 14, 15, 59, 60, 24 * 60, 7 * 24 * 60, 70 * 24 * 60)]
    waiting = [Waiting(ConversationId(str(at)), NOON - age) for at, age in enumerate(ages)]
    queue = open_queue(waiting, NOON)
    assert [band.count for band in queue.bands] == [2, 2, 1, 0, 1, 2]
    assert [band.below for band in queue.bands] == list(LIMITS)
    assert [each.conversation_id for each in queue.oldest] == ["7", "6", "5", "4", "3"]
    assert queue.count == 8


def test_what_is_from_a_clock_ahead_of_ours_is_young() -> None:
    queue = open_queue([Waiting(PLAZA, NOON + timedelta(hours=1))], NOON)
    assert queue.bands[0].count == 1
