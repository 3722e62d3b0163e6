"""Sessions: random tokens of which only the hash is stored, worthless at once when revoked."""

import hashlib
import secrets
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select

from safespot_tui.domain.standing import Standing
from safespot_tui.server.errors import not_logged_in
from safespot_tui.server.schema import accounts, sessions
from safespot_tui.server.statement import Statement

_FIND = Statement(
    select(sessions.c.user_id, accounts.c.role)
    .join(accounts, accounts.c.user_id == sessions.c.user_id)
    .where(sessions.c.token_sha256 == bindparam("token"))
)
_IS_THERE = Statement(
    select(sessions.c.user_id).where(sessions.c.token_sha256 == bindparam("token"))
)


class Ended(Exception):
    """The session is over."""


class Caller(Struct, frozen=True):
    """Who makes a request, in which session, and from which window."""

    user_id: str
    token_sha256: str
    origin_client_id: str | None = None
    standing: Standing = Standing.MEMBER


def sha256(token: str) -> str:
    """What is stored of a token; it has 256 random bits, so no salt and no slowness are needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def create(connection: Connection, user_id: str, now: datetime) -> str:
    """A new session's token."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(sessions).values(token_sha256=sha256(token), user_id=user_id, created_at=now)
    )
    return token


def find(connection: Connection, token: str, origin_client_id: str | None) -> Caller:
    """Whose session it is. Raises `not_logged_in`."""
    token_sha256 = sha256(token)
    found = _FIND.first(connection, {"token": token_sha256})
    if found is None:
        raise not_logged_in()
    return Caller(found.user_id, token_sha256, origin_client_id, Standing(found.role))


def require(connection: Connection, caller: Caller) -> None:
    """Raises `Ended` if the session is over."""
    if _IS_THERE.first(connection, {"token": caller.token_sha256}) is None:
        raise Ended


def revoke_all(connection: Connection, user_id: str) -> int:
    """Make every token of a user worthless; how many there were."""
    return connection.execute(delete(sessions).where(sessions.c.user_id == user_id)).rowcount


def revoke_others(connection: Connection, caller: Caller) -> None:
    """Make every token of the caller worthless but the one they come with."""
    others = sessions.c.user_id == caller.user_id, sessions.c.token_sha256 != caller.token_sha256
    connection.execute(delete(sessions).where(*others))


def revoke(connection: Connection, token_sha256: str) -> None:
    """Make a token worthless."""
    connection.execute(delete(sessions).where(sessions.c.token_sha256 == token_sha256))
