"""Invitations: how somebody who is here already, without an account, gets one of their own.

Such are the people of the old chat who never had a password there. An operator hands the code over.
"""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from safespot_tui.contract.entities import UserModel
from safespot_tui.server import accounts
from safespot_tui.server.auth.sessions import sha256
from safespot_tui.server.errors import conflict, not_found
from safespot_tui.server.schema import accounts as account_rows
from safespot_tui.server.schema import invitations


def invite(connection: Connection, user_id: str, expires_at: datetime) -> str:
    """The code for a user, which makes earlier ones worthless. Raises `conflict`."""
    if connection.scalar(select(account_rows.c.email).where(account_rows.c.user_id == user_id)):
        raise conflict("has_account", "This user has an account.")
    connection.execute(delete(invitations).where(invitations.c.user_id == user_id))
    code = secrets.token_urlsafe(24)
    connection.execute(
        insert(invitations).values(
            token_sha256=sha256(code), user_id=user_id, expires_at=expires_at
        )
    )
    return code


def accept(
    connection: Connection, code: str, email: str, password_hash: str, now: datetime
) -> UserModel:
    """Give whom the code is for an account, once. Raises `not_found`, or `conflict`."""
    found = connection.execute(
        delete(invitations)
        .where(invitations.c.token_sha256 == sha256(code), invitations.c.expires_at > now)
        .returning(invitations.c.user_id)
    ).one_or_none()
    if found is None:
        raise not_found("invitation")
    accounts.open_account(connection, found.user_id, email, password_hash)
    return accounts.user(connection, found.user_id)
