"""The events of the two streams: their payloads, and who is told what."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from . import identifiers, rows
from .clock import Clock, milliseconds
from .json_text import iso
from .state import Message, Room, State
from .streams import Hub

Payload = dict[str, Any]
_SERVER = "backend"


class Events:
    """Tells the open streams what happened.

    Much happens of which nobody is told: edits, reactions, pinned and starred messages, new rooms,
    and what one's own other devices sent.
    """

    def __init__(self, state: State, clock: Clock, hub: Hub) -> None:
        self._state = state
        self._clock = clock
        self._hub = hub

    # Messages.

    def sent(self, room: Room, message: Message, client_id: str) -> None:
        """A new message: on the user streams of the others, on the room's stream for all."""
        row = {**rows.message_sent(self._state, message), "is_optimistic": False}
        for other in room.others(message.sender_id):
            self._update(other, room.id, message.id, {"message": row}, client_id)
        self._hub.to_room(
            room.id,
            {
                "type": "new-message",
                "id": message.id,
                "conversationId": room.id,
                "roomId": room.id,
                "eventId": _digest("chat-message", room.id, message.id),
                "serverTimestamp": milliseconds(message.created_at),
                "partial": row,
                "originClientId": client_id,
            },
        )

    def copied(self, room_id: str, message_id: str, recipient_id: str, copy: Payload) -> None:
        """The forged second announcement of a message."""
        self._update(recipient_id, room_id, message_id, {"message": copy}, "orchestrator")

    def pending(self, message: Message) -> Payload:
        """What a user stream starts with for a message that was not delivered."""
        row = rows.message_with_sender(self._state, message)
        return {
            "type": "new-message",
            "id": message.id,
            "conversationId": message.room_id,
            "roomId": message.room_id,
            "partial": {"message": row, "originClientId": "system_pending"},
            "originClientId": "system_pending",
            "eventId": f"pending_{message.id}",
            "serverTimestamp": milliseconds(message.created_at),
        }

    def deleted(self, room: Room, message_id: str) -> None:
        change = {"action": "message-deleted", "messageId": message_id}
        for member in room.members:
            self._update(member, room.id, f"deleted:{room.id}:{message_id}", change)

    # Receipts.

    def delivered(self, message: Message, receiver_id: str, trace: str) -> None:
        """To the sender's user stream; its `serverTimestamp` is a text."""
        assert message.delivered_at is not None
        self._receipt(
            "message.delivered",
            message.sender_id,
            message.room_id,
            {
                "messageId": message.id,
                "id": message.id,
                "conversationId": message.room_id,
                "deliveredAt": iso(message.delivered_at),
                "receiverId": receiver_id,
                "traceId": trace,
            },
            iso(message.delivered_at),
        )

    def acknowledged(self, message: Message, receiver_id: str) -> None:
        self.delivered(message, receiver_id, f"tr_{secrets.token_hex(6)}")
        partial = {"messageId": message.id, "receiverId": receiver_id}
        self._to_room("message.delivered", "chat.delivered", message.room_id, partial, message.id)

    def all_delivered(self, room: Room, receiver_id: str) -> None:
        """Everything in that room, without an id."""
        for other in room.others(receiver_id):
            partial = {
                "conversationId": room.id,
                "receiverId": receiver_id,
                "traceId": self.trace("bulk_read"),
            }
            self._receipt("message.delivered", other, room.id, partial)
        partial = {"receiverId": receiver_id}
        self._to_room("message.delivered", "chat.delivered", room.id, partial)

    def read(self, message: Message, reader_id: str, read_at: datetime) -> None:
        """One message, to its sender's user stream."""
        partial = {
            "messageId": message.id,
            "id": message.id,
            "conversationId": message.room_id,
            "readAt": iso(read_at),
            "readerId": reader_id,
        }
        self._receipt("message.read", message.sender_id, message.room_id, partial)

    def all_read(self, room: Room, reader_id: str) -> None:
        """Everything in that room, without an id."""
        for other in room.others(reader_id):
            partial = {"conversationId": room.id, "readerId": reader_id}
            self._receipt("message.read", other, room.id, partial)
        self._update(reader_id, room.id, f"read:{room.id}:{reader_id}", {"action": "read"})
        self._to_room("message.read", "chat.read", room.id, {"readerId": reader_id})

    def trace(self, name: str) -> str:
        return f"{name}_{self._clock.milliseconds()}"

    # Rooms.

    def flagged(self, room_id: str, person_id: str, action: str, name: str, *, on: bool) -> None:
        """Pinned, archived or marked unread: only one's own user streams are told."""
        event_id = f"{action}:{room_id}:{person_id}:{_word(on)}"
        self._update(person_id, room_id, event_id, {"action": action, name: on})

    def left(self, room_id: str, person_id: str) -> None:
        self._update(person_id, room_id, f"delete:{room_id}:{person_id}", {"action": "delete"})

    def typing(self, room: Room, person_id: str, *, on: bool) -> None:
        partial = {"senderId": person_id, "isTyping": on}
        self._to_room("typing", "chat.typing", room.id, partial, room.id)
        change = {"action": "typing", "isTyping": on}
        for other in room.others(person_id):
            event_id = f"typing:{room.id}:{person_id}:{_word(on)}"
            self._update(other, room.id, event_id, change)

    def in_room(self, room_id: str, person_id: str, status: str) -> None:
        """Somebody opened or closed the room's stream."""
        partial = {
            "userId": person_id,
            "status": status,
            "conversationId": room_id,
            "roomId": room_id,
            "type": "chat.presence",
        }
        self._hub.to_room(
            room_id,
            {
                "type": "presence",
                "id": person_id,
                "partial": partial,
                "originClientId": _SERVER,
                # Without the person: everybody's coming has the same id.
                "eventId": _digest("chat-presence", room_id, status),
                "serverTimestamp": self._clock.milliseconds(),
            },
        )

    def gone(self, person_id: str) -> None:
        """The last stream of somebody closed: everybody is told."""
        partial = {"status": "offline", "last_seen_at": iso(self._clock.now())}
        self._hub.to_everybody(
            {
                "type": "presence-update",
                "id": person_id,
                "partial": {"userId": person_id, "partial": partial},
                "originClientId": "system",
                "eventId": identifiers.new(),
                "serverTimestamp": self._clock.milliseconds(),
            }
        )

    # Notifications.

    def notified(self, person_id: str, notification: Payload, follower: Payload) -> None:
        partial = {"type": "follow", "notification": notification, **follower}
        self._hub.to_person(
            person_id,
            {
                "type": "notification",
                "id": notification["id"],
                "partial": partial,
                "eventId": notification["id"],
                "serverTimestamp": self._clock.milliseconds(),
            },
        )

    def notifications_read(self, person_id: str) -> None:
        self._hub.to_person(
            person_id,
            {
                "type": "notification",
                "partial": {"type": "notifications-read-all"},
                "eventId": identifiers.new(),
                "serverTimestamp": self._clock.milliseconds(),
            },
        )

    # The three envelopes.

    def _update(
        self,
        person_id: str,
        room_id: str,
        event_id: str,
        content: Payload,
        origin: str = _SERVER,
    ) -> None:
        now = self._clock.milliseconds()
        partial = {
            "eventId": event_id,
            "conversationId": room_id,
            "roomId": room_id,
            **content,
            "serverTimestamp": now,
            "originClientId": origin,
            "id": room_id,
        }
        self._hub.to_person(
            person_id,
            {
                "type": "chat-update",
                "id": room_id,
                "conversationId": room_id,
                "roomId": room_id,
                "partial": partial,
                "originClientId": origin,
                "eventId": event_id,
                "serverTimestamp": now,
            },
        )

    def _receipt(
        self, name: str, person_id: str, room_id: str, content: Payload, stamp: str | None = None
    ) -> None:
        message_id = content.get("messageId")
        payload: Payload = {"type": name}
        if message_id is not None:
            payload["id"] = message_id
        about = message_id or content.get("readerId") or content.get("receiverId")
        payload |= {
            "conversationId": room_id,
            "roomId": room_id,
            "partial": {**content, "roomId": room_id, "type": name},
            "originClientId": _SERVER,
            "eventId": _digest(name.replace(".", "-"), room_id, str(about)),
            "serverTimestamp": stamp or self._clock.milliseconds(),
        }
        self._hub.to_person(person_id, payload)

    def _to_room(
        self, name: str, kind: str, room_id: str, content: Payload, about: str | None = None
    ) -> None:
        payload: Payload = {"type": name}
        if about is not None:
            payload["id"] = about
        payload |= {
            "conversationId": room_id,
            "roomId": room_id,
            "partial": {**content, "conversationId": room_id, "roomId": room_id, "type": kind},
            "originClientId": _SERVER,
            "eventId": _digest(kind.replace(".", "-"), room_id, json.dumps(content)),
            "serverTimestamp": self._clock.milliseconds(),
        }
        self._hub.to_room(room_id, payload)


def _word(on: bool) -> str:
    return "true" if on else "false"


def _digest(kind: str, *parts: str) -> str:
    """The same for the same content, however often it happens."""
    return f"{kind}:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}"
