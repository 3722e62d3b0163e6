"""What proves who the user is, as the one line that is kept of it.

The signature is the same for as long as the id exists, and no log-out takes it back: it is handled
like a password.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta

import msgspec

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.errors import NotLoggedIn
from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.gateway.safespot.identifiers import is_uuid
from safespot_tui.gateway.safespot.timestamps import YEARS
from safespot_tui.i18n import _

LIFETIME = timedelta(days=7)
"""How long a token is good that does not say."""
_LONGEST_TOKEN = 8192


class Secret(msgspec.Struct, frozen=True):
    """Token, signature and id; all three go with every request."""

    anonymous_id: UserId
    token: str
    signature: str
    expires_at: datetime
    registered: bool
    """Whether an account stands behind the id. Where none does, the id was made here."""

    def __repr__(self) -> str:
        return f"Secret(anonymous_id={self.anonymous_id!r}, registered={self.registered}, …)"

    __str__ = __repr__

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every request and every stream."""
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Anonymous-Id": self.anonymous_id,
            "X-Anonymous-Signature": self.signature,
        }

    @property
    def is_sendable(self) -> bool:
        """Whether it can stand in headers: a server may have told anything."""
        return all(map(_is_sendable, (self.token, self.signature)))

    def line(self) -> str:
        """All of it on one line, to be kept where secrets are."""
        return msgspec.json.encode(self).decode()


class _Claims(msgspec.Struct):
    exp: float | None = None


def secret_of(line: str) -> Secret:
    """What `Secret.line` gave. Raises `NotLoggedIn` for anything else."""
    refusal = NotLoggedIn(_("What was kept of the log-in cannot be read. Log in again."))
    try:
        secret = decode(line, Secret)
    except BadJson:
        raise refusal from None
    if not (secret.is_sendable and is_uuid(secret.anonymous_id) and secret.expires_at.tzinfo):
        raise refusal
    return secret


def expiry_of(token: str, now: datetime) -> datetime:
    """When a JWT says that it expires, which is not verified; `LIFETIME` from now if it does not.

    Its middle part is Base64 of JSON in which `exp` is seconds since 1970 (RFC 7519, 4.1.4).
    """
    parts = token.split(".")
    if len(token) > _LONGEST_TOKEN or len(parts) != 3:
        return now + LIFETIME
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = decode(base64.urlsafe_b64decode(padded), _Claims)
        expires = datetime.fromtimestamp(claims.exp, UTC) if claims.exp is not None else None
    except (binascii.Error, ValueError, OverflowError, OSError):
        return now + LIFETIME
    return expires if expires and expires.year in YEARS else now + LIFETIME


def _is_sendable(text: str) -> bool:
    """Whether `text` can stand in a header."""
    return bool(text) and len(text) <= _LONGEST_TOKEN and text.isascii() and text.isprintable()
