"""All that is kept of one user, or of one conversation, row by row.

What others wrote is not in a user's export, and nothing that would let somebody in is in any.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from safespot_tui.server.schema import (
    TAKES_PART,
    accounts,
    conversations,
    image_contents,
    images,
    members,
    messages,
    reactions,
    reports,
    sessions,
    stars,
    users,
)

_ROWS_AT_A_TIME = 500

_Rows = Select[*tuple[Any, ...]]


class Part(Struct, frozen=True):
    """Rows of one kind."""

    kind: str
    rows: _Rows


def of_user(user_id: str) -> Sequence[Part]:
    """Their account, where they are or were, what they wrote, chose, marked and sent in."""
    theirs = select(members.c.conversation_id).where(members.c.user_id == user_id)
    return (
        Part("user", select(users).where(users.c.id == user_id)),
        Part(
            "account",
            select(accounts.c.user_id, accounts.c.email, accounts.c.role).where(
                accounts.c.user_id == user_id
            ),
        ),
        Part(
            "session",
            select(sessions.c.user_id, sessions.c.created_at).where(sessions.c.user_id == user_id),
        ),
        Part("conversation", _by_id(conversations, conversations.c.id.in_(theirs))),
        Part("membership", select(members).where(members.c.user_id == user_id)),
        Part("report", _by_id(reports, reports.c.created_by == user_id)),
        Part("message", _messages(messages.c.sender_id == user_id)),
        Part("reaction", select(reactions).where(reactions.c.user_id == user_id)),
        Part("star", select(stars).where(stars.c.user_id == user_id, stars.c.revision % 2 == 1)),
        Part("image", _images(images.c.uploader_id == user_id)),
    )


def of_conversation(conversation_id: str) -> Sequence[Part]:
    """The conversation, everybody who is or was in it, and what was said there, by whom.

    Moderators who observe it are in the audit trail, not in it.
    """
    there = messages.c.conversation_id == conversation_id
    reported = select(conversations.c.report_id).where(conversations.c.id == conversation_id)
    inside = members.c.conversation_id == conversation_id, TAKES_PART
    named = or_(
        users.c.id.in_(select(members.c.user_id).where(*inside)),
        users.c.id.in_(select(messages.c.sender_id).where(there)),
    )
    said = select(messages.c.id).where(there)
    shown = select(messages.c.image_id).where(there)
    return (
        Part("conversation", _by_id(conversations, conversations.c.id == conversation_id)),
        Part("report", _by_id(reports, reports.c.id.in_(reported))),
        Part("user", _by_id(users, named)),
        Part("membership", select(members).where(*inside)),
        Part("message", _messages(there)),
        Part("reaction", select(reactions).where(reactions.c.message_id.in_(said))),
        Part("image", _images(images.c.id.in_(shown))),
    )


def count(connection: Connection, parts: Sequence[Part]) -> int:
    """How many rows there are in all."""
    return sum(
        connection.scalar(select(func.count()).select_from(part.rows.order_by(None).subquery()))
        or 0
        for part in parts
    )


def write(
    connection: Connection,
    parts: Sequence[Part],
    write_line: Callable[[str], object],
    wrote: Callable[[int], object],
) -> None:
    """Hand every row to `write_line` as a line of JSON, in ASCII; `wrote` is told how many so far.

    All of one moment, and a few at a time, however many there are.
    """
    written = 0
    for part in parts:
        for rows in _batches(connection, part):
            for row in rows:
                line = {"kind": part.kind, **{name: _plain(v) for name, v in row.items()}}
                write_line(json.dumps(line) + "\n")
            written += len(rows)
            wrote(written)


def _batches(connection: Connection, part: Part) -> Iterator[Sequence[Any]]:
    at_a_time = 1 if part.kind == "image" else _ROWS_AT_A_TIME
    result = connection.execute(part.rows, execution_options={"yield_per": at_a_time})
    yield from result.mappings().partitions()


def _by_id(table: Any, which: ColumnElement[bool]) -> _Rows:
    return select(table).where(which).order_by(table.c.id)


def _messages(which: ColumnElement[bool]) -> _Rows:
    columns = [c for c in messages.c if c.name != "request_sha256"]
    return select(*columns).where(which).order_by(messages.c.conversation_id, messages.c.created_at)


def _images(which: ColumnElement[bool]) -> _Rows:
    columns = [c for c in images.c if c.name != "upload_sha256"]
    joined = images.join(image_contents, and_(image_contents.c.image_id == images.c.id))
    return (
        select(*columns, image_contents.c.content)
        .select_from(joined)
        .where(which)
        .order_by(images.c.id)
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value
