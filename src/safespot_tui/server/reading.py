"""Reading on from a cursor: the own log first, then those of conversations, in one snapshot.

In this order what was told of a conversation before it got a log comes before what came after,
and the end of a membership before anything that was said later.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, select

from safespot_tui.contract.events import EventName
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.server import conversation_log, cursor, event_log
from safespot_tui.server.conversation_log import Followed
from safespot_tui.server.cursor import Position
from safespot_tui.server.event_log import Turn
from safespot_tui.server.moderation.schema import sanctions
from safespot_tui.server.schema import events, sessions, user_streams
from safespot_tui.server.statement import Statement

_OF_SESSION = Statement(
    select(user_streams, sanctions.c.until.label("suspended_until"))
    .join(sessions, sessions.c.user_id == user_streams.c.user_id)
    .outerjoin(
        sanctions,
        and_(
            sanctions.c.user_id == user_streams.c.user_id,
            sanctions.c.kind == SanctionKind.SUSPENSION.value,
            sanctions.c.until > bindparam("now"),
        ),
    )
    .where(sessions.c.token_sha256 == bindparam("token_sha256"))
)
_AFTER = Statement(
    select(events)
    .where(events.c.user_id == bindparam("user_id"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("limit"))
)


class Logged(Struct, frozen=True):
    """An event as it stands in a log, and where its reader is after it."""

    position: Position
    name: EventName | None
    """None: nothing to be told."""
    subject_id: str
    conversation_id: str | None
    extra: dict[str, Any]
    origin_client_id: str | None
    """The window that did it, if it was one of the reader's."""
    created_at: datetime
    log: int | None = None
    """The conversation's log that it stands in; None: the reader's own."""


class Revoked(Struct, frozen=True):
    """The session is over, or its user suspended and told so; nothing may be read."""


class Unresumable(Struct, frozen=True):
    """The cursor is of no use here; only a snapshot helps."""

    reason: str


class Batch(Struct, frozen=True):
    """What comes after a cursor. `position` is where it ends; `at_head`: nothing follows yet."""

    rows: Sequence[Logged]
    position: Position
    at_head: bool
    is_last: bool = False
    """Its reader is suspended, which the last of them says."""


def read(
    connection: Connection, token_sha256: str, place: str | None, limit: int
) -> Batch | Unresumable | Revoked:
    """At most `limit` events after a cursor in what the session's user reads; None: the head."""
    asked = {"token_sha256": token_sha256, "now": datetime.now(UTC)}
    stream = _OF_SESSION.first(connection, asked)
    if stream is None:
        return Revoked()
    is_suspended = stream.suspended_until is not None
    if place is None:
        return Batch([], event_log.head(connection, stream.user_id), at_head=True)
    position = cursor.parse(place)
    if position is None:
        return Unresumable("malformed")
    if position.epoch != stream.epoch:
        return Unresumable("unknown")
    if position.seq > stream.head_seq:
        return Unresumable("ahead")
    if position.seq < stream.floor_seq:
        return Unresumable("expired")
    rows: list[Logged] = []
    if position.seq < stream.head_seq:
        asked = {"user_id": stream.user_id, "after": position.seq, "limit": limit}
        for row in _AFTER.run(connection, asked):
            rows.append(_own(row, position))
            position = rows[-1].position
            if is_suspended and rows[-1].name is EventName.ACCOUNT_UPDATED:
                return Batch(rows, position, at_head=False, is_last=True)
        if position.seq < stream.head_seq:
            return Batch(rows, position, at_head=False)
    if is_suspended:
        return Revoked()
    logs = conversation_log.followed(connection, stream.user_id)
    reason = _why_not(position, logs)
    if reason is not None:
        return Unresumable(reason)
    at_head = True
    for number, seq in position.places:
        log = logs[number]
        if seq == log.head:
            continue
        if len(rows) < limit:
            for row in conversation_log.after(connection, number, seq, limit - len(rows)):
                rows.append(_shared(row, position, log.conversation_id, stream.user_id))
                position = rows[-1].position
        at_head = at_head and position.place(number) == log.head
    return Batch(rows, position, at_head)


def _why_not(position: Position, logs: Mapping[int, Followed]) -> str | None:
    """Why these places cannot be resumed from by somebody who follows these logs and no others."""
    if [number for number, _ in position.places] != list(logs):
        return "unknown"
    for number, seq in position.places:
        log = logs[number]
        if seq > log.head:
            return "ahead"
        if seq < log.floor:
            return "expired"
        if seq < log.joined_at:
            return "unknown"
    return None


def _own(row: Any, before: Position) -> Logged:
    position = before.moved(None, row.seq)
    match row.name:
        case Turn.FOLLOW:
            position, name = position.moved(row.extra["number"], row.extra["start"]), None
        case Turn.LEAVE:
            position, name = position.without(row.extra["number"]), None
        case _:
            name = EventName(row.name)
    return Logged(
        position=position,
        name=name,
        subject_id=row.subject_id,
        conversation_id=row.conversation_id,
        extra=row.extra,
        origin_client_id=row.origin_client_id,
        created_at=row.created_at,
    )


def _shared(row: Any, before: Position, conversation_id: str, reader_id: str) -> Logged:
    name = EventName(row.name)
    return Logged(
        position=before.moved(row.log, row.seq),
        name=name,
        subject_id=row.subject_id,
        # A name is told in a conversation, but not of it.
        conversation_id=None if name is EventName.USER_UPDATED else conversation_id,
        extra=row.extra,
        origin_client_id=row.origin_client_id if row.actor_id == reader_id else None,
        created_at=row.created_at,
        log=row.log,
    )
