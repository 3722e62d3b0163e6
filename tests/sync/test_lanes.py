# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false
"""Which intents go when."""

from datetime import UTC, datetime, timedelta

import pytest

from safespot_tui.domain.ids import ClientMessageId, MessageId, OriginClientId, temp_id
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    OutboxItem,
    OutboxState,
    React,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.sync.lanes import OWN_PAUSE, Lanes

ME = OriginClientId("me")
M = MessageId("m-1")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def item(sequence, intent=None, **fields):
    fields.setdefault("owner", ME)
    intent = intent or send(sequence)
    return OutboxItem(
        sequence, intent=intent, created_at=datetime(2026, 1, 1, tzinfo=UTC), **fields
    )


def send(sequence, conversation_id="c", **fields):
    client_message_id = ClientMessageId(str(sequence))
    return SendMessage(conversation_id, client_message_id, safe_text("x"), **fields)


@pytest.fixture
def lanes():
    return Lanes(ME, random=lambda: 1.0)


def ready(lanes, outbox, now=0.0, wall=NOON):
    return [item.sequence for item in lanes.ready(outbox, now, wall)]


def test_one_at_a_time_in_the_order_typed(lanes):
    outbox = [item(1), item(2), item(3)]
    assert ready(lanes, outbox) == [1]
    assert ready(lanes, outbox) == []
    lanes.settled(1, 0.0)
    assert ready(lanes, outbox[1:]) == [2]


def test_everything_about_messages_shares_a_lane(lanes):
    outbox = [
        item(1),
        item(2, EditMessage("c", M, safe_text("y"))),
        item(3, DeleteMessage("c", M)),
        item(4, React("c", M, safe_text("👍"), True)),
    ]
    order = []
    while outbox:
        (sequence,) = ready(lanes, outbox)
        order.append(sequence)
        lanes.settled(sequence, 0.0)
        del outbox[0]
    assert order == [1, 2, 3, 4]


def test_conversations_and_the_own_place_do_not_wait_for_each_other(lanes):
    outbox = [item(1), item(2, send(2, "d")), item(3, MarkRead("c", M, 1))]
    assert ready(lanes, outbox) == [1, 2, 3]


def test_read_marks_and_flags_keep_their_order(lanes):
    outbox = [item(1, SetFlags("c", marked_unread=True)), item(2, MarkRead("c", M, 1))]
    assert ready(lanes, outbox) == [1]


def test_the_own_place_is_told_at_once_and_then_not_at_every_message(lanes):
    marks = [item(n, MarkRead("c", M, n)) for n in (1, 2)]
    assert ready(lanes, marks, now=5.0) == [1]
    lanes.settled(1, now=5.1)
    assert ready(lanes, marks[1:], now=5.2) == []
    assert lanes.next_due() == 5.1 + OWN_PAUSE
    assert ready(lanes, marks[1:], now=5.1 + OWN_PAUSE) == [2]


def test_a_lane_that_is_postponed_waits_as_a_whole_and_goes_on_in_order(lanes):
    outbox = [item(1), item(2), item(3, send(3, "d"))]
    assert ready(lanes, outbox) == [1, 3]
    lanes.postponed(1, now=10.0)

    assert lanes.next_due() == 10.5
    assert ready(lanes, outbox, now=10.4) == []
    assert ready(lanes, outbox, now=10.5) == [1]
    assert lanes.next_due() is None


def test_waits_grow_and_begin_again_after_success(lanes):
    outbox, now = [item(1)], 0.0
    for wait in (0.5, 1.0, 2.0):
        ready(lanes, outbox, now)
        lanes.postponed(1, now)
        assert lanes.next_due() == now + wait
        now = lanes.next_due()
    ready(lanes, outbox, now)
    lanes.settled(1, 0.0)
    ready(lanes, [item(2)], now)
    lanes.postponed(2, now)
    assert lanes.next_due() == now + 0.5


def test_what_the_server_asks_for_is_waited_for(lanes):
    ready(lanes, [item(1)])
    lanes.postponed(1, now=0.0, at_least=9.0)
    assert lanes.next_due() == 9.0


def test_hurrying_ends_every_wait(lanes):
    ready(lanes, [item(1)])
    lanes.postponed(1, now=0.0)
    lanes.hurry(now=0.1)
    assert ready(lanes, [item(1)]) == [1]


def test_hurrying_ends_no_wait_that_the_server_asked_for(lanes):
    both = [item(1), item(2, send(2, "d"))]
    ready(lanes, both)
    lanes.postponed(1, now=0.0, at_least=9.0)
    lanes.postponed(2, now=0.0)
    lanes.hurry(now=1.0)
    assert ready(lanes, both, now=1.0) == [2]
    assert lanes.next_due() == 9.0
    assert ready(lanes, both, now=9.0) == [1]


def test_a_failed_intent_is_passed_by(lanes):
    outbox = [item(1, state=OutboxState.FAILED), item(2)]
    assert ready(lanes, outbox) == [2]


def test_a_refused_one_lets_its_lane_go_on(lanes):
    ready(lanes, [item(1), item(2)])
    lanes.released(1)
    assert ready(lanes, [item(1, state=OutboxState.FAILED), item(2)]) == [2]


def test_what_belongs_to_another_window_is_its_own_to_send(lanes):
    assert ready(lanes, [item(1, owner=OriginClientId("other")), item(2)]) == [2]


@pytest.mark.parametrize(
    "waiting",
    [
        EditMessage("c", temp_id(ClientMessageId("1")), safe_text("y")),
        send(2, reply_to_id=temp_id(ClientMessageId("1"))),
    ],
    ids=["edit", "reply"],
)
def test_what_is_about_a_message_without_a_name_waits_for_it(lanes, waiting):
    failed = item(1, state=OutboxState.FAILED)
    assert ready(lanes, [failed, item(2, waiting), item(3)]) == [3]


def held(sequence, seconds):
    return item(sequence, DeleteMessage("c", M), not_before=NOON + timedelta(seconds=seconds))


def test_what_is_held_goes_at_its_time_and_holds_up_nothing(lanes):
    outbox = [held(1, 7.0), item(2)]
    assert ready(lanes, outbox, 100.0) == [2]
    lanes.settled(2, 100.0)
    assert ready(lanes, outbox[:1], 100.0) == []
    assert lanes.next_due() == 107.0
    assert ready(lanes, outbox[:1], 107.0, NOON + timedelta(seconds=7)) == [1]
    assert lanes.next_due() is None


def test_a_clock_that_is_put_back_holds_nothing_for_longer_than_was_meant(lanes):
    assert ready(lanes, [held(1, 3600.0)]) == [1]
