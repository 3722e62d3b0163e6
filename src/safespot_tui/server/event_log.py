"""The event log: per user, contiguous, written in the transaction of the rows it tells of.

An event is thin: what happened to what. Its body is made when it is sent (see `hydration`), from
the rows as they are then and for what the reader may see then.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
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
from safespot_tui.server import locks
from safespot_tui.server.schema import events, sessions, user_streams
from safespot_tui.server.statement import Among, Statement

_LOGS_AT_ONCE = 100
"""Who writes to somebody waits while their log is pruned."""

_CURSOR = re.compile(r"([0-9a-f]{16})\.(0|[1-9][0-9]{0,17})")

_HEAD = Statement(
    select(user_streams.c.epoch, user_streams.c.head_seq).where(
        user_streams.c.user_id == bindparam("user_id")
    )
)
_OF_SESSION = Statement(
    select(user_streams)
    .join(sessions, sessions.c.user_id == user_streams.c.user_id)
    .where(sessions.c.token_sha256 == bindparam("token_sha256"))
)
_AFTER = Statement(
    select(events)
    .where(events.c.user_id == bindparam("user_id"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("limit"))
)


_TOLD = Among(user_streams.c.user_id, "told")
_RAISE_HEADS = Statement(
    update(user_streams)
    .where(_TOLD)
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


class Position(Struct, frozen=True):
    """A place in one user's log. Another epoch is another log, whatever the number."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"


class Event(Struct, frozen=True):
    """What happened to what, as it stands in every log that tells of it."""

    name: EventName
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
    partial: dict[str, Any] | None = None
    """That of its payload, if it was known when it was written."""


class Revoked(Struct, frozen=True):
    """The session is over; nothing may be read."""


class Unresumable(Struct, frozen=True):
    """The cursor is of no use here; only a snapshot helps."""

    reason: str


class Batch(Struct, frozen=True):
    """What comes after a cursor. `position` is where it ends; `at_head`: nothing follows yet."""

    rows: Sequence[Any]
    position: Position
    at_head: bool


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
) -> Entry:
    """Add one event to several logs.

    The counter's row is locked until the commit, so that events become visible in their order and
    without gaps.
    """
    told = {"told": user_ids}
    positions = {
        user_id: Position(epoch, seq) for user_id, epoch, seq in _RAISE_HEADS.run(connection, told)
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
    return Entry(event, actor_id, origin_client_id, positions, partial)


def head(connection: Connection, user_id: str) -> Position:
    """The newest place in a user's log."""
    (row,) = _HEAD.run(connection, {"user_id": user_id})
    return Position(row.epoch, row.head_seq)


def read(
    connection: Connection, token_sha256: str, cursor: str | None, limit: int
) -> Batch | Unresumable | Revoked:
    """At most `limit` events after `cursor` in the log of the session's user; None: the head."""
    stream = _OF_SESSION.first(connection, {"token_sha256": token_sha256})
    if stream is None:
        return Revoked()
    newest = Position(stream.epoch, stream.head_seq)
    if cursor is None:
        return Batch([], newest, at_head=True)
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        return Unresumable("malformed")
    seq = int(match[2])
    if match[1] != stream.epoch:
        return Unresumable("unknown")
    if seq > stream.head_seq:
        return Unresumable("ahead")
    if seq < stream.floor_seq:
        return Unresumable("expired")
    if seq == stream.head_seq:
        return Batch([], newest, at_head=True)
    asked = {"user_id": stream.user_id, "after": seq, "limit": limit}
    rows = _AFTER.run(connection, asked)
    reached = Position(stream.epoch, rows[-1].seq)
    return Batch(rows, reached, at_head=reached == newest)


def prune(connection: Connection, before: datetime) -> bool:
    """Forget events older than `before`, of some logs; whether there may be more.

    Cursors before them cannot be resumed any more.
    """
    old = connection.execute(
        select(events.c.user_id, func.max(events.c.seq))
        .where(events.c.created_at < before)
        .group_by(events.c.user_id)
        .limit(_LOGS_AT_ONCE)
    ).all()
    locks.hold_logs(connection, [user_id for user_id, _ in old])
    for user_id, seq in old:
        connection.execute(delete(events).where(events.c.user_id == user_id, events.c.seq <= seq))
        connection.execute(
            update(user_streams)
            # Another server may have come further meanwhile.
            .where(user_streams.c.user_id == user_id, user_streams.c.floor_seq < seq)
            .values(floor_seq=seq)
        )
    return len(old) == _LOGS_AT_ONCE
