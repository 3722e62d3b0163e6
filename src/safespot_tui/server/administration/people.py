"""Accounts, from the operator's side."""

from datetime import UTC, datetime

from sqlalchemy import Connection, or_, select, update

from safespot_tui.contract.entities import UserModel
from safespot_tui.domain.standing import Standing
from safespot_tui.server.accounts import alias_key
from safespot_tui.server.auth import sessions
from safespot_tui.server.entities import user_model
from safespot_tui.server.errors import ApiError, conflict, not_found
from safespot_tui.server.moderation import observers, sanctions
from safespot_tui.server.schema import accounts, users
from safespot_tui.server.transaction import Transaction


def find(connection: Connection, name: str) -> UserModel:
    """Whoever has this id, e-mail or, if nobody has, alias. Raises `not_found`."""
    by_account = or_(users.c.id == name.lower(), accounts.c.email == name.strip().lower())
    everybody = select(users).outerjoin(accounts, accounts.c.user_id == users.c.id)
    row = connection.execute(everybody.where(by_account)).first()
    if row is None:
        row = connection.execute(select(users).where(users.c.alias_key == _key(name))).first()
    if row is None:
        raise not_found("user")
    return user_model(row)


def set_standing(connection: Connection, user_id: str, standing: Standing) -> None:
    """What an account may do from its next request on, and what it does not observe any more.

    Raises `conflict` where there is none.
    """
    _change(connection, user_id, role=standing)
    transaction = Transaction(connection, user_id, None, datetime.now(UTC), standing=standing)
    if not standing.moderates:
        observers.end_of(transaction, user_id)
    sanctions.tell(transaction, user_id)
    transaction.record()


def log_out(connection: Connection, user_id: str) -> int:
    """End all sessions of a user, and whatever they observe; how many sessions there were.

    Who has a moderator's token has what that moderator had open, and not from there on.
    """
    transaction = Transaction(connection, user_id, None, datetime.now(UTC))
    observers.end_of(transaction, user_id)
    transaction.record()
    return sessions.revoke_all(connection, user_id)


def set_password(connection: Connection, user_id: str, password_hash: str) -> None:
    """Another password for who forgot theirs. Raises `conflict` where there is no account."""
    _change(connection, user_id, password_hash=password_hash)


def _change(connection: Connection, user_id: str, **values: object) -> None:
    changed = update(accounts).where(accounts.c.user_id == user_id).values(**values)
    if not connection.execute(changed).rowcount:
        raise conflict("no_account", "This user has no account.")


def _key(name: str) -> str | None:
    try:
        return alias_key(name)
    except ApiError:
        return None
