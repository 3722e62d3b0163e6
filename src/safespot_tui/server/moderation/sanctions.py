"""Mutes and suspensions: what is in force against somebody, until when, and why.

Nothing happens when the time is over: whoever asks compares it with now. A mute keeps its user from
`Backend.say`, a suspension from everything but learning of it; both are looked at in the
transaction of what is asked (`auth.sessions`), so that they hold at once, at every process.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from safespot_tui.contract.events import EventName
from safespot_tui.contract.moderation import AccountModel, SanctionModel, SetSanction
from safespot_tui.contract.responses import PersonDetail
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.server import locks
from safespot_tui.server.conversations import require_users
from safespot_tui.server.entities import user_models
from safespot_tui.server.errors import forbidden, suspended
from safespot_tui.server.moderation import audit, moderators
from safespot_tui.server.moderation.schema import sanctions
from safespot_tui.server.moments import as_utc
from safespot_tui.server.transaction import Transaction

_LAID = {
    SanctionKind.MUTE: AuditAction.USER_MUTED,
    SanctionKind.SUSPENSION: AuditAction.USER_SUSPENDED,
}
_LIFTED = {
    SanctionKind.MUTE: AuditAction.USER_UNMUTED,
    SanctionKind.SUSPENSION: AuditAction.USER_UNSUSPENDED,
}


def account(connection: Connection, user_id: str, now: datetime) -> AccountModel:
    """What somebody is to the server, and what is in force against them."""
    in_force = (
        select(sanctions)
        .where(sanctions.c.user_id == user_id, sanctions.c.until > now)
        .order_by(sanctions.c.kind)
    )
    return AccountModel(
        standing=moderators.standing_of(connection, user_id),
        sanctions=[
            SanctionModel(
                user_id=user_id, kind=SanctionKind(row.kind), until=row.until, reason=row.reason
            )
            for row in connection.execute(in_force)
        ],
    )


def require_admitted(connection: Connection, user_id: str, now: datetime) -> None:
    """Raises `suspended` for who may not log in now."""
    for sanction in account(connection, user_id, now).sanctions:
        if sanction.kind is SanctionKind.SUSPENSION:
            raise suspended(sanction)


def person(connection: Connection, user_id: str, now: datetime) -> PersonDetail:
    """Somebody as a moderator sees them. Raises `not_found`."""
    require_users(connection, [user_id])
    user = user_models(connection, [user_id])[user_id]
    return PersonDetail(user=user, account=account(connection, user_id, now))


def put(
    transaction: Transaction, user_id: str, kind: SanctionKind, asked: SetSanction
) -> PersonDetail:
    """Lay a sanction on somebody in the place of any other of its kind, or lift it.

    What is so already is nobody's act. Raises `not_found`, `forbidden`, `invalid`.
    """
    connection, now = transaction.connection, transaction.now
    require_users(connection, [user_id])
    locks.hold_user(connection, user_id)
    if not transaction.standing.may_sanction(moderators.standing_of(connection, user_id)):
        raise forbidden("Only an admin may do that to a moderator, and nobody to an admin.")
    until = None if asked.until is None else as_utc(asked.until, "until")
    if until is not None and until <= now:
        until = None
    before = {each.kind: each for each in account(connection, user_id, now).sanctions}.get(kind)
    wanted = None
    if until is not None:
        wanted = SanctionModel(user_id=user_id, kind=kind, until=until, reason=asked.reason)
    if wanted != before:
        own = sanctions.c.user_id == user_id, sanctions.c.kind == kind
        connection.execute(delete(sanctions).where(*own))
        if wanted is not None:
            connection.execute(insert(sanctions).values(wanted.model_dump()))
        tell(transaction, user_id)
        action = _LIFTED[kind] if until is None else _LAID[kind]
        audit.record(transaction, action, asked.reason, user_id=user_id, until=until)
    return person(connection, user_id, now)


def tell(transaction: Transaction, user_id: str) -> None:
    """Have a user told what they are to the server now; nobody else is."""
    transaction.tell([user_id], EventName.ACCOUNT_UPDATED, user_id)
