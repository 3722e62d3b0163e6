"""What was written by whom, and to whom it has come."""

from datetime import UTC, datetime, timedelta

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.instruments.trace.finding import Fault
from safespot_tui.stage.load.ledger import Ledger, Mark, mark_in
from safespot_tui.stage.load.plan import Role

FIRST, SECOND = Mark("ab12", 0, 1), Mark("ab12", 0, 2)


class Clock:
    """Stands until it is put on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def nobody(_client: int, _mark: Mark) -> bool:
    """Is behind."""
    return False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger("ab12", [Role.STEADY, Role.STEADY, Role.SLOW], clock)


def message(mark: Mark, name: str = "", position: int = 1) -> Message:
    return Message(
        id=MessageId(name or f"m-{mark.number}"),
        conversation_id=ConversationId("c"),
        sender_id=UserId("u-0"),
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=position),
        content=SafeText(str(mark)),
        position=position,
    )


def test_a_message_bears_its_mark() -> None:
    assert mark_in(str(FIRST)) == FIRST
    assert mark_in("load of bricks") is None
    assert mark_in(f"{FIRST} and more") is None


def test_latencies_count_from_when_it_was_due(ledger: Ledger, clock: Clock) -> None:
    clock.now += 3.0
    # It was due at 1 s, and nobody came to write it before now.
    ledger.is_due(FIRST, 1.0, [1, 2])
    ledger.is_accepted(FIRST)
    clock.now += 0.5
    ledger.is_seen(1, message(FIRST))
    clock.now += 4.0
    ledger.is_seen(2, message(FIRST))
    assert ledger.accepted.longest == 2.0
    assert ledger.delivered[Role.STEADY].longest == 2.5
    assert ledger.delivered[Role.SLOW].longest == 6.5
    assert ledger.series.moments()[1].delivered.longest == 2.5
    ledger.close(nobody)
    assert not ledger.findings.counts


def test_it_is_settled_when_all_has_come(ledger: Ledger) -> None:
    assert ledger.settled.is_set()
    ledger.is_due(FIRST, 0.0, [1])
    ledger.is_seen(1, message(FIRST))
    assert not ledger.settled.is_set()
    ledger.is_accepted(FIRST)
    assert ledger.settled.is_set()
    assert ledger.on_the_way == 0


def test_what_does_not_come_is_lost(ledger: Ledger) -> None:
    ledger.is_due(FIRST, 0.0, [1, 2])
    ledger.is_accepted(FIRST)
    ledger.is_seen(2, message(FIRST))
    ledger.close(nobody)
    assert ledger.findings.counts == {Fault.LOST: 1}
    (finding,) = ledger.findings.shown
    assert finding.about == str(FIRST)
    assert finding.detail.startswith("client 1 (steady) has not got it")


def test_it_is_not_lost_to_who_is_catching_up(ledger: Ledger) -> None:
    ledger.is_due(FIRST, 0.0, [1, 2])
    ledger.is_accepted(FIRST)
    ledger.close(lambda client, _mark: client == 2)
    assert ledger.findings.counts == {Fault.LOST: 1}
    assert ledger.findings.shown[0].detail.startswith("client 1 ")
    assert (ledger.unsent, ledger.late) == (0, 1)


def test_what_is_never_accepted_is_not_lost(ledger: Ledger) -> None:
    ledger.is_due(FIRST, 0.0, [1])
    ledger.is_due(SECOND, 0.0, [1])
    ledger.is_refused(SECOND)
    ledger.close(nobody)
    assert (ledger.unsent, ledger.late) == (2, 0)
    assert not ledger.findings.counts
    assert ledger.settled.is_set()


def test_what_comes_twice_in_one_message_is_one(ledger: Ledger) -> None:
    ledger.is_due(FIRST, 0.0, [1, 2])
    for client in (1, 1, 2):
        ledger.is_seen(client, message(FIRST))
    assert not ledger.findings.counts


def test_what_is_stored_twice_is_doubled(ledger: Ledger) -> None:
    ledger.is_due(FIRST, 0.0, [1])
    ledger.is_seen(1, message(FIRST, "m-1"))
    ledger.is_seen(1, message(FIRST, "m-1b"))
    assert ledger.findings.counts == {Fault.DOUBLED: 1}
    assert "m-1b" in ledger.findings.shown[0].detail


def test_another_load_is_not_ours(ledger: Ledger) -> None:
    ledger.is_seen(1, message(Mark("ffff", 0, 1), "m-9"))
    ledger.is_due(Mark("ab12", 0, 1), 0.0, [1])
    assert ledger.on_the_way == 1
