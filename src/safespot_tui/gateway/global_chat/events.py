"""Blocks of the event stream as facts of the domain."""

import math
from collections.abc import Callable
from typing import assert_never

from pydantic import ValidationError

from safespot_tui.contract import events as wire
from safespot_tui.contract.entities import ConversationModel, MemberModel, MessageModel
from safespot_tui.contract.events import EventFrame, EventName, Payload
from safespot_tui.contract.moderation import AccountModel, CaseModel
from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    ConversationCreated,
    ConversationUpdated,
    Event,
    Heartbeat,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessageUpdated,
    PresenceChanged,
    Received,
    ResetRequired,
    Skipped,
    StreamItem,
    Synced,
    TypingChanged,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.gateway.global_chat import changes
from safespot_tui.gateway.global_chat.translate import (
    account,
    case,
    conversation,
    conversation_id,
    count,
    cursor,
    entities,
    member,
    message,
    message_id,
    moment,
    not_understood,
    optional,
    user_id,
)
from safespot_tui.gateway.global_chat.translate import origin as origin_client_id
from safespot_tui.gateway.json_text import whole_characters
from safespot_tui.gateway.sse.connection import DEFAULT_HEARTBEAT
from safespot_tui.gateway.sse.decoder import Block, Comment, IdMoved, ServerSentEvent

HEARTBEAT_BOUNDS = (1.0, 16.0)
"""A server may not make its client drop a good connection, or sit on a dead one: see `PATIENCE`.

With these, silence is noticed within 40 seconds whatever a server says.
"""


def stream_item(block: Block) -> StreamItem:
    """What a block tells. Raises `NotUnderstood`, and nothing else."""
    match block:
        case Comment():
            return Heartbeat()
        case IdMoved(id=event_id):
            return _skipped(event_id)
        case ServerSentEvent(data=data, id=event_id):
            try:
                return _from_frame(EventFrame.model_validate_json(whole_characters(data)), event_id)
            except ValidationError as error:
                raise not_understood() from error
        case _:
            assert_never(block)


def _skipped(event_id: str | None) -> StreamItem:
    return Skipped(cursor(event_id)) if event_id else Heartbeat()


def _from_frame(frame: EventFrame, event_id: str | None) -> StreamItem:
    match frame.event:
        case EventName.SYNC:
            sync = wire.SyncPartial.model_validate(frame.payload.partial)
            return Synced(cursor(sync.cursor), _bounded(sync.heartbeat_seconds))
        case EventName.RESET:
            reset = wire.ResetPartial.model_validate(frame.payload.partial)
            return ResetRequired(safe_line(reset.reason))
        case name if name in _EVENTS:
            event = _EVENTS[name](frame.payload)
            return Received(event, cursor(event_id) if event_id else None)
        case _:
            return _skipped(event_id)


def _bounded(seconds: float) -> float:
    low, high = HEARTBEAT_BOUNDS
    return min(max(seconds, low), high) if math.isfinite(seconds) else DEFAULT_HEARTBEAT


def _origin(payload: Payload) -> OriginClientId | None:
    return optional(origin_client_id, payload.originClientId)


def _message_created(payload: Payload) -> Event:
    told = {"id": payload.id, "conversation_id": payload.conversation_id}
    return MessageCreated(
        message=message(MessageModel.model_validate(payload.partial | told)),
        entities=entities(payload.entities),
        origin=_origin(payload),
    )


def _message_updated(payload: Payload) -> Event:
    partial = wire.MessagePartial.model_validate(payload.partial)
    if partial.revision is None and partial.star_revision is None:
        raise not_understood()
    return MessageUpdated(
        message_id=message_id(payload.id),
        conversation_id=conversation_id(payload.conversation_id),
        changes=changes.of_message(partial),
        origin=_origin(payload),
    )


def _message_deleted(payload: Payload) -> Event:
    partial = wire.MessagePartial.model_validate(payload.partial)
    if partial.deleted_at is None:
        raise not_understood()
    return MessageDeleted(
        message_id=message_id(payload.id),
        conversation_id=conversation_id(payload.conversation_id),
        deleted_at=moment(partial.deleted_at),
        revision=count(partial.revision or 0),
        removal=safe_text(partial.removal or ""),
        origin=_origin(payload),
    )


def _message_delivered(payload: Payload) -> Event:
    partial = wire.DeliveredPartial.model_validate(payload.partial)
    return MessageDelivered(
        conversation_id=conversation_id(payload.conversation_id),
        user_id=user_id(partial.user_id),
        message_id=message_id(payload.id),
        position=count(partial.delivered_position),
    )


def _conversation_created(payload: Payload) -> Event:
    told = {"id": payload.id}
    return ConversationCreated(
        conversation=conversation(ConversationModel.model_validate(payload.partial | told)),
        entities=entities(payload.entities),
        origin=_origin(payload),
    )


def _conversation_updated(payload: Payload) -> Event:
    partial = wire.ConversationPartial.model_validate(payload.partial)
    return ConversationUpdated(
        conversation_id=conversation_id(payload.id),
        changes=changes.of_conversation(partial),
        entities=entities(payload.entities),
        origin=_origin(payload),
    )


def _member_joined(payload: Payload) -> Event:
    told = {"user_id": payload.id, "conversation_id": payload.conversation_id}
    return MemberJoined(
        member=member(MemberModel.model_validate(payload.partial | told)),
        entities=entities(payload.entities),
        origin=_origin(payload),
    )


def _member_left(payload: Payload) -> Event:
    return MemberLeft(
        conversation_id=conversation_id(payload.conversation_id),
        user_id=user_id(payload.id),
        origin=_origin(payload),
    )


def _member_updated(payload: Payload) -> Event:
    return MemberUpdated(
        conversation_id=conversation_id(payload.conversation_id),
        user_id=user_id(payload.id),
        changes=changes.of_member(wire.MemberPartial.model_validate(payload.partial)),
        origin=_origin(payload),
    )


def _user_updated(payload: Payload) -> Event:
    partial = wire.UserPartial.model_validate(payload.partial)
    return UserUpdated(
        user_id=user_id(payload.id), changes=UserChanges(alias=safe_line(partial.alias))
    )


def _account_updated(payload: Payload) -> Event:
    return AccountUpdated(account(AccountModel.model_validate(payload.partial)))


def _case_updated(payload: Payload) -> Event:
    told = {"conversation_id": payload.id}
    return CaseUpdated(
        case=case(CaseModel.model_validate(payload.partial | told)),
        entities=entities(payload.entities),
        origin=_origin(payload),
    )


def _typing(payload: Payload) -> Event:
    return TypingChanged(
        conversation_id=conversation_id(payload.conversation_id),
        user_id=user_id(payload.id),
        typing=wire.TypingPartial.model_validate(payload.partial).typing,
    )


def _presence(payload: Payload) -> Event:
    partial = wire.PresencePartial.model_validate(payload.partial)
    return PresenceChanged(
        user_id=user_id(payload.id),
        online=partial.online,
        last_seen_at=optional(moment, partial.last_seen_at),
    )


_EVENTS: dict[str, Callable[[Payload], Event]] = {
    EventName.MESSAGE_CREATED: _message_created,
    EventName.MESSAGE_UPDATED: _message_updated,
    EventName.MESSAGE_DELETED: _message_deleted,
    EventName.MESSAGE_DELIVERED: _message_delivered,
    EventName.CONVERSATION_CREATED: _conversation_created,
    EventName.CONVERSATION_UPDATED: _conversation_updated,
    EventName.MEMBER_JOINED: _member_joined,
    EventName.MEMBER_LEFT: _member_left,
    EventName.MEMBER_UPDATED: _member_updated,
    EventName.USER_UPDATED: _user_updated,
    EventName.ACCOUNT_UPDATED: _account_updated,
    EventName.CASE_UPDATED: _case_updated,
    EventName.TYPING: _typing,
    EventName.PRESENCE: _presence,
}
