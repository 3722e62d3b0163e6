"""Sessions: random tokens of which only the hash is stored, worthless at once when revoked."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from safespot_tui.contract.moderation import SanctionModel
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.server.errors import muted, not_logged_in, suspended
from safespot_tui.server.moderation.schema import sanctions
from safespot_tui.server.schema import accounts, sessions
from safespot_tui.server.statement import Among, Statement

_FIND = Statement(
    select(
        sessions.c.user_id,
        accounts.c.role,
        sanctions.c.kind,
        sanctions.c.until,
        sanctions.c.reason,
    )
    .join(accounts, accounts.c.user_id == sessions.c.user_id)
    .outerjoin(
        sanctions,
        and_(sanctions.c.user_id == sessions.c.user_id, sanctions.c.until > bindparam("now")),
    )
    .where(sessions.c.token_sha256 == bindparam("token"))
)

_AMONG = Statement(select(sessions.c.token_sha256).where(Among(sessions.c.token_sha256, "tokens")))


class Ended(Exception):
    """The session is over."""


class Caller(Struct, frozen=True):
    """Who makes a request, in which session, and from which window."""

    user_id: str
    token_sha256: str
    origin_client_id: str | None = None
    standing: Standing = Standing.MEMBER
    sanctions: Mapping[SanctionKind, SanctionModel] = {}
    """Those that are in force."""

    def require_admitted(self) -> None:
        """Raises `suspended` for who may not do anything now."""
        suspension = self.sanctions.get(SanctionKind.SUSPENSION)
        if suspension is not None:
            raise suspended(suspension)

    def require_voice(self) -> None:
        """Raises `muted` for who may not do what others are told of now."""
        mute = self.sanctions.get(SanctionKind.MUTE)
        if mute is not None:
            raise muted(mute)


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
    """Whose session it is, be they suspended or not. Raises `not_logged_in`."""
    found = _find(connection, sha256(token), origin_client_id)
    if found is None:
        raise not_logged_in()
    return found


def require(connection: Connection, caller: Caller) -> Caller:
    """The caller as they are now. Raises `Ended` if the session is over, `suspended`."""
    found = _find(connection, caller.token_sha256, caller.origin_client_id)
    if found is None:
        raise Ended
    found.require_admitted()
    return found


def _find(connection: Connection, token_sha256: str, origin_client_id: str | None) -> Caller | None:
    rows = _FIND.run(connection, {"token": token_sha256, "now": datetime.now(UTC)})
    if not rows:
        return None
    user_id = rows[0].user_id
    in_force = {
        SanctionKind(row.kind): SanctionModel(
            user_id=user_id, kind=row.kind, until=row.until, reason=row.reason
        )
        for row in rows
        if row.kind is not None
    }
    return Caller(user_id, token_sha256, origin_client_id, Standing(rows[0].role), in_force)


def ended(connection: Connection, tokens: Collection[str]) -> set[str]:
    """Which of these sessions, given by the hashes of their tokens, are over."""
    return set(tokens).difference(
        row.token_sha256 for row in _AMONG.run(connection, {"tokens": tokens})
    )


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
