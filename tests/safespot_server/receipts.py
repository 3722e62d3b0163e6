"""Delivered and read: flags of a message, set in many ways."""

from typing import Any

from . import identifiers, rows
from .clock import Clock
from .envelopes import coded, failed, text
from .events import Events
from .rooms import Rooms
from .state import Message, Room, State

_NO_ACCESS = "not_found_or_no_access"


class Receipts:
    """All that delivers and reads, which includes looking at the history."""

    def __init__(self, state: State, clock: Clock, events: Events, rooms: Rooms) -> None:
        self._state = state
        self._clock = clock
        self._events = events
        self._rooms = rooms

    def history(self, room: Room, reader_id: str, since: str | None) -> list[rows.Row]:
        """All messages, or those later than the one named; delivers them."""
        messages = self._state.messages_of(room.id)
        if since is not None:
            if not identifiers.is_uuid(since):
                raise failed()
            reference = self._state.messages.get(identifiers.canonical(since))
            if reference is None:
                words = "Gap Recovery Failed: Reference message missing"
                raise coded(410, words, "REF_GONE", retry_strategy="full_resync")
            messages = [m for m in messages if m.created_at > reference.created_at]
        self._deliver(messages, reader_id, "auto_fetch")
        return [rows.message_in_history(self._state, m, reader_id) for m in messages]

    def flush(self, person_id: str, limit: int) -> list[dict[str, Any]]:
        """The events that a user stream starts with; with this they count as delivered."""
        messages = self._rooms.undelivered(person_id, limit)
        payloads = [self._events.pending(message) for message in messages]
        self._deliver(messages, person_id, "auto_reconnect")
        return payloads

    def _deliver(self, messages: list[Message], receiver_id: str, trace: str) -> None:
        for message in messages:
            if message.sender_id != receiver_id and not message.is_delivered:
                message.is_delivered, message.delivered_at = True, self._clock.now()
                self._events.delivered(message, receiver_id, self._events.trace(trace))

    def read_all(self, room: Room, reader_id: str) -> int:
        """How many changed; sets no times."""
        changed = [
            message
            for message in self._state.to(reader_id, room.id)
            if not (message.is_read and message.is_delivered)
        ]
        for message in changed:
            message.is_read = message.is_delivered = True
        room.members[reader_id].is_manually_unread = False
        if changed:
            self._events.all_read(room, reader_id)
        return len(changed)

    def deliver_all(self, room: Room, receiver_id: str) -> int:
        """How many changed; sets no times."""
        changed = [m for m in self._state.to(receiver_id, room.id) if not m.is_delivered]
        for message in changed:
            message.is_delivered = True
        if changed:
            self._events.all_delivered(room, receiver_id)
        return len(changed)

    def acknowledge(self, person_id: str, message_id: str) -> None:
        """One message, by any member, even by its sender."""
        if not identifiers.is_uuid(message_id):
            raise failed()
        message = self._visible(message_id, person_id)
        if message is None:
            raise text(404, "Message not found or access denied")
        if not message.is_delivered:
            message.is_delivered, message.delivered_at = True, self._clock.now()
            self._events.acknowledged(message, person_id)

    def reconcile(self, person_id: str, body: dict[str, Any]) -> rows.Row:
        """Lists of ids, each on its own; anything that can be iterated passes for a list."""
        delivered = _iterable(body, "delivered")
        read = _iterable(body, "read")
        results: dict[str, Any] = {
            "delivered": {"reconciled": [], "alreadyDelivered": [], "failed": []},
            "read": {"reconciled": [], "alreadyRead": [], "failed": []},
        }
        for message_id in delivered:
            self._reconcile_delivered(person_id, message_id, results["delivered"])
        for message_id in read:
            self._reconcile_read(person_id, message_id, results["read"])
        summary = {
            kind: {
                "processed": len(asked),
                "newlyReconciled": len(results[kind]["reconciled"]),
            }
            for kind, asked in (("delivered", delivered), ("read", read))
        }
        return {"success": True, "results": results, "summary": summary}

    def _reconcile_delivered(self, person_id: str, message_id: Any, result: rows.Row) -> None:
        message = self._reconcilable(person_id, message_id, result)
        if message is None:
            return
        if message.is_delivered:
            result["alreadyDelivered"].append(message_id)
            return
        message.is_delivered, message.delivered_at = True, self._clock.now()
        result["reconciled"].append(message_id)
        self._events.delivered(message, person_id, self._events.trace("reconcile"))

    def _reconcile_read(self, person_id: str, message_id: Any, result: rows.Row) -> None:
        message = self._reconcilable(person_id, message_id, result)
        if message is None:
            return
        if message.is_read:
            result["alreadyRead"].append(message_id)
            return
        message.is_read, message.read_at = True, self._clock.now()
        result["reconciled"].append(message_id)
        self._events.read(message, person_id, message.read_at)

    def _reconcilable(self, person_id: str, message_id: Any, result: rows.Row) -> Message | None:
        reason = _NO_ACCESS
        if not identifiers.is_uuid(message_id):
            reason = f'invalid input syntax for type uuid: "{message_id}"'
        elif (message := self._visible(message_id, person_id)) is not None:
            return message
        result["failed"].append({"messageId": message_id, "reason": reason})
        return None

    def status(self, person_id: str, message_id: str) -> rows.Row:
        """Both false for what one may not see."""
        message = self._visible(message_id, person_id)
        if message is None:
            return {"delivered": False, "read": False}
        return {"delivered": message.is_delivered, "read": message.is_read}

    def _visible(self, message_id: str, person_id: str) -> Message | None:
        message = self._state.messages.get(identifiers.canonical(message_id))
        if message is None or person_id not in self._state.rooms[message.room_id].members:
            return None
        return message


def _iterable(body: dict[str, Any], name: str) -> list[Any]:
    value = body.get(name, [])
    if not isinstance(value, list | str):
        raise failed()
    return list(value)
