"""A database in numbers."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, Select, func, select

from safespot_tui.domain.standing import Standing
from safespot_tui.server.migrations.upgrade import revision_of
from safespot_tui.server.schema import (
    accounts,
    conversation_events,
    conversations,
    events,
    images,
    messages,
    reports,
    sessions,
    users,
)


class Stats(Struct, frozen=True):
    """Counts of rows, unless it says otherwise."""

    revision: str
    """Of the tables, as `migrations` numbers them."""
    users: int
    accounts: dict[str, int]
    """By role."""
    sessions: int
    conversations: dict[str, int]
    """By type."""
    reports: int
    messages: int
    messages_of_the_last_day: int
    newest_message_at: datetime | None
    images: int
    image_bytes: int
    events: int
    """In all logs: what can still be resumed from."""
    oldest_event_at: datetime | None


def stats(connection: Connection, now: datetime) -> Stats:
    """Everything at one moment."""

    def count(table: object) -> int:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # pyright: ignore

    roles = select(accounts.c.role, func.count()).group_by(accounts.c.role)
    types = select(conversations.c.type, func.count()).group_by(conversations.c.type)
    oldest = [
        connection.scalar(select(func.min(table.c.created_at)))
        for table in (events, conversation_events)
    ]
    by_role = _counts(connection, roles)
    last_day = messages.c.created_at > now - timedelta(days=1)
    return Stats(
        revision=revision_of(connection) or "",
        users=count(users),
        accounts={standing: by_role.get(standing, 0) for standing in Standing},
        sessions=count(sessions),
        conversations=_counts(connection, types),
        reports=count(reports),
        messages=count(messages),
        messages_of_the_last_day=count(select(messages.c.id).where(last_day).subquery()),
        newest_message_at=connection.scalar(select(func.max(messages.c.created_at))),
        images=count(images),
        image_bytes=int(connection.scalar(select(func.sum(images.c.size))) or 0),
        events=count(events) + count(conversation_events),
        oldest_event_at=min(filter(None, oldest), default=None),
    )


def _counts(connection: Connection, grouped: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(grouped)}
