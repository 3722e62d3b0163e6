"""The two proofs of identity: a JSON Web Token, and a signature that never changes."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any


class BadToken(Exception):
    """Not a token, not one of ours, or expired."""


class Notary:
    """Signs and checks with one secret."""

    def __init__(self, secret: str = "the stand-in's own secret") -> None:
        self._secret = secret.encode()
        self._valid_from = 0

    def signature(self, anonymous_id: str) -> str:
        """64 hexadecimal digits; the same for ever for one id."""
        return hmac.new(self._secret, anonymous_id.encode(), hashlib.sha256).hexdigest()

    def is_signature(self, signature: str, anonymous_id: str) -> bool:
        expected = self.signature(anonymous_id).encode()
        return hmac.compare_digest(signature.encode("utf-8", "replace"), expected)

    def token(self, claims: dict[str, Any], issued: float, lifetime: float) -> str:
        """`issued` in seconds since 1970; twice in one second gives the same token."""
        issued = max(int(issued), self._valid_from)
        body = {**claims, "iat": issued, "exp": int(issued + lifetime)}
        signed = f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment(body)}"
        return f"{signed}.{self._mac(signed)}"

    def claims(self, token: str, now: float) -> dict[str, Any]:
        """What the token says; raises `BadToken`."""
        signed, _, mac = token.rpartition(".")
        if not hmac.compare_digest(mac.encode("utf-8", "replace"), self._mac(signed).encode()):
            raise BadToken
        try:
            header, payload = signed.split(".")
            algorithm = json.loads(_decoded(header))["alg"]
            claims = json.loads(_decoded(payload))
        except (ValueError, KeyError, TypeError, binascii.Error) as problem:
            raise BadToken from problem
        if algorithm != "HS256" or not isinstance(claims, dict):
            raise BadToken
        if claims.get("exp", 0) <= now or claims.get("iat", 0) < self._valid_from:
            raise BadToken
        return claims

    def expire(self, now: float) -> None:
        """Take no token any more that was given so far."""
        self._valid_from = int(now) + 1

    def _mac(self, signed: str) -> str:
        mac = hmac.new(self._secret, signed.encode("utf-8", "replace"), hashlib.sha256)
        return _encoded(mac.digest())


def _segment(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
