"""Who is in a conversation, how far each has read, and what each has set for themselves."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import UpdateMembership
from safespot_tui.domain.member import Role
from safespot_tui.server import locks
from safespot_tui.server.errors import invalid, not_found
from safespot_tui.server.schema import conversations, members, messages
from safespot_tui.server.transaction import Transaction


def member_ids(connection: Connection, conversation_id: str) -> Sequence[str]:
    """Who is in a conversation now."""
    return connection.scalars(
        select(members.c.user_id).where(
            members.c.conversation_id == conversation_id, members.c.left_at.is_(None)
        )
    ).all()


def require(
    connection: Connection, conversation_id: str, user_id: str, asked_for: str = "conversation"
) -> Row[Any]:
    """The user's own membership. Raises `not_found`, also for a conversation of others.

    The refusal names `asked_for`: it must be the one for what is not there at all.
    """
    row = connection.execute(
        select(members).where(
            members.c.conversation_id == conversation_id,
            members.c.user_id == user_id,
            members.c.left_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise not_found(asked_for)
    return row


def peers(connection: Connection, user_id: str) -> list[str]:
    """Everybody who shares a conversation with the user."""
    mine = select(members.c.conversation_id).where(
        members.c.user_id == user_id, members.c.left_at.is_(None)
    )
    found = connection.scalars(
        select(members.c.user_id)
        .where(members.c.conversation_id.in_(mine), members.c.left_at.is_(None))
        .distinct()
    )
    return [peer_id for peer_id in found if peer_id != user_id]


def been_in(user_id: str) -> Select[tuple[str]]:
    """Where the user is, or has been and left."""
    return select(members.c.conversation_id).where(members.c.user_id == user_id)


def readers_of(connection: Connection, user_id: str) -> set[str]:
    """Everybody who may see the user's name somewhere: also where the user has been and left."""
    found = connection.scalars(
        select(members.c.user_id)
        .where(members.c.conversation_id.in_(been_in(user_id)), members.c.left_at.is_(None))
        .distinct()
    )
    return {user_id, *found}


def place(
    connection: Connection,
    conversation: Row[Any],
    user_ids: Iterable[str],
    now: datetime,
    owner_id: str | None = None,
) -> None:
    """Put users into a conversation. What was written before they came is not unread to them."""
    been = set(
        connection.scalars(
            select(members.c.user_id).where(members.c.conversation_id == conversation.id)
        )
    )
    for user_id in user_ids:
        values = {
            "role": Role.OWNER if user_id == owner_id else Role.MEMBER,
            "joined_at": now,
            "left_at": None,
            "last_read_message_id": conversation.last_message_id,
            "read_position": conversation.head_position,
            "delivered_position": conversation.head_position,
            "pinned": False,
            "archived": False,
            "muted_until": None,
            "marked_unread": False,
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
        wanted["muted_until"] = _utc(asked.muted_until)
    new = {name: value for name, value in wanted.items() if getattr(own, name) != value}
    if new:
        change(connection, conversation_id, user_id, new)
        transaction.tell(
            [user_id], EventName.MEMBER_UPDATED, user_id, conversation_id, fields=sorted(new)
        )


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise invalid("muted_until", "out of range") from None


def move_read(transaction: Transaction, conversation_id: str, message_id: str) -> None:
    """The caller has read up to this message. Never moves back. Raises `not_found`."""
    connection, user_id = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = require(connection, conversation_id, user_id)
    position = _position(connection, conversation_id, message_id)
    watermark = read_watermark(own, message_id, position)
    if watermark:
        change(connection, conversation_id, user_id, watermark)
        transaction.tell(
            member_ids(connection, conversation_id),
            EventName.MEMBER_UPDATED,
            user_id,
            conversation_id,
            fields=["last_read_message_id", "read_position"],
        )
    if own.marked_unread and position >= own.read_position:
        change(connection, conversation_id, user_id, {"marked_unread": False})
        transaction.tell(
            [user_id],
            EventName.MEMBER_UPDATED,
            user_id,
            conversation_id,
            fields=["marked_unread"],
        )


def read_watermark(own: Row[Any], message_id: str, position: int) -> dict[str, Any]:
    """What reading up to a message changes of a membership; nothing if it was read before."""
    if position > own.read_position or own.last_read_message_id is None:
        return {
            "read_position": max(position, own.read_position),
            "last_read_message_id": message_id,
        }
    return {}


def move_delivered(transaction: Transaction, conversation_id: str, message_id: str) -> None:
    """A device of the caller has all up to this message. Never moves back. Raises `not_found`."""
    connection, user_id = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = require(connection, conversation_id, user_id)
    position = _position(connection, conversation_id, message_id)
    if position <= own.delivered_position:
        return
    change(connection, conversation_id, user_id, {"delivered_position": position})
    transaction.tell(
        member_ids(connection, conversation_id),
        EventName.MESSAGE_DELIVERED,
        message_id,
        conversation_id,
        user_id=user_id,
        delivered_position=position,
    )


def _position(connection: Connection, conversation_id: str, message_id: str) -> int:
    position = connection.scalar(
        select(messages.c.position).where(
            messages.c.id == message_id, messages.c.conversation_id == conversation_id
        )
    )
    if position is None:
        raise not_found("message")
    return position


def conversation_row(connection: Connection, conversation_id: str) -> Row[Any]:
    """The conversation itself, whoever asks."""
    return connection.execute(
        select(conversations).where(conversations.c.id == conversation_id)
    ).one()


def others(connection: Connection, conversation_id: str, user_id: str) -> list[str]:
    """The other members of one of the user's conversations. Raises `not_found`."""
    require(connection, conversation_id, user_id)
    found = member_ids(connection, conversation_id)
    return [member_id for member_id in found if member_id != user_id]
