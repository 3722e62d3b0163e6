"""What a transaction holds until it ends.

Always in this order, so that nobody waits for somebody who waits for them: conversations, users,
images, logs; several of a kind by their ids. SQLite has one writer at a time, who needs none of it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, select

from safespot_tui.server.schema import conversations, images, user_streams, users


def hold_conversation(connection: Connection, conversation_id: str) -> None:
    """Nobody else changes anything of the conversation; what is read from now on is how it is."""
    _hold(connection, select(conversations.c.id).where(conversations.c.id == conversation_id))


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


def hold_logs(connection: Connection, user_ids: Collection[str]) -> None:
    """Nobody else writes into these users' logs."""
    found = select(user_streams.c.user_id).where(user_streams.c.user_id.in_(user_ids))
    _hold(connection, found.order_by(user_streams.c.user_id))


def _hold(connection: Connection, rows: Select[Any]) -> None:
    if connection.dialect.name != "sqlite":
        # Not the key: what refers to the row may be inserted meanwhile.
        connection.execute(rows.with_for_update(key_share=True)).all()
