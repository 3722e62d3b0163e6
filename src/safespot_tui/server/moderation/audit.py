"""The audit trail: one row for each act of a moderator, in the transaction of the act.

::

    row 1 ──sha256──▶ row 2 ──sha256──▶ row 3 …     a row's hash is over all it says, and over the
                                                    hash of the row before: `AuditModel` says how

Nothing here changes a row, and the database refuses to (`append_only`).
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.moderation import AuditModel
from safespot_tui.contract.responses import AuditPage
from safespot_tui.domain.audit import AuditAction
from safespot_tui.server import locks
from safespot_tui.server.entities import user_models
from safespot_tui.server.errors import invalid
from safespot_tui.server.moderation.schema import audit
from safespot_tui.server.schema import EPOCH, MICROSECOND
from safespot_tui.server.transaction import Transaction

_LARGEST = 2**63 - 1
_AT_A_TIME = 500

_LAST = select(audit.c.number, audit.c.sha256).order_by(audit.c.number.desc()).limit(1)


class Checked(Struct, frozen=True):
    """What was found when every row was looked at."""

    rows: int
    """How many, up to the first that is wrong."""
    wrong: int | None = None
    """The number of the first row that is not what was written there, or is not there."""
    sha256: str = ""
    """Of the last row: who has noted it down can tell if the end of the trail is missing."""


def record(
    transaction: Transaction,
    action: AuditAction,
    reason: str = "",
    *,
    conversation_id: str | None = None,
    message_id: str | None = None,
    user_id: str | None = None,
    until: datetime | None = None,
) -> None:
    """Write down what the actor does. After all else that the transaction locks but the logs."""
    connection = transaction.connection
    locks.hold_audit(connection)
    last = connection.execute(_LAST).one_or_none()
    row: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "at": transaction.now,
        "actor_id": transaction.actor_id,
        "action": action,
        "reason": reason,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "user_id": user_id,
        "until": until,
    }
    seal = _seal("" if last is None else last.sha256, row)
    connection.execute(insert(audit).values(**row, sha256=seal))


def page(
    connection: Connection,
    *,
    actor_id: str | None,
    conversation_id: str | None,
    user_id: str | None,
    after: str | None,
    limit: int,
) -> AuditPage:
    """Entries, newest first, after a place that an earlier page named: of one actor, or of all.

    Raises `invalid` for a place of nowhere.
    """
    wanted: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (audit.c.actor_id, actor_id),
            (audit.c.conversation_id, conversation_id),
            (audit.c.user_id, user_id),
        )
        if value is not None
    ]
    if after is not None:
        wanted.append(audit.c.number < _place(after))
    newest = select(audit).where(*wanted).order_by(audit.c.number.desc())
    rows = connection.execute(newest.limit(limit + 1)).mappings().all()
    entries = [_model(row) for row in rows[:limit]]
    named = {entry.actor_id for entry in entries}
    named |= {entry.user_id for entry in entries if entry.user_id is not None}
    return AuditPage(
        entries=entries,
        entities=EntitiesModel(users=user_models(connection, named)),
        next=str(entries[-1].number) if len(rows) > limit else None,
    )


def entries(connection: Connection) -> Iterator[AuditModel]:
    """All of it, oldest first, a few rows at a time."""
    oldest = select(audit).order_by(audit.c.number)
    found = connection.execute(oldest, execution_options={"yield_per": _AT_A_TIME})
    yield from map(_model, found.mappings())


def verify(connection: Connection) -> Checked:
    """Look at every row."""
    checked = Checked(0)
    for entry in entries(connection):
        number = checked.rows + 1
        row = entry.model_dump(exclude={"sha256"})
        if entry.number != number or entry.sha256 != _seal(checked.sha256, row):
            return Checked(checked.rows, number, checked.sha256)
        checked = Checked(number, None, entry.sha256)
    return checked


def _seal(before: str, row: dict[str, Any]) -> str:
    said = [_plain(row[column.key]) for column in audit.c if column.key != "sha256"]
    text = json.dumps([before, *said], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value


def _place(after: str) -> int:
    if not (after.isascii() and after.isdigit()) or int(after[:20]) > _LARGEST:
        raise invalid("after", "no place in this list")
    return int(after[:20])


def _model(row: RowMapping) -> AuditModel:
    return AuditModel(**dict(row))
