"""What somebody missed, as far as the server tells."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from . import rows
from .clock import milliseconds
from .state import Message, State, order
from .traps import Traps

Replay = dict[str, Any]
_ORIGIN = "system_catchup"


def catch_up(state: State, person_id: str, since: int, traps: Traps) -> list[Replay]:
    """What happened to somebody after `since`, in milliseconds since 1970.

    Receipts come before messages, and nothing else comes: no edit, no reaction, no pin, no
    deletion, no bulk receipt. Of each kind the oldest few.
    """
    limit = traps.catchup_limit if traps.lossy_catchup else None
    # The database compares microseconds and limits, only then are milliseconds compared.
    first = since if traps.lossy_catchup else since - 1
    own = (m for m in state.messages.values() if m.sender_id == person_id)
    receipts = _after(own, first, limit, "delivered_at")
    rooms = {room.id for room in state.rooms_of(person_id)}
    around = (m for m in state.messages.values() if m.room_id in rooms)
    messages = _after(around, first, limit, "created_at")

    replays: dict[str, Replay] = {}
    for message in receipts:
        for replay in _own_receipts(message, first):
            replays.setdefault(replay["eventId"], replay)
    for message in messages:
        for replay in _arrival(message, person_id):
            replays.setdefault(replay["eventId"], replay)
    return list(replays.values())


def _after(messages: Iterable[Message], since: int, limit: int | None, field: str) -> list[Message]:
    def moment(message: Message) -> datetime | None:
        return getattr(message, field)

    found = [
        (at, order(message), message)
        for message in messages
        if (at := moment(message)) is not None and at.timestamp() * 1000 > since
    ]
    chosen = [message for _, _, message in sorted(found, key=lambda row: row[:2])[:limit]]
    return [m for m in chosen if (at := moment(m)) is not None and milliseconds(at) > since]


def _own_receipts(message: Message, since: int) -> Iterable[Replay]:
    assert message.delivered_at is not None
    payload = {
        "id": message.id,
        "messageId": message.id,
        "conversationId": message.room_id,
        "deliveredAt": message.delivered_at,
        "isDelivered": message.is_delivered,
        "isRead": message.is_read,
        "originClientId": _ORIGIN,
    }
    yield _replay("ack", message, message.delivered_at, "message.delivered", payload)
    if message.read_at is not None and milliseconds(message.read_at) > since:
        payload = {
            "id": message.id,
            "messageId": message.id,
            "conversationId": message.room_id,
            "readAt": message.read_at,
            "isRead": message.is_read,
        }
        yield _replay("read", message, message.read_at, "message.read", payload)


def _arrival(message: Message, person_id: str) -> Iterable[Replay]:
    yield {
        "eventId": f"msg_{message.id}",
        "serverTimestamp": milliseconds(message.created_at),
        "type": "new-message",
        "payload": {
            "message": rows.message_in_catchup(message),
            "originClientId": _ORIGIN,
        },
        "isReplay": True,
    }
    if message.sender_id != person_id and message.delivered_at is not None:
        payload = {
            "messageId": message.id,
            "id": message.id,
            "conversationId": message.room_id,
            "deliveredAt": message.delivered_at,
            "originClientId": _ORIGIN,
        }
        yield _replay("ack", message, message.delivered_at, "message.delivered", payload)


def _replay(kind: str, message: Message, at: datetime, name: str, payload: Replay) -> Replay:
    stamp = milliseconds(at)
    return {
        "eventId": f"{kind}_{message.id}_{stamp}",
        "serverTimestamp": stamp,
        "type": name,
        "payload": payload,
        "isReplay": True,
    }
