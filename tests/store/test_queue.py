# pyright: reportOptionalMemberAccess=false, reportArgumentType=false
"""The queue has everything in its part and order, and follows what comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.case_change import Claim, Finish
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    MemberLeft,
    MessageCreated,
    TypingChanged,
)
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.standing import Standing
from safespot_tui.store.company import Companion, On, company
from safespot_tui.store.queue import Queue
from safespot_tui.store.store import Store
from tests.conftest import ANA, BETO, CARLA, PLAZA, Make

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
A, B, C = (ConversationId(f"c-{name}") for name in "abc")
FAR = ConversationId("c-far")


class Desk:
    """A store, and the queue over it, which is told every batch."""

    def __init__(self, make: Make) -> None:
        self.now = NOW
        self.store = Store()
        self.store.apply(
            make.snapshot(*(make.message(each, 1, conversation_id=each) for each in (A, B, C)))
        )
        self.queue = Queue(self.store, lambda: self.now)
        self.queue.take_stock()

    def apply(self, *patches: Any) -> set[ConversationId]:
        return set(self.queue.follow(self.store.apply(*patches)))

    def moderate(self) -> None:
        self.apply(AccountUpdated(Account(Standing.MODERATOR)))

    def parts(self) -> dict[str, list[str]]:
        return {str(part): list(self.queue.ids(part)) for part in QueuePart if self.queue.ids(part)}


@pytest.fixture
def desk(make: Make) -> Desk:
    return Desk(make)


def case(conversation_id: ConversationId, revision: int = 1, **fields: Any) -> Case:
    return Case(conversation_id, ConversationType.GROUP, NOW, revision=revision, **fields)


def test_the_longest_waiting_is_first_and_news_move_nobody(make: Make, desk: Desk) -> None:
    assert desk.queue.ids(QueuePart.OPEN) == [A, B, C]

    changed = desk.apply(MessageCreated(make.message("more", 2, conversation_id=A)))

    assert changed == {A}
    assert desk.queue.ids(QueuePart.OPEN) == [A, B, C]


def test_an_answer_takes_out_the_one_that_it_answers(make: Make, desk: Desk) -> None:
    assert desk.apply(MessageCreated(make.sent("answer", 2, conversation_id=B))) == {B}
    assert desk.queue.ids(QueuePart.OPEN) == [A, C]


def test_ones_own_answer_counts_before_the_server_has_told_of_it(make: Make, desk: Desk) -> None:
    desk.moderate()
    asked_at = make.message(B, 1, conversation_id=B).created_at
    desk.apply(CaseUpdated(case(B, waiting_since=asked_at)))
    assert desk.queue.case(B).waiting_since == asked_at

    desk.apply(MessageCreated(make.sent("answer", 2, conversation_id=B)))

    assert desk.queue.case(B).waiting_since is None


def test_what_is_left_is_in_no_part(desk: Desk) -> None:
    assert desk.apply(MemberLeft(A, ANA)) == {A}
    assert desk.parts() == {"open": [B, C]}


def test_what_only_the_server_knows_is_there_with_what_waits_for_nobody_last(desk: Desk) -> None:
    desk.moderate()
    quiet = ConversationId("c-quiet")
    desk.apply(
        CaseUpdated(case(FAR, waiting_since=NOW - timedelta(days=900))), CaseUpdated(case(quiet))
    )

    assert desk.queue.ids(QueuePart.OPEN) == [FAR, A, B, C, quiet]


def test_every_state_has_its_part(desk: Desk) -> None:
    desk.moderate()
    desk.apply(
        CaseUpdated(case(A, claimed_by=ANA, waiting_since=NOW)),
        CaseUpdated(case(B, snoozed_until=NOW + timedelta(hours=1), claimed_by=ANA)),
        CaseUpdated(case(C, done_at=NOW)),
        CaseUpdated(case(FAR, claimed_by=BETO)),
    )

    assert desk.parts() == {"open": [A, FAR], "mine": [A], "snoozed": [B], "done": [C]}
    assert [desk.queue.count(part) for part in QueuePart] == [2, 1, 1, 1]


def test_a_snooze_ends_at_its_time_for_whoever_asks(desk: Desk) -> None:
    desk.moderate()
    until = NOW + timedelta(minutes=15)
    desk.apply(CaseUpdated(case(B, snoozed_until=until, waiting_since=NOW)))
    assert desk.queue.next_due() == until
    assert desk.queue.wake() == []

    desk.now = until
    assert desk.queue.wake() == [B]
    assert desk.queue.ids(QueuePart.OPEN) == [A, C, B]
    assert desk.queue.next_due() is None


def test_what_is_under_way_lies_over_what_the_server_said(desk: Desk) -> None:
    desk.moderate()
    desk.queue.put_under_way(A, [Claim(ANA), Finish(done=True)])
    assert desk.parts() == {"open": [B, C], "done": [A]}

    desk.queue.put_under_way(A, [])
    assert desk.parts() == {"open": [A, B, C]}


def test_what_was_kept_here_counts_only_where_no_server_keeps_it(desk: Desk) -> None:
    kept = structs.replace(desk.queue.case(A), claimed_by=ANA)
    desk.queue.put_kept([kept])
    assert desk.queue.ids(QueuePart.MINE) == [A]

    desk.moderate()
    assert desk.queue.ids(QueuePart.MINE) == []


def test_who_moderates_no_more_sees_what_they_are_in(desk: Desk) -> None:
    desk.moderate()
    desk.apply(CaseUpdated(case(FAR, waiting_since=NOW)))
    desk.apply(AccountUpdated(Account()))

    assert desk.parts() == {"open": [A, B, C]}


def test_typing_changes_no_case(desk: Desk) -> None:
    assert desk.apply(TypingChanged(A, BETO, typing=True)) == set()


def test_what_waits_is_the_same_after_a_flood(make: Make, desk: Desk) -> None:
    began = desk.queue.case(A).waiting_since
    for number in range(2, 120):
        desk.apply(MessageCreated(make.message(f"flood-{number}", number, conversation_id=A)))

    assert desk.queue.case(A).waiting_since == began


def test_who_else_is_on_it_by_what_presses_most(make: Make, desk: Desk) -> None:
    store, moderators = desk.store, {ANA, BETO, CARLA}
    waits = case(A, waiting_since=NOW)

    def told(of: Case) -> Companion | None:
        return company(store, of, moderators)

    assert told(waits) is None
    assert company(store, structs.replace(waits, observer_ids=(ANA,)), moderators) is None
    looked = structs.replace(waits, observer_ids=(ANA, CARLA))
    assert told(looked) == Companion(CARLA, On.LOOKING)
    claimed = structs.replace(looked, claimed_by=BETO)
    assert told(claimed) == Companion(BETO, On.CLAIMED)
    desk.apply(TypingChanged(A, CARLA, typing=True))
    assert told(claimed) == Companion(CARLA, On.REPLYING)
    assert company(store, waits, {ANA}) is None


def test_a_moderator_who_has_read_is_told_of_while_something_waits(make: Make, desk: Desk) -> None:
    desk.apply(MessageCreated(make.message("read", 2, conversation_id=PLAZA)))
    desk.apply(MessageCreated(make.message("by beto", 2, conversation_id=A)))
    waits = case(A, waiting_since=NOW)

    assert company(desk.store, waits, {BETO}) == Companion(BETO, On.HAS_READ)
    assert company(desk.store, structs.replace(waits, waiting_since=None), {BETO}) is None


def test_what_a_moderator_answers_is_answered_for_all_of_them(make: Make, desk: Desk) -> None:
    desk.moderate()
    desk.queue.moderators = {ANA, CARLA}
    desk.queue.take_stock()
    answer = make.message("answer", 2, conversation_id=A, sender_id=CARLA)
    desk.apply(MessageCreated(answer))

    assert desk.queue.ids(QueuePart.OPEN) == [B, C]


def test_a_case_that_begins_late_keeps_what_waited_before(make: Make, desk: Desk) -> None:
    desk.moderate()
    waiting = desk.queue.case(B).waiting_since
    desk.apply(CaseUpdated(case(B, claimed_by=ANA)))
    assert desk.queue.case(B).waiting_since == waiting
    assert desk.queue.ids(QueuePart.OPEN) == [A, B, C]

    desk.apply(MessageCreated(make.sent("answer", 2, conversation_id=B)))
    assert desk.queue.case(B).waiting_since is None

    desk.apply(CaseUpdated(case(C, done_at=NOW)))
    assert desk.queue.case(C).waiting_since is None
