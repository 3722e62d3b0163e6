"""The four envelopes in which the deployed server refuses, put in our own words.

::

    {"error": true, "code": C, "message": M, "requestId": R}     thrown: log-in, streams, routes
    {"error": "text"}                                            most of the chat
    {"error": "text", "code": C, "message": M}                   identity, membership, REF_GONE
    {"error": "RATE_LIMIT_EXCEEDED", "message": M, "retryAfter": 60}
                                                                 the limiter of log-ins and images;
                                                                 that of all requests is the first

Most mistakes of a client are answered with 500, so that 500 says little.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.gateway import http
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
)
from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.i18n import _

NOT_A_MEMBER = "NOT_ROOM_MEMBER"
NO_SUCH_ROUTE = "ROUTE_NOT_FOUND"
_CLEAR = {NOT_A_MEMBER, NO_SUCH_ROUTE}


class TokenRefused(NotLoggedIn):
    """The token is bad or has expired; another may be had."""


class RefGone(GatewayError):
    """The message that a history was asked `since` is gone: only the whole history helps."""


class Envelope(msgspec.Struct):
    """Any of the four, as far as it says anything."""

    error: Any = None
    code: Any = None
    message: Any = None
    retryAfter: Any = None  # noqa: N815 - the server's name


def not_understood() -> NotUnderstood:
    """For an answer that does not have the shape of the contract."""
    return NotUnderstood(_("The server's answer was not understood. Is this client up to date?"))


def rejected(reason: str, code: str, status: int = 400) -> Rejected:
    """A refusal in a sentence of ours."""
    return Rejected(SafeText(reason), code=code, status=status)


def refusal(response: httpx.Response, body: bytes) -> GatewayError:
    """The error that a status outside 2xx stands for."""
    said = _envelope(body)
    match response.status_code, _code(said):
        case 401, _:
            return TokenRefused(_("You are not logged in any more. Log in again."))
        case 400, "ANONYMOUS_ID_VALIDATION_FAILED":
            return NotLoggedIn(_("The server does not know who you are. Log in again."))
        case 403, "IDENTITY_SPOOFING_DETECTED":
            return NotLoggedIn(_("The server does not believe who you are. Log in again."))
        case 403, code if code == NOT_A_MEMBER:
            return rejected(
                _("You are not in this conversation any more, or it does not exist."), code, 403
            )
        case 410, "REF_GONE":
            return RefGone(_("A message that the history was asked from is gone."))
        case 429, _:
            return Busy(
                safe_line(_("The server is busy; it will be asked again shortly.")),
                _seconds(said.retryAfter, http.retry_after(response)),
            )
        case _, code:
            return http.refusal_of(response, http.ErrorInfo(code=code, message=_words(said)))


@contextmanager
def refused_as(sentences: Mapping[int, str]) -> Generator[None]:
    """A refusal inside comes out in the sentence for its status, if there is one.

    The server's own are in one language, and for those who build clients.
    """
    try:
        yield
    except Rejected as error:
        sentence = sentences.get(error.status)
        if sentence is None or error.code in _CLEAR:
            raise
        raise rejected(sentence, error.code, error.status) from error


def _envelope(body: bytes) -> Envelope:
    try:
        return decode(body, Envelope)
    except BadJson:
        return Envelope()


def _code(said: Envelope) -> str:
    return safe_line(said.code) if isinstance(said.code, str) else ""


def _words(said: Envelope) -> str:
    """The server's own sentence: `error`, where that is one, is what all its kinds may have."""
    for words in (said.message, said.error):
        if isinstance(words, str):
            return words
    return ""


def _seconds(told: object, otherwise: float) -> float:
    if isinstance(told, int | float) and not isinstance(told, bool) and told >= 0:
        return min(float(told), http.MAX_RETRY_AFTER)
    return otherwise
