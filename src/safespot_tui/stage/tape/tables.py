"""The tables of what a client knows, as tapes name them, and their fields.

A field is one of the domain's by its name, or one that is derived.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, cast, get_args

from msgspec import Struct, structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxItem, OutboxState
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.user import User
from safespot_tui.store.connection import Connection
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap


class Field(Struct, frozen=True):
    """One thing that can be told of what a table holds."""

    type: type
    """`bool`, `int`, `str`, `datetime` or an enumeration."""
    read: Callable[[Store, Sequence[Any]], object]
    """Its value, of the things that were found: there is at least one."""


class Table(Struct, frozen=True):
    """One kind of things."""

    about: tuple[str, ...]
    """What the texts behind its name are: what a conversation is called, words, an alias."""
    find: Callable[[Store, Sequence[str]], Sequence[Any]]
    fields: Mapping[str, Field]
    least: int = 0
    """How many of the texts there must be."""


# ------------------------------------------------------------------------------------ finding


def conversations_called(store: Store, title: str) -> Sequence[Conversation]:
    """Those of the inbox, then those that are archived."""
    ids = (*store.inbox(), *store.inbox(archived=True))
    found = (store.conversation(one) for one in ids if store.title(one) == title)
    return [one for one in found if one is not None]


def _conversations(store: Store, titles: Sequence[str]) -> Sequence[Conversation]:
    return conversations_called(store, titles[0])


def _timeline(store: Store, conversation_id: ConversationId) -> Sequence[Message]:
    rows = [MessageId(row) for row in store.timeline(conversation_id).rows if not is_gap(row)]
    return [message for row in rows if (message := store.message(row)) is not None]


def _messages(store: Store, words: Sequence[str]) -> Sequence[Message]:
    """Those that say just that; without any, those in which it occurs. The newest is the last."""
    said = sorted(
        (
            message
            for conversation_id in (*store.inbox(), *store.inbox(archived=True))
            for message in _timeline(store, conversation_id)
        ),
        key=lambda message: message.created_at,
    )
    exactly = [message for message in said if words[0] in (message.content, message.caption)]
    return exactly or [message for message in said if words[0] in message.content]


def _in_conversation(store: Store, titles: Sequence[str]) -> Sequence[Message]:
    return [one for each in _conversations(store, titles) for one in _timeline(store, each.id)]


def _members(store: Store, subjects: Sequence[str]) -> Sequence[Member]:
    title, *aliases = subjects
    return [
        member
        for conversation in _conversations(store, [title])
        for member in store.members(conversation.id)
        if not aliases or _alias(store, member) == aliases[0]
    ]


def _users(store: Store, aliases: Sequence[str]) -> Sequence[User]:
    return [user for user in store.users() if user.alias == aliases[0]]


# ------------------------------------------------------------------------------------ fields


def _own_fields(struct: type[Struct]) -> dict[str, Field]:
    """Those of a struct of the domain, by name; of several things, the last one's."""

    def reading(name: str) -> Callable[[Store, Sequence[Any]], object]:
        return lambda _store, found: getattr(found[-1], name)

    return {one.name: Field(_plain(one.type), reading(one.name)) for one in structs.fields(struct)}


def _plain(annotation: Any) -> type:
    kinds = [one for one in get_args(annotation) if one is not NoneType] or [annotation]
    kind = kinds[0]
    kind = getattr(kind, "__supertype__", kind)
    told_apart: tuple[type, ...] = (bool, int, datetime, StrEnum)
    known = len(kinds) == 1 and isinstance(kind, type) and issubclass(kind, told_apart)
    return cast("type", kind) if known else str


def _last(kind: type, read: Callable[[Store, Any], object]) -> Field:
    return Field(kind, lambda store, found: read(store, found[-1]))


def _alias(store: Store, member: Member) -> str:
    user = store.user(member.user_id)
    return user.alias if user else ""


def _sender(store: Store, message: Message) -> str | None:
    user = store.user(message.sender_id) if message.sender_id else None
    return user.alias if user else None


def _failure(store: Store, message: Message) -> str | None:
    item = store.failure_of(message)
    return item.reason if item else None


def _said(store: Store, message_id: MessageId | None) -> str | None:
    message = store.message(message_id) if message_id else None
    return message.content if message else None


def _newest(store: Store, conversation: Conversation) -> str | None:
    said = _timeline(store, conversation.id)
    return said[-1].content if said else None


def _typing(store: Store, conversation: Conversation) -> tuple[str, ...]:
    users = (store.user(user_id) for user_id in store.typing(conversation.id))
    return tuple(user.alias for user in users if user)


def _draft(store: Store, conversation: Conversation) -> str:
    draft = store.draft(conversation.id)
    return draft.text if draft else ""


def _own(name: str) -> Callable[[Store, Conversation], object]:
    return lambda store, conversation: getattr(store.own(conversation.id), name, None)


def _all(read: Callable[[Store, Any], str | None]) -> Field:
    """Of each of them, in their order."""
    return Field(str, lambda store, found: tuple(read(store, one) for one in found))


def _kind(_store: Store, item: OutboxItem) -> str:
    return type(item.intent).__name__


TABLES: Mapping[str, Table] = {
    "messages.detail": Table(
        ("TEXT",),
        _messages,
        {
            **_own_fields(Message),
            "delivery": _last(Delivery, Store.delivery),
            "sender": _last(str, _sender),
            "failure": _last(str, _failure),
            "conversation": _last(str, lambda store, one: store.title(one.conversation_id)),
        },
        least=1,
    ),
    "conversations.detail": Table(
        ("TITLE",),
        _conversations,
        {
            **_own_fields(Conversation),
            "title": _last(str, lambda store, one: store.title(one.id)),
            "unread": _last(int, lambda store, one: store.unread(one.id)),
            "is_unread": _last(bool, lambda store, one: store.is_unread(one.id)),
            "is_called": _last(bool, lambda store, one: store.is_called(one.id)),
            "last_message": _last(str, _newest),
            "pinned_message": _last(str, lambda s, one: _said(s, s.pinned_message(one.id))),
            "members": _last(int, lambda store, one: len(store.members(one.id))),
            "typing": _last(str, _typing),
            "draft": _last(str, _draft),
            "role": _last(Role, _own("role")),
            "pinned": _last(bool, _own("pinned")),
            "archived": _last(bool, _own("archived")),
            "marked_unread": _last(bool, _own("marked_unread")),
            "muted_until": _last(datetime, _own("muted_until")),
        },
        least=1,
    ),
    "conversations.messages": Table(
        ("TITLE",),
        _in_conversation,
        {
            "contents": _all(lambda _store, one: one.content),
            "senders": _all(_sender),
            "deliveries": _all(lambda store, one: store.delivery(one)),
        },
        least=1,
    ),
    "conversations.list": Table(
        (),
        lambda store, _none: store.inbox(),
        {
            "titles": _all(lambda store, one: store.title(one)),
            "first": Field(str, lambda store, found: store.title(found[0])),
            "unread": Field(int, lambda store, _found: store.unread_total.messages),
            "unread_conversations": Field(
                int, lambda store, _found: sum(map(store.is_unread, store.inbox()))
            ),
        },
    ),
    "conversations.archived": Table(
        (),
        lambda store, _none: store.inbox(archived=True),
        {"titles": _all(lambda store, one: store.title(one))},
    ),
    "members": Table(
        ("TITLE", "ALIAS"),
        _members,
        {**_own_fields(Member), "alias": _last(str, _alias), "aliases": _all(_alias)},
        least=1,
    ),
    "users": Table(
        ("ALIAS",),
        _users,
        {
            **_own_fields(User),
            "online": _last(bool, lambda store, one: store.online(one.id)),
        },
        least=1,
    ),
    "outbox": Table(
        (),
        lambda store, _none: store.outbox,
        {
            **_own_fields(OutboxItem),
            "state": _last(OutboxState, lambda _store, item: item.state),
            "kind": _last(str, _kind),
            "kinds": _all(_kind),
        },
    ),
    "connection": Table((), lambda store, _none: [store.connection], _own_fields(Connection)),
    "account": Table(
        (),
        lambda store, _none: [store.account],
        {
            **_own_fields(Account),
            "sanctions": _last(str, lambda _store, one: tuple(each.kind for each in one.sanctions)),
        },
    ),
    "silent": Table(
        (), lambda store, _none: [store], {"on": _last(bool, lambda store, _one: store.is_silent)}
    ),
}
"""By their names, which are those of the store's query keys."""
