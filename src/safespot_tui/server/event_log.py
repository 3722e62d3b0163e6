"""The event log: per user, contiguous, written in the transaction of the rows it tells of.

An event is thin: what happened to what. Its body is made when it is sent (see `hydration`), from
the rows as they are then and for what the reader may see then. What happens in a conversation of
many is told in that one's log instead (see `conversation_log`); `reading` reads them together.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    null,
    select,
    update,
)

from safespot_tui.contract.events import EventName
from safespot_tui.server import conversation_log, locks
from safespot_tui.server.cursor import Position
from safespot_tui.server.schema import (
    conversation_events,
    conversation_logs,
    events,
    user_streams,
)
from safespot_tui.server.statement import Among, Statement

_LOGS_AT_ONCE = 100
"""Who writes to somebody waits while their log is pruned."""

_HEAD = Statement(
    select(user_streams.c.epoch, user_streams.c.head_seq).where(
        user_streams.c.user_id == bindparam("user_id")
    )
)

_HEADS = Statement(
    select(user_streams.c.user_id, user_streams.c.head_seq).where(
        Among(user_streams.c.user_id, "users")
    )
)

_TOLD = Among(user_streams.c.user_id, "told")
_RAISE_HEADS = Statement(
    update(user_streams)
    .where(
        user_streams.c.user_id.in_(
            # Locked in their order: of two who tell some of the same, only one waits.
            select(user_streams.c.user_id)
            .where(_TOLD)
            .order_by(user_streams.c.user_id)
            .with_for_update(key_share=True)
            .correlate(None)
        )
    )
    .values(head_seq=user_streams.c.head_seq + 1)
    .returning(user_streams.c.user_id, user_streams.c.epoch, user_streams.c.head_seq)
)
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "user_id": user_streams.c.user_id,
    "seq": user_streams.c.head_seq,
    "name": bindparam("event_name", type_=events.c.name.type),
    "conversation_id": bindparam("about", type_=events.c.conversation_id.type),
    "subject_id": bindparam("subject", type_=events.c.subject_id.type),
    "extra": bindparam("more", type_=events.c.extra.type),
    "origin_client_id": case(
        (
            user_streams.c.user_id == bindparam("actor"),
            bindparam("origin", type_=events.c.origin_client_id.type),
        ),
        else_=null(),
    ),
    "created_at": bindparam("at", type_=events.c.created_at.type),
}
# The heads are what they were just raised to: nobody else can raise them before the commit.
_WRITE = Statement(
    insert(events).from_select(list(_COLUMNS), select(*_COLUMNS.values()).where(_TOLD))
)


class Turn(StrEnum):
    """What a log says to whoever reads it out, and nobody is told.

    Its `extra` has the `number` of a conversation's log and, to follow it, the `start`: what is
    read comes after that.
    """

    FOLLOW = "log-follow"
    LEAVE = "log-leave"


class Event(Struct, frozen=True):
    """What happened to what, as it stands in every log that tells of it."""

    name: EventName | Turn
    subject_id: str
    conversation_id: str | None
    extra: dict[str, Any]
    created_at: datetime


class Entry(Struct, frozen=True):
    """One event, and where it stands in whose log. Its window is named in the actor's own only."""

    event: Event
    actor_id: str
    origin_client_id: str | None
    positions: Mapping[str, Position]
    """In the logs of users, who may have places in others, too: those are not known here."""
    partial: dict[str, Any] | None = None
    """That of its payload, if it was known when it was written."""
    log: int | None = None
    """The conversation's log that tells of it, too."""
    log_seq: int = 0
    """Where it stands there."""


def create_stream(connection: Connection, user_id: str) -> None:
    """Give a new user an empty log."""
    values = {"user_id": user_id, "epoch": secrets.token_hex(8), "head_seq": 0, "floor_seq": 0}
    connection.execute(insert(user_streams).values(values))


def append(
    connection: Connection,
    user_ids: Sequence[str],
    event: Event,
    actor_id: str,
    origin_client_id: str | None,
    partial: dict[str, Any] | None = None,
    log: int | None = None,
) -> Entry:
    """Add one event to several logs of users, and to one of a conversation.

    The counter's row is locked until the commit, so that events become visible in their order and
    without gaps.
    """
    told = {"told": user_ids}
    positions: dict[str, Position] = {}
    if user_ids:
        positions = {
            user_id: Position(epoch, seq)
            for user_id, epoch, seq in _RAISE_HEADS.run(connection, told)
        }
        written = {
            "event_name": event.name,
            "about": event.conversation_id,
            "subject": event.subject_id,
            "more": event.extra,
            "actor": actor_id,
            "origin": origin_client_id,
            "at": event.created_at,
        }
        _WRITE.run(connection, told | written)
    log_seq = 0
    if log is not None:
        row = {
            "name": event.name,
            "subject_id": event.subject_id,
            "extra": event.extra,
            "actor_id": actor_id,
            "origin_client_id": origin_client_id,
            "created_at": event.created_at,
        }
        log_seq = conversation_log.append(connection, log, row)
    return Entry(event, actor_id, origin_client_id, positions, partial, log, log_seq)


def head(connection: Connection, user_id: str) -> Position:
    """The newest place in a user's log, and in those that they follow."""
    (row,) = _HEAD.run(connection, {"user_id": user_id})
    logs = conversation_log.followed(connection, user_id)
    places = tuple((number, log.head) for number, log in logs.items())
    return Position(row.epoch, row.head_seq, places)


def heads(connection: Connection, user_ids: Collection[str]) -> Mapping[str, int]:
    """Where these users' logs end."""
    rows = _HEADS.run(connection, {"users": user_ids})
    return {row.user_id: row.head_seq for row in rows}


def prune(connection: Connection, before: datetime) -> bool:
    """Forget events older than `before`, of some logs; whether there may be more.

    Cursors before them cannot be resumed any more.
    """
    users = _old(connection, events.c.user_id, events.c.seq, events.c.created_at < before)
    numbers = _old(
        connection,
        conversation_events.c.log,
        conversation_events.c.seq,
        conversation_events.c.created_at < before,
    )
    locks.hold_logs(connection, list(users))
    locks.hold_conversation_logs(connection, list(numbers))
    for user_id, seq in users.items():
        connection.execute(delete(events).where(events.c.user_id == user_id, events.c.seq <= seq))
        connection.execute(
            update(user_streams)
            # Another server may have come further meanwhile.
            .where(user_streams.c.user_id == user_id, user_streams.c.floor_seq < seq)
            .values(floor_seq=seq)
        )
    for number, seq in numbers.items():
        connection.execute(
            delete(conversation_events).where(
                conversation_events.c.log == number, conversation_events.c.seq <= seq
            )
        )
        connection.execute(
            update(conversation_logs)
            .where(conversation_logs.c.number == number, conversation_logs.c.floor_seq < seq)
            .values(floor_seq=seq)
        )
    return _LOGS_AT_ONCE in (len(users), len(numbers))


def _old(
    connection: Connection, log: ColumnElement[Any], seq: ColumnElement[int], is_old: Any
) -> dict[Any, int]:
    """Of some logs, the last event that is old."""
    found = select(log, func.max(seq)).where(is_old).group_by(log).limit(_LOGS_AT_ONCE)
    return {row[0]: row[1] for row in connection.execute(found)}
