"""Conversations as the moderators' work: which are, to whom, and what is told of them.

One that belongs to a report, or was flagged, is a case to every moderator. One that only has a row,
because somebody works on it who is in it, is one to the moderators who are in it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, insert, or_, select, update

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.events import EventName
from safespot_tui.contract.moderation import CaseModel, FlagModel, NoteModel
from safespot_tui.contract.responses import CaseDetail
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.server.entities import report_model, user_models
from safespot_tui.server.errors import not_found
from safespot_tui.server.moderation import moderators
from safespot_tui.server.moderation.schema import cases, flags, notes
from safespot_tui.server.schema import MODERATES, accounts, conversations, members, reports
from safespot_tui.server.transaction import Transaction

_CHUNK = 500

EVERY_MODERATORS = or_(conversations.c.report_id.is_not(None), cases.c.flagged_at.is_not(None))
"""Whether a conversation is a case to all who moderate."""

CASES: Select[*tuple[Any, ...]] = select(
    conversations.c.id,
    conversations.c.type,
    conversations.c.report_id,
    conversations.c.metadata,
    conversations.c.last_message_at,
    conversations.c.active_at,
    conversations.c.created_at.label("conversation_created_at"),
    cases.c.conversation_id.label("has_row"),
    cases.c.revision,
    cases.c.created_at,
    cases.c.flagged_at,
    cases.c.waiting_since,
    cases.c.claimed_by,
    cases.c.snoozed_until,
    cases.c.done_at,
).select_from(
    conversations.outerjoin(cases, cases.c.conversation_id == conversations.c.id),
)
"""Conversations with what is known of them as cases, which may be nothing."""


def is_in(user_id: str) -> ColumnElement[bool]:
    """Whether somebody takes part in the conversation: who only observes it does not."""
    return exists().where(
        members.c.conversation_id == conversations.c.id,
        members.c.user_id == user_id,
        members.c.left_at.is_(None),
        members.c.role != Role.OBSERVER,
    )


def workable(connection: Connection, conversation_id: str, moderator_id: str) -> Row[Any] | None:
    """The row of `CASES`, if somebody moderates and may work on it.

    They may begin on any conversation that they are in.
    """
    moderates = exists().where(accounts.c.user_id == moderator_id, MODERATES)
    theirs = or_(EVERY_MODERATORS, is_in(moderator_id))
    asked = CASES.where(conversations.c.id == conversation_id, moderates, theirs)
    return connection.execute(asked).one_or_none()


def require(connection: Connection, conversation_id: str, moderator_id: str) -> Row[Any]:
    """As `workable`. Raises `not_found`."""
    row = workable(connection, conversation_id, moderator_id)
    if row is None:
        raise not_found("case")
    return row


def may_see(connection: Connection, conversation_id: str, moderator_id: str) -> bool:
    """Whether somebody moderates, and the conversation is a case to them already."""
    row = workable(connection, conversation_id, moderator_id)
    return row is not None and (row.report_id is not None or row.has_row is not None)


def readers(connection: Connection, conversation_id: str) -> Sequence[str]:
    """The moderators to whom the conversation is a case; nobody if it is none."""
    row = _find(connection, conversation_id)
    if row.report_id is not None or row.flagged_at is not None:
        return moderators.all_ids(connection)
    if row.has_row is None:
        return ()
    inside = (
        select(members.c.user_id)
        .join(accounts, accounts.c.user_id == members.c.user_id)
        .where(
            members.c.conversation_id == conversation_id,
            members.c.left_at.is_(None),
            members.c.role != Role.OBSERVER,
            MODERATES,
        )
    )
    return connection.scalars(inside).all()


def tell(transaction: Transaction, conversation_id: str) -> None:
    """Have the case told as it is at the end of the transaction, to all who may see it."""
    told = readers(transaction.connection, conversation_id)
    if told:
        transaction.tell(told, EventName.CASE_UPDATED, conversation_id)


def something_new(
    transaction: Transaction,
    conversation_id: str,
    *,
    at: datetime | None = None,
    flagged: bool = False,
) -> None:
    """A flag came, or a message of somebody who does not moderate: it waits, and is told.

    For a flag before it is written, which refers to the row that may be made here. Whoever calls it
    holds the conversation.
    """
    row = _find(transaction.connection, conversation_id)
    values: dict[str, Any] = {"done_at": None, "snoozed_until": None}
    if row.waiting_since is None or row.done_at is not None:
        values["waiting_since"] = at or transaction.now
    if flagged and row.flagged_at is None:
        values["flagged_at"] = transaction.now
    _put(transaction, row, values)


def written(transaction: Transaction, conversation_id: str, at: datetime, *, counts: bool) -> None:
    """The actor wrote into a case, which is answered if they moderate; a notice does not count."""
    if not counts:
        change(transaction, conversation_id)
    elif transaction.standing.moderates:
        change(transaction, conversation_id, waiting_since=None)
    else:
        something_new(transaction, conversation_id, at=at)


def change(transaction: Transaction, conversation_id: str, **values: Any) -> None:
    """Something of the case changed, be it in its row or not, and is told.

    Whoever calls it holds the conversation.
    """
    _put(transaction, _find(transaction.connection, conversation_id), values)


def readers_of(connection: Connection, user_id: str) -> Sequence[str]:
    """The moderators to whom cases name somebody, if any does."""
    names = (
        select(flags.c.id).where(or_(flags.c.user_id == user_id, flags.c.raised_by == user_id)),
        select(notes.c.id).where(notes.c.author_id == user_id),
        select(cases.c.conversation_id).where(cases.c.claimed_by == user_id),
    )
    if not connection.scalar(select(or_(*(asked.exists() for asked in names)))):
        return ()
    return moderators.all_ids(connection)


def detail(connection: Connection, conversation_id: str) -> CaseDetail:
    """One case; that the reader may see it has been decided before."""
    rows = [_find(connection, conversation_id)]
    return CaseDetail(id=conversation_id, entities=case_entities(connection, rows))


def case_entities(connection: Connection, rows: Sequence[Row[Any]]) -> EntitiesModel:
    """Rows of `CASES` as cases, with the people and reports that they name."""
    ids = [row.id for row in rows]
    found_reports = {
        row.id: report_model(row)
        for some in _chunks([row.report_id for row in rows if row.report_id is not None])
        for row in connection.execute(select(reports).where(reports.c.id.in_(some)))
    }
    raised = _by_conversation(connection, select(flags), flags, ids)
    written = _by_conversation(connection, select(notes), notes, ids)
    observers: dict[str, list[str]] = defaultdict(list)
    for some in _chunks(ids):
        watching = members.c.left_at.is_(None), members.c.role == Role.OBSERVER
        asked = select(members).where(members.c.conversation_id.in_(some), *watching)
        for row in connection.execute(asked.order_by(members.c.joined_at, members.c.user_id)):
            observers[row.conversation_id].append(row.user_id)
    found = {
        row.id: CaseModel(
            conversation_id=row.id,
            type=ConversationType(row.type),
            created_at=_created_at(row),
            revision=row.revision or 0,
            name=row.metadata.get("name")
            or (found_reports[row.report_id].title if row.report_id is not None else ""),
            report_id=row.report_id,
            waiting_since=row.waiting_since if row.done_at is None else None,
            last_message_at=row.last_message_at,
            claimed_by=row.claimed_by,
            snoozed_until=row.snoozed_until,
            done_at=row.done_at,
            flags=[_flag_model(flag) for flag in raised.get(row.id, ())],
            notes=[_note_model(note) for note in written.get(row.id, ())],
            observer_ids=observers.get(row.id, []),
        )
        for row in rows
    }
    people = {user_id for case in found.values() for user_id in _people_in(case)}
    return EntitiesModel(cases=found, users=user_models(connection, people), reports=found_reports)


def _find(connection: Connection, conversation_id: str) -> Row[Any]:
    return connection.execute(CASES.where(conversations.c.id == conversation_id)).one()


def _put(transaction: Transaction, row: Row[Any], values: Mapping[str, Any]) -> None:
    connection = transaction.connection
    if row.has_row is None:
        began = row.conversation_created_at if row.report_id is not None else transaction.now
        made = {"conversation_id": row.id, "revision": 1, "created_at": began}
        connection.execute(insert(cases).values(**made, **values))
    else:
        changed = update(cases).where(cases.c.conversation_id == row.id)
        connection.execute(changed.values(revision=cases.c.revision + 1, **values))
    tell(transaction, row.id)


def _created_at(row: Row[Any]) -> datetime:
    return row.conversation_created_at if row.has_row is None else row.created_at


def _by_conversation(
    connection: Connection, asked: Select[*tuple[Any, ...]], table: Any, ids: Sequence[str]
) -> Mapping[str, Sequence[Row[Any]]]:
    """Rows of a table that belong to cases, oldest first."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for some in _chunks(ids):
        among = asked.where(table.c.conversation_id.in_(some))
        for row in connection.execute(among.order_by(table.c.created_at, table.c.id)):
            found[row.conversation_id].append(row)
    return found


def _chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[first : first + _CHUNK] for first in range(0, len(ids), _CHUNK)]


def _flag_model(row: Row[Any]) -> FlagModel:
    return FlagModel(
        id=row.id,
        by=row.raised_by,
        user_id=row.user_id,
        reason=row.reason,
        created_at=row.created_at,
        message_id=row.message_id,
        quoted=row.quoted,
    )


def _note_model(row: Row[Any]) -> NoteModel:
    return NoteModel(
        id=row.id, author_id=row.author_id, content=row.content, created_at=row.created_at
    )


def _people_in(case: CaseModel) -> Collection[str]:
    """The users that a case names."""
    people = {*case.observer_ids, *(note.author_id for note in case.notes)}
    for flag in case.flags:
        people |= {flag.by, flag.user_id}
    return people if case.claimed_by is None else people | {case.claimed_by}
