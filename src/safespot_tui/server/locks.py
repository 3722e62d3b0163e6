"""What a transaction holds until it ends.

Always in this order, so that nobody waits for somebody who waits for them: conversations, users,
images, the audit trail, logs of users, logs of conversations; several of a kind by their ids.
SQLite has one writer at a time, who needs none of it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from safespot_tui.server.schema import conversation_logs, conversations, images, user_streams, users
from safespot_tui.server.statement import Among, Statement

_AUDIT = 0x5AFE_A0D1

# Not the key: what refers to the row may be inserted meanwhile.
_CONVERSATION = Statement(
    select(conversations.c.id)
    .where(conversations.c.id == bindparam("conversation"))
    .with_for_update(key_share=True)
)
_LOGS = Statement(
    select(user_streams.c.user_id)
    .where(Among(user_streams.c.user_id, "held"))
    .order_by(user_streams.c.user_id)
    .with_for_update(key_share=True)
)


def hold_conversation(connection: Connection, conversation_id: str) -> None:
    """Nobody else changes anything of the conversation; what is read from now on is how it is."""
    if _has_several_writers(connection):
        _CONVERSATION.run(connection, {"conversation": conversation_id})


def hold_conversations(connection: Connection, ids: Select[tuple[str]]) -> None:
    """As `hold_conversation`."""
    found = select(conversations.c.id).where(conversations.c.id.in_(ids))
    _hold(connection, found.order_by(conversations.c.id))


def hold_user(connection: Connection, user_id: str) -> None:
    """Nobody else does what is counted per user."""
    _hold(connection, select(users.c.id).where(users.c.id == user_id))


def hold_images(connection: Connection, ids: Collection[str]) -> None:
    """Nobody else sends these images, or takes them away."""
    found = select(images.c.id).where(images.c.id.in_(ids))
    _hold(connection, found.order_by(images.c.id))


def hold_audit(connection: Connection) -> None:
    """Nobody else writes into the audit trail."""
    if _has_several_writers(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_AUDIT)))


def hold_logs(connection: Connection, user_ids: Collection[str]) -> None:
    """Nobody else writes into these users' logs."""
    if _has_several_writers(connection):
        _LOGS.run(connection, {"held": user_ids})


def hold_conversation_logs(connection: Connection, numbers: Collection[int]) -> None:
    """Nobody else writes into these. Who holds their conversations does not need it."""
    found = select(conversation_logs.c.number).where(conversation_logs.c.number.in_(numbers))
    _hold(connection, found.order_by(conversation_logs.c.number))


def _hold(connection: Connection, rows: Select[Any]) -> None:
    if _has_several_writers(connection):
        connection.execute(rows.with_for_update(key_share=True)).all()


def _has_several_writers(connection: Connection) -> bool:
    return connection.dialect.name != "sqlite"
