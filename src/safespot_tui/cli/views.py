"""What `--json` prints: the entities as scripts see them. Times are ISO 8601 in UTC."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs, to_builtins

from safespot_tui.domain.event import ConversationUpdated, Event
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import Message
from safespot_tui.domain.user import User
from safespot_tui.evidence.facts import message_facts
from safespot_tui.store.store import Store

View = Mapping[str, Any]


def user_view(user: User) -> View:
    """A person."""
    return {"id": user.id, "alias": user.alias}


def conversation_view(store: Store, conversation_id: ConversationId) -> View:
    """A conversation as the user has it: with title, unread and flags."""
    conversation, own = store.conversation(conversation_id), store.own(conversation_id)
    if conversation is None or own is None:
        return {"id": conversation_id}
    report = store.report(conversation.report_id) if conversation.report_id else None
    return {
        "id": conversation.id,
        "type": conversation.type,
        "title": store.title(conversation_id),
        "icon": conversation.icon,
        "unread": store.unread(conversation_id),
        "marked_unread": own.marked_unread,
        "last_message_id": conversation.last_message_id,
        "last_message_at": conversation.last_message_at,
        "pinned": own.pinned,
        "archived": own.archived,
        "muted_until": own.muted_until,
        "pinned_message_id": store.pinned_message(conversation_id),
        "report": None if report is None else structs.asdict(report),
        "member_ids": [member.user_id for member in store.members(conversation_id)],
    }


def message_view(store: Store, message: Message) -> View:
    """A message; `delivery` is null for those of others."""
    mine = message.sender_id is not None and message.sender_id == store.me
    return {
        **message_facts(store, message),
        "client_message_id": message.client_message_id,
        "starred": message.starred,
        "delivery": store.delivery(message) if mine else None,
    }


def is_bookkeeping(event: Event) -> bool:
    """Whether an event says nothing but how a client fills in for what its server does not tell."""
    if not isinstance(event, ConversationUpdated):
        return False
    changes: dict[str, Any] = to_builtins(event.changes)
    return changes.keys() <= _BOOKKEEPING


def event_view(event: Event) -> View:
    """An event as it happened: its name as on the wire, and the fields that it sets."""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in type(event).__name__).strip("-")
    fields: dict[str, Any] = to_builtins(event)
    fields.pop("entities", None)
    if isinstance(event, ConversationUpdated):
        for name_of_field in _BOOKKEEPING:
            fields["changes"].pop(name_of_field, None)
    return {"event": _WIRE_NAMES.get(name, name), **fields}


_BOOKKEEPING = frozenset({"preview", "head_position"})
"""Changes of a conversation that some gateways make up, and none is told by its server."""

_WIRE_NAMES = {"typing-changed": "typing", "presence-changed": "presence"}
"""The two whose class says more than the wire does."""
