"""A server that quotes a request in its refusal must not have us print or log the secrets in it."""

from collections.abc import Iterator

import httpx
import msgspec

from safespot_tui.domain.redaction import REDACTED
from safespot_tui.gateway.json_text import BadJson, decode

_SECRET_HEADERS = ("authorization", "x-anonymous-signature")
_SHORTEST = 4
"""Characters; shorter ones stand in words by chance, and no password may be as short."""


class _Body(msgspec.Struct):
    """What a request's body may hold of a secret."""

    password: str = ""
    invitation: str = ""


def redacted(text: str, response: httpx.Response) -> str:
    """`text` without the secrets of the request that `response` answers."""
    try:
        request = response.request
    except RuntimeError:  # it was made without one
        return text
    for secret in sorted(_secrets(request), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, REDACTED)
    return text


def _secrets(request: httpx.Request) -> Iterator[str]:
    for name in _SECRET_HEADERS:
        yield request.headers.get(name, "").rpartition(" ")[2]
    try:
        body = decode(request.content, _Body)
    except (BadJson, httpx.RequestNotRead):
        return
    yield from (body.password, body.invitation)
