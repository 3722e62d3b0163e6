"""What a block of a stream, or an element of a catch-up, says. Nothing in here raises.

One name stands for several shapes: the message of a `new-message` is `partial` itself on a
conversation's stream and `partial.message` on the user's; `id` is a message, a conversation or a
person, by event; a receipt without an id is for all there was; presence comes in three forms. The
`eventId` is no identity, so nothing here is passed over for having been heard before.

A block that cannot be read is `Ignored`: the next one can be, and what it may have told is found
when histories are asked for again.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from safespot_tui.domain.event import MemberChanges
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot.identifiers import (
    conversation_id,
    is_uuid,
    message_id,
    optional,
    user_id,
)
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.gateway.safespot.wire import ORCHESTRATOR, Frame, MessageRow, MissedRow
from safespot_tui.gateway.sse.decoder import Block, Comment, IdMoved, ServerSentEvent

FORGER = "system"
"""The sender of every forged copy, and of nothing else."""
_TYPING = re.compile(r"typing:([^:]+):([^:]+):(?:true|false)")
_NEVER_SENT = {
    "message-deleted",
    "message-reaction",
    "message-pinned",
    "inbox-update",
    "mark-read",
    "chat-typing",
    "chat-presence",
}
_REPORTS = {"report-create", "report-update", "comment-delete"}

ValueT = TypeVar("ValueT")


class Reason(StrEnum):
    """Why something says nothing here."""

    NOTIFICATION = "of reports and followers, never of a chat"
    ROLLBACK = "announced, but sent by no server"
    NEVER_SENT = "a name that clients know and no server sends"
    REPORT = "of a report"
    UNKNOWN = "a name that is not known"
    UNKNOWN_ACTION = "something that is done to a conversation and is not known"
    MALFORMED = "not of the shape that its name has"


class MessageTold(Struct, frozen=True):
    """A message, whole but for what only a history tells. Its ids and its time are good."""

    row: MessageRow
    conversation_id: ConversationId
    message_id: MessageId
    at: datetime
    origin: OriginClientId | None = None


class HintTold(Struct, frozen=True):
    """That there is a message, and not what it says.

    From a forged copy, from a catch-up, or from a row that cannot be read.
    """

    conversation_id: ConversationId
    message_id: MessageId
    at: datetime | None = None
    """None where the time is forged, too."""


class TypingTold(Struct, frozen=True):
    """Somebody types, or stopped; without `user_id` it is the other one."""

    conversation_id: ConversationId
    user_id: UserId | None
    typing: bool


class FlagsTold(Struct, frozen=True):
    """The user changed flags of their own, in whichever window."""

    conversation_id: ConversationId
    changes: MemberChanges


class OwnReadTold(Struct, frozen=True):
    """The user read all that was there, in whichever window."""

    conversation_id: ConversationId
    at: datetime | None = None


class OwnLeaveTold(Struct, frozen=True):
    """The user left, in whichever window."""

    conversation_id: ConversationId


class DeletionTold(Struct, frozen=True):
    """A message is gone."""

    conversation_id: ConversationId
    message_id: MessageId
    at: datetime | None


class DeliveredTold(Struct, frozen=True):
    """A message, or without an id all that were there, reached somebody's device."""

    conversation_id: ConversationId
    message_id: MessageId | None
    user_id: UserId | None
    """Who has it; a catch-up does not say."""
    at: datetime | None


class ReadTold(Struct, frozen=True):
    """A message, or without an id all that were there, was read."""

    conversation_id: ConversationId
    message_id: MessageId | None
    user_id: UserId | None
    at: datetime | None


class PresenceSource(StrEnum):
    """Who says that somebody is there, and what it is worth."""

    BROADCAST = "broadcast"
    """Told to everybody when somebody's last stream closes; false where sessions were lost."""
    ROOM = "room"
    """Somebody opened a conversation's stream, or closed it, which is not to be gone."""
    COUNTER = "counter"
    """What the server counts, which forgets everybody two minutes after they came."""


class PresenceTold(Struct, frozen=True):
    """Somebody is there, or not; perhaps a stranger, perhaps the user."""

    user_id: UserId
    online: bool
    source: PresenceSource
    last_seen_at: datetime | None = None


class Connected(Struct, frozen=True):
    """The stream takes part in what happens from now on."""


class Alive(Struct, frozen=True):
    """A sign of life."""


class Ignored(Struct, frozen=True):
    """Something that says nothing here; `name` is its event's, made harmless."""

    name: str
    reason: Reason


Said = (
    MessageTold
    | HintTold
    | TypingTold
    | FlagsTold
    | OwnReadTold
    | OwnLeaveTold
    | DeletionTold
    | DeliveredTold
    | ReadTold
    | PresenceTold
    | Connected
    | Alive
    | Ignored
)


def said(block: Block) -> Said:
    """What a block of a stream says."""
    match block:
        case Comment() | IdMoved():
            return Alive()
        case ServerSentEvent(event=name, data=data):
            return _guarded(name, lambda: _said(name, msgspec.convert(_json(data), Frame)))


def missed(row: MissedRow) -> Said:
    """What an element of a catch-up says: of a message no more than that there is one."""
    return _guarded(row.type, lambda: _missed(row))


def _guarded(name: str, read: Callable[[], Said]) -> Said:
    """The one place where it is decided what becomes of what cannot be read."""
    try:
        return read()
    except (NotUnderstood, msgspec.ValidationError, ValueError, RecursionError):
        return _ignored(name, Reason.MALFORMED)


def _ignored(name: str, reason: Reason) -> Ignored:
    return Ignored(safe_line(name[:40]), reason)


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        # Half a surrogate pair, which a forged copy may contain, is read by the other one.
        return json.loads(text)


def _said(name: str, frame: Frame) -> Said:
    partial = _mapping(frame.partial)
    match name:
        case "connected":
            return Connected()
        case "chat-update":
            action = partial.get("action")
            if action is not None:
                return _control(frame, partial, action)
            return _message(frame, partial.get("message"))
        case "new-message":
            return _message(frame, partial.get("message", partial))
        case "typing":
            return TypingTold(
                _conversation(frame, partial),
                optional(user_id, partial.get("senderId")),
                typing=_flag(partial, "isTyping"),
            )
        case "message.delivered":
            return DeliveredTold(
                _conversation(frame, partial),
                _about(frame, partial),
                _person(partial, "receiverId"),
                _time(partial.get("deliveredAt"), frame.serverTimestamp),
            )
        case "message.read":
            return ReadTold(
                _conversation(frame, partial),
                _about(frame, partial),
                _person(partial, "readerId"),
                _time(partial.get("readAt"), frame.serverTimestamp),
            )
        case "presence" | "presence-update":
            return _presence(frame, partial)
        case "notification":
            return _ignored(name, Reason.NOTIFICATION)
        case "chat-rollback":
            return _ignored(name, Reason.ROLLBACK)
        case _ if name in _NEVER_SENT:
            return _ignored(name, Reason.NEVER_SENT)
        case _ if name in _REPORTS:
            return _ignored(name, Reason.REPORT)
        case _:
            return _ignored(name, Reason.UNKNOWN)


def _control(frame: Frame, partial: Mapping[str, Any], action: object) -> Said:
    where = _conversation(frame, partial)
    match action:
        case "typing":
            return TypingTold(where, _typist(frame, partial), typing=_flag(partial, "isTyping"))
        case "read":
            return OwnReadTold(where, _time(frame.serverTimestamp))
        case "pin":
            return FlagsTold(where, MemberChanges(pinned=_flag(partial, "isPinned")))
        case "archive":
            return FlagsTold(where, MemberChanges(archived=_flag(partial, "isArchived")))
        case "unread":
            return FlagsTold(where, MemberChanges(marked_unread=_flag(partial, "isUnread")))
        case "delete":
            return OwnLeaveTold(where)
        case "message-deleted":
            at = _time(frame.serverTimestamp)
            return DeletionTold(where, message_id(partial.get("messageId")), at)
        case _:
            return _ignored("chat-update", Reason.UNKNOWN_ACTION)


def _message(frame: Frame, told: object) -> Said:
    """A message, if all of it can be believed; else that there is one."""
    raw = dict(_mapping(told))
    where = raw.setdefault("conversation_id", frame.conversationId or frame.roomId)
    place, name = conversation_id(where), message_id(raw.get("id"))
    if ORCHESTRATOR in {frame.originClientId, raw.get("originClientId")}:
        return HintTold(place, name)
    if raw.get("sender_id") == FORGER:
        return HintTold(place, name)
    try:
        row = msgspec.convert(raw, MessageRow)
        at = timestamp(row.created_at)
        optional(user_id, row.sender_id)
    except (msgspec.ValidationError, NotUnderstood):
        return HintTold(place, name)
    origin = frame.originClientId
    return MessageTold(row, place, name, at, OriginClientId(origin) if origin else None)


def _presence(frame: Frame, partial: Mapping[str, Any]) -> Said:
    """`partial.partial`, `partial`, or flat: a broadcast, a change, what a stream begins with."""
    inner = partial.get("partial")
    if inner is not None:
        told, source = _mapping(inner), PresenceSource.BROADCAST
    elif partial:
        told, source = partial, PresenceSource.ROOM
    else:
        told, source = {"status": frame.status}, PresenceSource.COUNTER
    status = told.get("status")
    if status not in {"online", "offline"}:
        return _ignored(frame.type or "presence", Reason.MALFORMED)
    who = partial.get("userId") or frame.userId or frame.id
    return PresenceTold(user_id(who), status == "online", source, _time(told.get("last_seen_at")))


def _missed(row: MissedRow) -> Said:
    payload = _mapping(row.payload)
    match row.type:
        case "new-message":
            told = _mapping(payload.get("message"))
            return HintTold(
                conversation_id(told.get("conversation_id")),
                message_id(told.get("id")),
                _time(told.get("created_at"), row.serverTimestamp),
            )
        case "message.delivered" | "message.read":
            where = conversation_id(payload.get("conversationId"))
            name = message_id(payload.get("messageId") or payload.get("id"))
            if row.type == "message.read" or payload.get("isRead") is True:
                at = _time(payload.get("readAt"), row.serverTimestamp)
                return ReadTold(where, name, None, at)
            at = _time(payload.get("deliveredAt"), row.serverTimestamp)
            return DeliveredTold(where, name, None, at)
        case _ if row.type in _REPORTS:
            return _ignored(row.type, Reason.REPORT)
        case _:
            return _ignored(row.type, Reason.UNKNOWN)


def overheard(row: MissedRow) -> Said:
    """As `missed`; a message is taken as it is there, in its first eight fields."""
    told = missed(row)
    if not isinstance(told, HintTold):
        return told
    frame = Frame(partial=row.payload, conversationId=told.conversation_id)
    return _guarded(row.type, lambda: _message(frame, _mapping(row.payload).get("message")))


def _mapping(told: object) -> Mapping[str, Any]:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise ValueError("not an object")
    return cast("dict[str, Any]", told)


def _conversation(frame: Frame, partial: Mapping[str, Any]) -> ConversationId:
    named = frame.conversationId or frame.roomId
    return conversation_id(named or partial.get("conversationId") or partial.get("roomId"))


def _about(frame: Frame, partial: Mapping[str, Any]) -> MessageId | None:
    """The message that a receipt is about; None if it is about all."""
    return optional(message_id, frame.id or partial.get("messageId") or partial.get("id"))


def _person(partial: Mapping[str, Any], name: str) -> UserId | None:
    return optional(user_id, partial.get(name))


def _flag(partial: Mapping[str, Any], name: str) -> bool:
    told = partial.get(name)
    if not isinstance(told, bool):
        raise ValueError(name)
    return told


def _typist(frame: Frame, partial: Mapping[str, Any]) -> UserId | None:
    """On the user's stream, only the `eventId` says who types."""
    event_id = frame.eventId or partial.get("eventId")
    found = _TYPING.fullmatch(event_id) if isinstance(event_id, str) else None
    return user_id(found[2]) if found and is_uuid(found[2].lower()) else None


def _time(*told: object) -> datetime | None:
    """The first of these that is a time."""
    for each in told:
        with suppress(NotUnderstood):
            return timestamp(each)
    return None
