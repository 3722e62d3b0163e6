"""Changing and reading messages; `sending` writes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.responses import MessageDetail, MessagePage
from safespot_tui.domain.message import MessageType
from safespot_tui.server import images, locks, members, participation, pins
from safespot_tui.server.entities import message_entities
from safespot_tui.server.errors import conflict, forbidden, not_found
from safespot_tui.server.schema import messages, reactions
from safespot_tui.server.settings import MAX_REACTIONS_PER_USER
from safespot_tui.server.transaction import Transaction


def detail(connection: Connection, message_id: str, reader_id: str) -> MessageDetail:
    """One message as it is now; that the reader may see it has been decided before."""
    rows = connection.execute(select(messages).where(messages.c.id == message_id)).all()
    return MessageDetail(id=message_id, entities=message_entities(connection, rows, reader_id))


def require(connection: Connection, message_id: str, user_id: str) -> Row[Any]:
    """A message that the user may see. Raises `not_found`."""
    row = connection.execute(select(messages).where(messages.c.id == message_id)).one_or_none()
    if row is None:
        raise not_found("message")
    members.require(connection, row.conversation_id, user_id, "message")
    return row


def hold(transaction: Transaction, message_id: str) -> Row[Any]:
    """As `require`; nobody else changes anything until the transaction ends."""
    connection = transaction.connection
    conversation_id = connection.scalar(
        select(messages.c.conversation_id).where(messages.c.id == message_id)
    )
    if conversation_id is not None:
        locks.hold_conversation(connection, conversation_id)
    return require(connection, message_id, transaction.actor_id)


def hold_to_change(
    transaction: Transaction, message_id: str, *, even_locked: bool = False
) -> Row[Any]:
    """As `hold`, for who changes what the others see.

    Raises `not_found`, and what `participation.require` raises.
    """
    row = hold(transaction, message_id)
    participation.require(
        transaction.connection,
        row.conversation_id,
        transaction.actor_id,
        even_locked=even_locked,
    )
    return row


def page(
    connection: Connection,
    user_id: str,
    conversation_id: str,
    *,
    before: str | None,
    after: str | None,
    around: str | None,
    limit: int,
) -> MessagePage:
    """A contiguous piece of history beside an anchor, or the newest one. Raises `not_found`."""
    members.require(connection, conversation_id, user_id)
    if around is not None:
        return _page_around(connection, user_id, conversation_id, around, limit)
    asked = select(messages).where(messages.c.conversation_id == conversation_id)
    # Times differ within a conversation, so the time alone says where a message stands.
    if after is not None:
        anchor = created_at(connection, conversation_id, after)
        asked = asked.where(messages.c.created_at > anchor).order_by(messages.c.created_at)
    else:
        if before is not None:
            anchor = created_at(connection, conversation_id, before)
            asked = asked.where(messages.c.created_at < anchor)
        asked = asked.order_by(messages.c.created_at.desc())
    rows: Sequence[Row[Any]] = connection.execute(asked.limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    if after is None:
        rows = rows[::-1]
    return MessagePage(
        ids=[row.id for row in rows],
        entities=message_entities(connection, rows, user_id),
        has_older=after is not None or more,
        has_newer=more if after is not None else before is not None,
    )


def _page_around(
    connection: Connection, user_id: str, conversation_id: str, message_id: str, limit: int
) -> MessagePage:
    """Half of the page is what was said before the message, which is the first of the rest."""
    anchor = created_at(connection, conversation_id, message_id)
    of_this = select(messages).where(messages.c.conversation_id == conversation_id)
    older = of_this.where(messages.c.created_at < anchor).order_by(messages.c.created_at.desc())
    newer = of_this.where(messages.c.created_at >= anchor).order_by(messages.c.created_at)
    half = limit // 2
    above = connection.execute(older.limit(half + 1)).all()
    below = connection.execute(newer.limit(limit - half + 1)).all()
    rows = [*above[:half][::-1], *below[: limit - half]]
    return MessagePage(
        ids=[row.id for row in rows],
        entities=message_entities(connection, rows, user_id),
        has_older=len(above) > half,
        has_newer=len(below) > limit - half,
    )


def created_at(connection: Connection, conversation_id: str, message_id: str) -> datetime:
    """When a message of that conversation was written. Raises `not_found`."""
    found = connection.scalar(
        select(messages.c.created_at).where(
            messages.c.id == message_id, messages.c.conversation_id == conversation_id
        )
    )
    if found is None:
        raise not_found("message")
    return found


def edit(transaction: Transaction, message_id: str, content: str) -> MessageDetail:
    """New words. Raises `not_found`, `forbidden`, or `conflict` for a deleted message."""
    row = _own(transaction, message_id)
    if row.deleted_at is not None:
        raise conflict("message_deleted", "This message was deleted.")
    if row.type != MessageType.TEXT:
        raise conflict("not_text", "Only text can be edited.")
    if row.content != content:
        _revise(
            transaction,
            row,
            EventName.MESSAGE_UPDATED,
            {"content": content, "edited_at": transaction.now},
        )
    return detail(transaction.connection, message_id, transaction.actor_id)


def remove(transaction: Transaction, message_id: str) -> MessageDetail:
    """A tombstone in the place of an own message. Raises `not_found`, `forbidden`."""
    row = _own(transaction, message_id, even_locked=True)
    if row.deleted_at is None:
        bury(transaction, row)
    return detail(transaction.connection, message_id, transaction.actor_id)


def bury(transaction: Transaction, row: Row[Any], removal: str | None = None) -> None:
    """A tombstone in the place of a message, without words and reactions.

    With `removal`, why the moderators took it away. Whoever calls it holds the conversation.
    """
    values = {"content": "", "deleted_at": transaction.now}
    transaction.connection.execute(delete(reactions).where(reactions.c.message_id == row.id))
    _revise(
        transaction,
        row,
        EventName.MESSAGE_DELETED,
        values if removal is None else {**values, "removal": removal},
        also=["reactions"] if row.image_id is None else ["image", "reactions"],
    )
    pins.take_off(transaction, row)
    if row.image_id is not None:
        images.release(transaction.connection, row.image_id)


def _own(transaction: Transaction, message_id: str, *, even_locked: bool = False) -> Row[Any]:
    row = hold_to_change(transaction, message_id, even_locked=even_locked)
    if row.sender_id != transaction.actor_id or row.type == MessageType.SYSTEM:
        raise forbidden("Only one's own messages can be changed.")
    return row


def react(transaction: Transaction, message_id: str, emoji: str, *, present: bool) -> MessageDetail:
    """Make the caller's reaction be there or not. Raises `not_found`, or `conflict`."""
    connection, user_id = transaction.connection, transaction.actor_id
    row = hold_to_change(transaction, message_id)
    if row.deleted_at is not None:
        raise conflict("message_deleted", "This message was deleted.")
    mine = (reactions.c.message_id == message_id) & (reactions.c.user_id == user_id)
    chosen = connection.scalars(select(reactions.c.emoji).where(mine)).all()
    if (emoji in chosen) == present:
        return detail(connection, message_id, user_id)
    if not present:
        connection.execute(delete(reactions).where(mine, reactions.c.emoji == emoji))
    elif len(chosen) >= MAX_REACTIONS_PER_USER:
        raise conflict("too_many_reactions", "There are enough reactions of yours here.")
    else:
        connection.execute(
            insert(reactions).values(
                message_id=message_id, user_id=user_id, emoji=emoji, chosen_at=transaction.now
            )
        )
    _revise(transaction, row, EventName.MESSAGE_UPDATED, {}, also=["reactions"])
    return detail(connection, message_id, user_id)


def _revise(
    transaction: Transaction,
    row: Row[Any],
    name: EventName,
    values: dict[str, Any],
    also: Sequence[str] = (),
) -> None:
    connection = transaction.connection
    connection.execute(
        update(messages)
        .where(messages.c.id == row.id)
        .values(revision=messages.c.revision + 1, **values)
    )
    members.tell_all(
        transaction, row.conversation_id, name, row.id, fields=sorted([*values, *also])
    )
