"""Who is in a conversation, how far each has read, and what each has set for themselves.

Moderators who observe it (`Role.OBSERVER`) are in it where it is asked what somebody may read, or
is told. Nobody else is told of them: they are none of the members.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import UpdateMembership
from safespot_tui.domain.member import Role
from safespot_tui.server import conversation_log, locks
from safespot_tui.server.errors import not_found
from safespot_tui.server.moments import as_utc
from safespot_tui.server.schema import (
    TAKES_PART,
    TOLD_APART,
    conversations,
    members,
    messages,
)
from safespot_tui.server.transaction import Transaction

# Made once: they are asked whenever somebody does or hears something.
_PRESENT = members.c.left_at.is_(None)
_IN = members.c.conversation_id == bindparam("conversation_id")
_OF = members.c.user_id == bindparam("user_id")
_MEMBER_IDS = select(members.c.user_id).where(_IN, _PRESENT, TAKES_PART)
_OWN = select(members).where(_IN, _OF, _PRESENT)
_OWN_AMONG = select(members.c.conversation_id).where(
    _OF, _PRESENT, members.c.conversation_id.in_(bindparam("conversation_ids", expanding=True))
)
_POSITION = select(messages.c.position).where(
    messages.c.id == bindparam("message_id"),
    messages.c.conversation_id == bindparam("conversation_id"),
)
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("conversation_id"))


def member_ids(connection: Connection, conversation_id: str) -> Sequence[str]:
    """Who takes part in a conversation now."""
    return connection.scalars(_MEMBER_IDS, {"conversation_id": conversation_id}).all()


class Audience(Struct, frozen=True):
    """Who is told what happens in a conversation."""

    log: int | None
    """All who read this log; None: the conversation has none."""
    user_ids: Sequence[str]
    """And these, each in their own."""


def audience(connection: Connection, conversation_id: str) -> Audience:
    """All who are in a conversation now, and all who observe it."""
    found = connection.execute(
        select(members.c.user_id, members.c.log_from).where(
            members.c.conversation_id == conversation_id, TOLD_APART
        )
    )
    log = conversation_log.number_of(connection, conversation_id)
    return Audience(log, [row.user_id for row in found if row.log_from is None])


def tell_all(
    transaction: Transaction,
    conversation_id: str,
    name: EventName,
    subject_id: str,
    **extra: Any,
) -> None:
    """Have all who are in a conversation now told of something; see `Transaction.tell`."""
    all_ = audience(transaction.connection, conversation_id)
    transaction.tell(all_.user_ids, name, subject_id, conversation_id, log=all_.log, **extra)


def require(
    connection: Connection, conversation_id: str, user_id: str, asked_for: str = "conversation"
) -> Row[Any]:
    """The user's own membership. Raises `not_found`, also for a conversation of others.

    The refusal names `asked_for`: it must be the one for what is not there at all.
    """
    row = find(connection, conversation_id, user_id)
    if row is None:
        raise not_found(asked_for)
    return row


def find(connection: Connection, conversation_id: str, user_id: str) -> Row[Any] | None:
    """The membership of a user who is in the conversation now."""
    asked = {"conversation_id": conversation_id, "user_id": user_id}
    return connection.execute(_OWN, asked).one_or_none()


def conversations_among(
    connection: Connection, user_id: str, conversation_ids: Sequence[str]
) -> Sequence[str]:
    """Those of them that the user is in now."""
    asked = {"user_id": user_id, "conversation_ids": conversation_ids}
    return connection.scalars(_OWN_AMONG, asked).all()


def place(
    connection: Connection,
    conversation: Row[Any],
    user_ids: Iterable[str],
    now: datetime,
    owner_id: str | None = None,
    role: Role = Role.MEMBER,
) -> None:
    """Put users into a conversation. What was written before they came is not unread to them."""
    rows = connection.execute(
        select(members.c.user_id, members.c.left_at, members.c.shown_read_position).where(
            members.c.conversation_id == conversation.id
        )
    ).all()
    been = {row.user_id: row.left_at for row in rows}
    is_large = any(row.shown_read_position is not None for row in rows)
    for user_id in user_ids:
        values = {
            "role": Role.OWNER if user_id == owner_id else role,
            "joined_at": now,
            "left_at": None,
            "left_before": None if role.takes_part else been.get(user_id),
            "last_read_message_id": conversation.last_message_id,
            "read_position": conversation.head_position,
            "delivered_position": conversation.head_position,
            "pinned": False,
            "archived": False,
            "muted_until": None,
            "marked_unread": False,
            "log_from": None,
            "shown_read_message_id": conversation.last_message_id if is_large else None,
            "shown_read_position": conversation.head_position if is_large else None,
        }
        key = {"conversation_id": conversation.id, "user_id": user_id}
        if user_id in been:
            connection.execute(
                update(members).where(*(members.c[name] == key[name] for name in key)), values
            )
        else:
            connection.execute(insert(members).values(**key, **values))


def change(
    connection: Connection, conversation_id: str, user_id: str, values: dict[str, Any]
) -> None:
    """Set columns of one membership."""
    connection.execute(
        update(members)
        .where(members.c.conversation_id == conversation_id, members.c.user_id == user_id)
        .values(**values)
    )


def set_flags(transaction: Transaction, conversation_id: str, asked: UpdateMembership) -> None:
    """Change the caller's own flags; the others are told nothing. Raises `not_found`, `invalid`."""
    connection, user_id = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = require(connection, conversation_id, user_id)
    wanted: dict[str, Any] = {
        name: value
        for name in ("pinned", "archived", "marked_unread")
        if (value := getattr(asked, name)) is not None
    }
    if "muted_until" in asked.model_fields_set:
        until = asked.muted_until
        wanted["muted_until"] = None if until is None else as_utc(until, "muted_until")
    new = {name: value for name, value in wanted.items() if getattr(own, name) != value}
    if new:
        change(connection, conversation_id, user_id, new)
        transaction.tell(
            [user_id], EventName.MEMBER_UPDATED, user_id, conversation_id, fields=sorted(new)
        )


def move_read(transaction: Transaction, conversation_id: str, message_id: str) -> None:
    """The caller has read up to this message. Never moves back. Raises `not_found`."""
    connection, user_id = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = require(connection, conversation_id, user_id)
    position = _position(connection, conversation_id, message_id)
    watermark = read_watermark(own, message_id, position)
    if watermark:
        change(connection, conversation_id, user_id, watermark)
        about = EventName.MEMBER_UPDATED, user_id
        fields = ["last_read_message_id", "read_position"]
        if own.shown_read_position is None and Role(own.role).takes_part:
            tell_all(transaction, conversation_id, *about, fields=fields)
        else:
            # If each of N were told of each, one message would make N × N of these; and who only
            # observes tells nobody.
            transaction.tell([user_id], *about, conversation_id, fields=fields)
    if own.marked_unread and position >= own.read_position:
        change(connection, conversation_id, user_id, {"marked_unread": False})
        transaction.tell(
            [user_id],
            EventName.MEMBER_UPDATED,
            user_id,
            conversation_id,
            fields=["marked_unread"],
        )


def hide_reading(connection: Connection, conversation_id: str) -> None:
    """From here on nobody is told how far others read in the conversation: it is large, for good.

    They are shown to have read as far as they have now.
    """
    connection.execute(
        update(members)
        .where(
            members.c.conversation_id == conversation_id, members.c.shown_read_position.is_(None)
        )
        .values(
            shown_read_message_id=members.c.last_read_message_id,
            shown_read_position=members.c.read_position,
        )
    )


def read_watermark(own: Row[Any], message_id: str, position: int) -> dict[str, Any]:
    """What reading up to a message changes of a membership; nothing if it was read before."""
    if position > own.read_position or own.last_read_message_id is None:
        return {
            "read_position": max(position, own.read_position),
            "last_read_message_id": message_id,
        }
    return {}


def shown_watermark(own: Row[Any], message_id: str, position: int) -> tuple[str | None, int | None]:
    """How far the others are shown to have read who writes a message; None if they are told."""
    if own.shown_read_position is None:
        return None, None
    if position > own.shown_read_position or own.shown_read_message_id is None:
        return message_id, max(position, own.shown_read_position)
    return own.shown_read_message_id, own.shown_read_position


def move_delivered(transaction: Transaction, conversation_id: str, message_id: str) -> None:
    """A device of the caller has all up to this message. Never moves back. Raises `not_found`.

    In a large conversation nobody is told, so nothing is kept of it; nor is it of observers.
    """
    connection, user_id = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = require(connection, conversation_id, user_id)
    position = _position(connection, conversation_id, message_id)
    is_told = own.shown_read_position is None and Role(own.role).takes_part
    if position <= own.delivered_position or not is_told:
        return
    change(connection, conversation_id, user_id, {"delivered_position": position})
    tell_all(
        transaction,
        conversation_id,
        EventName.MESSAGE_DELIVERED,
        message_id,
        user_id=user_id,
        delivered_position=position,
    )


def _position(connection: Connection, conversation_id: str, message_id: str) -> int:
    asked = {"message_id": message_id, "conversation_id": conversation_id}
    position = connection.scalar(_POSITION, asked)
    if position is None:
        raise not_found("message")
    return position


def conversation_row(connection: Connection, conversation_id: str) -> Row[Any]:
    """The conversation itself, whoever asks."""
    return connection.execute(_CONVERSATION, {"conversation_id": conversation_id}).one()
