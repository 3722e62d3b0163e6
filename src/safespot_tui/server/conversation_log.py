"""The log that a conversation of many has for itself, and who reads it.

::

    few ─── one member too many ───▶ many        for ever, in one transaction, at its next message
      │                                │
      an event is a row                an event is one row in the conversation's log;
      in every member's log            a member's log says only from where they read that one

It is numbered as users' logs are: a counter locked to the commit. What concerns one member alone
stays in that member's log. A member who reads as many such logs as a cursor has places for is told
of further ones in the old way.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, insert, select, update

from safespot_tui.server.schema import (
    FOLLOWS,
    conversation_events,
    conversation_logs,
    members,
)
from safespot_tui.server.settings import MAX_LOGS_PER_USER
from safespot_tui.server.statement import Statement

_CHUNK = 500

_RAISE_HEAD = Statement(
    update(conversation_logs)
    .where(conversation_logs.c.number == bindparam("log_number"))
    .values(head_seq=conversation_logs.c.head_seq + 1)
    .returning(conversation_logs.c.head_seq)
)
_WRITE = Statement(
    insert(conversation_events).values(
        {column.key: bindparam(column.key) for column in conversation_events.c}
    )
)
_FOLLOWED = Statement(
    select(
        conversation_logs.c.number,
        conversation_logs.c.conversation_id,
        conversation_logs.c.head_seq,
        conversation_logs.c.floor_seq,
        members.c.log_from,
    )
    .join(members, members.c.conversation_id == conversation_logs.c.conversation_id)
    .where(members.c.user_id == bindparam("user_id"), FOLLOWS)
    .order_by(conversation_logs.c.number)
)
_AFTER = Statement(
    select(conversation_events)
    .where(
        conversation_events.c.log == bindparam("log_number"),
        conversation_events.c.seq > bindparam("after"),
    )
    .order_by(conversation_events.c.seq)
    .limit(bindparam("limit"))
)


_NUMBER = Statement(
    select(conversation_logs.c.number).where(
        conversation_logs.c.conversation_id == bindparam("conversation")
    )
)


class Followed(Struct, frozen=True):
    """The log of a conversation, for one who reads it."""

    conversation_id: str
    head: int
    floor: int
    """Events up to here have been forgotten."""
    joined_at: int
    """Events up to here are not theirs to see."""


def number_of(connection: Connection, conversation_id: str) -> int | None:
    """Which log a conversation has, if it has one."""
    row = _NUMBER.first(connection, {"conversation": conversation_id})
    return None if row is None else row.number


def head(connection: Connection, number: int) -> int:
    """Where a log ends."""
    return connection.scalars(
        select(conversation_logs.c.head_seq).where(conversation_logs.c.number == number)
    ).one()


def begin(connection: Connection, conversation_id: str) -> int:
    """Give a conversation a log, which nobody reads yet."""
    return connection.scalars(
        insert(conversation_logs)
        .values(conversation_id=conversation_id, head_seq=0, floor_seq=0)
        .returning(conversation_logs.c.number)
    ).one()


def follow(
    connection: Connection, conversation_id: str, user_ids: Sequence[str], start: int
) -> Sequence[str]:
    """Have members read the conversation's log from there on; who of them had room for it."""
    full: set[str] = set()
    for some in _chunks(user_ids):
        counted = (
            select(members.c.user_id)
            .where(members.c.user_id.in_(some), FOLLOWS)
            .group_by(members.c.user_id)
            .having(func.count() >= MAX_LOGS_PER_USER)
        )
        full.update(connection.scalars(counted))
    able = [user_id for user_id in user_ids if user_id not in full]
    for some in _chunks(able):
        connection.execute(
            update(members)
            .where(members.c.conversation_id == conversation_id, members.c.user_id.in_(some))
            .values(log_from=start)
        )
    return able


def _chunks(user_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Named one by one: SQLite 3.40 was seen to crash when it grouped by what `json_each` names."""
    for first in range(0, len(user_ids), _CHUNK):
        yield user_ids[first : first + _CHUNK]


def followed(connection: Connection, user_id: str) -> Mapping[int, Followed]:
    """The logs that a user reads, by their numbers."""
    return {
        row.number: Followed(row.conversation_id, row.head_seq, row.floor_seq, row.log_from)
        for row in _FOLLOWED.run(connection, {"user_id": user_id})
    }


def append(connection: Connection, number: int, values: Mapping[str, Any]) -> int:
    """Add an event; where it stands."""
    seq: int = _RAISE_HEAD.first(connection, {"log_number": number}).head_seq
    _WRITE.run(connection, {"log": number, "seq": seq, **values})
    return seq


def after(connection: Connection, number: int, seq: int, limit: int) -> Sequence[Any]:
    """At most so many rows that come after a place."""
    asked = {"log_number": number, "after": seq, "limit": limit}
    return _AFTER.run(connection, asked)


def heads(connection: Connection, numbers: Collection[int]) -> Mapping[int, int]:
    """Where these logs end."""
    rows = connection.execute(
        select(conversation_logs.c.number, conversation_logs.c.head_seq).where(
            conversation_logs.c.number.in_(numbers)
        )
    )
    return {row.number: row.head_seq for row in rows}
