"""Sending messages, and what is done to a single one."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from . import identifiers, rows
from .clock import Clock
from .envelopes import failed, text
from .events import Events
from .json_text import falsy, storable, string
from .orchestrator import Orchestrator
from .sanitiser import sanitise, trim
from .state import Message, Room, State
from .traps import Traps

_TYPES = ("text", "image", "sighting", "location")


class Messages:
    """What one does with a message. All raise `Refusal`."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        events: Events,
        orchestrator: Orchestrator,
        is_online: Callable[[str], bool],
    ) -> None:
        self._state = state
        self._clock = clock
        self._events = events
        self._orchestrator = orchestrator
        self._is_online = is_online

    def send(
        self,
        room: Room,
        sender_id: str,
        body: dict[str, Any],
        client_id: str,
        created_at: datetime | None = None,
    ) -> Message:
        """Store it, tell who is to be told, and queue the copies."""
        message = self.store(room, sender_id, body, created_at)
        recipients = room.others(sender_id)
        online = [person_id for person_id in recipients if self._is_online(person_id)]
        if online:
            message.is_delivered, message.delivered_at = True, self._clock.now()
        for person_id in online:
            self._events.delivered(message, person_id, self._events.trace("auto_online"))
        self._events.sent(room, message, client_id)
        raw = "Foto enviada" if message.type == "image" else body["content"]
        alias = self._state.people[sender_id].alias
        for person_id in recipients:
            self._orchestrator.queue(room.id, message.id, person_id, alias, raw)
        return message

    def store(
        self,
        room: Room,
        sender_id: str,
        body: dict[str, Any],
        created_at: datetime | None = None,
    ) -> Message:
        """The row alone, undelivered; nobody is told."""
        content = body.get("content")
        if falsy(content):
            raise text(400, "Content is required")
        wanted = body.get("id") or body.get("temp_id")
        message = Message(
            id=wanted.lower() if identifiers.is_kept(wanted) else identifiers.new(),
            room_id=room.id,
            sender_id=sender_id,
            content=_column(sanitise(content)),
            type="text" if falsy(body.get("type")) else string(body["type"]),
            created_at=created_at or self._clock.next(),
            caption=_caption(body.get("caption")),
            reply_to_id=_reference(body.get("reply_to_id")),
        )
        taken = message.id in self._state.messages
        if taken or message.type not in _TYPES or not message.content:
            raise failed()
        self._state.messages[message.id] = message
        room.last_message_at = max(room.last_message_at, message.created_at)
        return message

    def edit(
        self, room: Room, editor_id: str, message_id: str, content: Any, traps: Traps
    ) -> Message:
        if falsy(content):
            raise text(400, "Content is required")
        if not isinstance(content, str):
            raise failed()
        if not trim(content):
            raise text(400, "Content is required")
        message = self._in(room, message_id, "Message not found")
        if message.sender_id != editor_id:
            raise text(403, "You can only edit your own messages")
        if message.type != "text":
            raise text(400, "Only text messages can be edited")
        if self._clock.now() - message.created_at > timedelta(seconds=traps.edit_window):
            raise text(400, "Message can only be edited within 24 hours")
        stored = _column(sanitise(content))
        if not stored:
            raise failed()
        message.content = stored
        message.is_edited, message.edited_at = True, self._clock.now()
        return message

    def delete(self, room: Room, person_id: str, message_id: str) -> None:
        """For everybody, leaving nothing; what refers to it dangles."""
        message = self._in(room, message_id, "Message not found")
        if message.sender_id != person_id:
            raise text(403, "Forbidden: You can only delete your own messages")
        del self._state.messages[message.id]
        self._events.deleted(room, message.id)

    def react(self, room: Room, person_id: str, message_id: str, emoji: Any) -> rows.Row:
        """One reaction for each person: another replaces it, the same takes it back."""
        if falsy(emoji):
            raise text(400, "emoji is required")
        message = self._in(room, message_id, "Message not found")
        key = string(emoji)
        if key == "__proto__":
            raise failed()
        had = person_id in message.reactions.get(key, [])
        left = {
            name: [other for other in people if other != person_id]
            for name, people in message.reactions.items()
        }
        message.reactions = {name: people for name, people in left.items() if people}
        if not had:
            message.reactions.setdefault(key, []).append(person_id)
        action = "remove" if had else "add"
        return {"success": True, "reactions": message.reactions, "action": action}

    def pin(self, room: Room, message_id: str) -> str:
        message = self._in(room, message_id, "Message not found in this conversation")
        room.pinned_message_id = message.id
        return message.id

    def star(self, room: Room, person_id: str, message_id: str) -> None:
        message = self._in(room, message_id, "Message not found")
        self._state.stars.setdefault((person_id, message.id), self._clock.next())

    def unstar(self, person_id: str, message_id: str) -> None:
        if not identifiers.is_uuid(message_id):
            raise failed()
        self._state.stars.pop((person_id, identifiers.canonical(message_id)), None)

    def starred(self, person_id: str) -> list[rows.Row]:
        """The latest star first, also from rooms that were left."""
        stars = sorted(self._state.stars.items(), key=lambda star: star[1], reverse=True)
        return [
            rows.message_with_sender(self._state, self._state.messages[message_id])
            for (owner_id, message_id), _ in stars
            if owner_id == person_id and message_id in self._state.messages
        ]

    def _in(self, room: Room, message_id: str, unknown: str) -> Message:
        if not identifiers.is_uuid(message_id):
            raise failed()
        message = self._state.messages.get(identifiers.canonical(message_id))
        if message is None or message.room_id != room.id:
            raise text(404, unknown)
        return message


def _column(value: str) -> str:
    """As a text column takes it: all but NUL."""
    if "\0" in value:
        raise failed()
    return storable(value)


def _caption(value: Any) -> str | None:
    if falsy(value):
        return None
    return _column(value if isinstance(value, str) else json.dumps(value))


def _reference(value: Any) -> str | None:
    if falsy(value):
        return None
    if not identifiers.is_uuid(value):
        raise failed()
    return identifiers.canonical(value)
