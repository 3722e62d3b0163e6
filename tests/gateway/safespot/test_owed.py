"""Which messages their senders are told of."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from safespot_tui.domain.event import (
    Event,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
)
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.gateway.safespot.owed import MOST, Owed, is_owed

ME, BOB, C = UserId("me"), UserId("bob"), ConversationId("c")
AT = datetime(2026, 11, 24, tzinfo=UTC)


def message(name: str = "m", sender_id: UserId | None = BOB, **fields: bool) -> Message:
    return structs.replace(Message(MessageId(name), C, sender_id, AT), **fields)


@pytest.mark.parametrize(
    "settled",
    [message(sender_id=ME), message(sender_id=None), message(delivered=True), message(read=True)],
)
def test_who_knows_or_is_nobody_is_not_told(settled: Message):
    owed = Owed(ME)
    owed.heard(MessageCreated(settled))
    assert not is_owed(settled, ME)
    assert owed.due(C) == ()


def test_the_others_are_told_once_and_in_order():
    owed = Owed(ME)
    for name in ("a", "b", "a"):
        owed.heard(MessageCreated(message(name)))
    assert owed.due(C) == ("a", "b")
    owed.told(C, MessageId("a"))
    assert owed.due(C) == ("b",)
    owed.all_told(C)
    assert owed.due(C) == ()


@pytest.mark.parametrize(
    "event",
    [
        MessageUpdated(MessageId("m"), C, MessageChanges(delivered=True)),
        MessageUpdated(MessageId("m"), C, MessageChanges(read=True)),
        MessageDeleted(MessageId("m"), C, AT),
    ],
)
def test_what_was_told_otherwise_is_not_owed_any_more(event: Event):
    owed = Owed(ME)
    owed.heard(event)
    owed.heard(MessageCreated(message()))
    owed.heard(MessageUpdated(MessageId("m"), C, MessageChanges(starred=True)))
    assert owed.due(C) == ("m",)
    owed.heard(event)
    assert owed.due(C) == ()


def test_many_are_told_of_piece_by_piece():
    owed = Owed(ME)
    for number in range(MOST + 1):
        owed.heard(MessageCreated(message(str(number))))
    first = owed.due(C)
    assert len(first) == MOST
    owed.told(C, *first)
    assert owed.due(C) == (str(MOST),)
