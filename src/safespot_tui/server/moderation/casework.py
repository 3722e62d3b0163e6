"""What moderators do with a case: `domain.case` draws how one stands, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from safespot_tui.contract.responses import CaseDetail
from safespot_tui.domain.audit import AuditAction
from safespot_tui.server import locks
from safespot_tui.server.entities import user_models
from safespot_tui.server.errors import conflict, forbidden, invalid, not_found
from safespot_tui.server.moderation import audit, cases, observers
from safespot_tui.server.moderation.schema import notes
from safespot_tui.server.moments import as_utc
from safespot_tui.server.settings import MAX_SNOOZE
from safespot_tui.server.transaction import Transaction


def claim(transaction: Transaction, conversation_id: str, to: str | None) -> CaseDetail:
    """Take a case, or hand it over to another moderator who may see it.

    What somebody has is handed over by them, or by who operates the server. Of two who take one at
    once, the second is refused. Raises `not_found`, `conflict`.
    """
    connection, me = transaction.connection, transaction.actor_id
    row = _hold(transaction, conversation_id)
    holder = row.claimed_by
    whose = me if to is None else to
    may_give = holder == me or (transaction.standing.operates and to is not None)
    if holder not in (None, whose) and not may_give:
        raise _claimed(connection, holder)
    if whose != me and cases.workable(connection, conversation_id, whose) is None:
        raise not_found("moderator")
    if holder != whose or row.done_at is not None:
        cases.change(transaction, conversation_id, claimed_by=whose, done_at=None)
    if holder != whose and (whose != me or holder is not None):
        handed = AuditAction.CASE_HANDED_OVER
        audit.record(transaction, handed, conversation_id=conversation_id, user_id=whose)
    return cases.detail(connection, conversation_id)


def release(transaction: Transaction, conversation_id: str) -> CaseDetail:
    """Nobody has it any more. Raises `not_found`, `forbidden`."""
    connection, me = transaction.connection, transaction.actor_id
    holder = _hold(transaction, conversation_id).claimed_by
    if holder not in (None, me) and not transaction.standing.operates:
        raise forbidden("Only who has the case can give it back, or an admin.")
    if holder is not None:
        cases.change(transaction, conversation_id, claimed_by=None)
    return cases.detail(connection, conversation_id)


def snooze(transaction: Transaction, conversation_id: str, until: datetime | None) -> CaseDetail:
    """Put it away until then, also if it was done; None brings it back.

    Raises `not_found`, `invalid`.
    """
    row = _hold(transaction, conversation_id)
    until = None if until is None else _in_the_future(until, transaction.now)
    if until != row.snoozed_until:
        reopened = {} if until is None else {"done_at": None}
        cases.change(transaction, conversation_id, snoozed_until=until, **reopened)
    return cases.detail(transaction.connection, conversation_id)


def finish(transaction: Transaction, conversation_id: str, *, done: bool) -> CaseDetail:
    """It is done, so nobody has it or observes it, and nothing in it waits; or open again.

    What waited waits again then: it may have been done by mistake. Raises `not_found`.
    """
    row = _hold(transaction, conversation_id)
    if done and row.done_at is None:
        observers.end_in(transaction, conversation_id)
        cases.change(
            transaction,
            conversation_id,
            done_at=transaction.now,
            claimed_by=None,
            snoozed_until=None,
        )
        audit.record(transaction, AuditAction.CASE_DONE, conversation_id=conversation_id)
    elif not done and row.done_at is not None:
        cases.change(transaction, conversation_id, done_at=None)
    return cases.detail(transaction.connection, conversation_id)


def write_note(
    transaction: Transaction, conversation_id: str, note_id: str, content: str
) -> CaseDetail:
    """Write something down; asked again, it is one note.

    Raises `not_found`, or `conflict` where the id stands for another note.
    """
    connection, me = transaction.connection, transaction.actor_id
    _hold(transaction, conversation_id)
    known = connection.execute(select(notes).where(notes.c.id == note_id)).one_or_none()
    if known is None:
        # First: what is made here may be the row that the note refers to.
        cases.change(transaction, conversation_id)
        written = {"id": note_id, "conversation_id": conversation_id, "author_id": me}
        at = transaction.now
        connection.execute(insert(notes).values(**written, content=content, created_at=at))
    elif (known.conversation_id, known.author_id, known.content) != (conversation_id, me, content):
        raise conflict("note_id_taken", "This id stands for another note.")
    return cases.detail(connection, conversation_id)


def _hold(transaction: Transaction, conversation_id: str) -> Row[Any]:
    locks.hold_conversation(transaction.connection, conversation_id)
    return cases.require(transaction.connection, conversation_id, transaction.actor_id)


def _claimed(connection: Connection, holder: str) -> Exception:
    alias = user_models(connection, [holder])[holder].alias
    return conflict("claimed", f"{alias} has this case.", {"user_id": holder, "alias": alias})


def _in_the_future(until: datetime, now: datetime) -> datetime:
    until = as_utc(until, "until")
    if not timedelta() < until - now <= MAX_SNOOZE:
        raise invalid("until", "not in the future, or too far in it")
    return until
