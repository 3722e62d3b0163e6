"""HTTP as every dialect uses it: clients, bounds, and what can go wrong put in our own words.

Redirects are never followed, so that a token only ever goes to the server it is for.
"""

import asyncio
import math
import ssl
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.address import ServerAddress
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.gateway.redaction import redacted
from safespot_tui.gateway.wire import Wire
from safespot_tui.i18n import _

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 3.0
"""A connection is closed after so long without a request: many servers close it after 5 s, and what
is sent at that moment gets no answer."""
REQUEST_SECONDS = 30.0
"""From the first byte sent to the last received, however slowly they trickle."""
UPLOAD_SECONDS = 300.0
"""For an image: a slow line is no reason to begin anew."""
MAX_ANSWER_BYTES = 8 * 1024 * 1024
DEFAULT_RETRY_AFTER = 5.0
MAX_RETRY_AFTER = 300.0


class ErrorInfo(msgspec.Struct):
    """What a refusal says of itself, as far as it says it in the shape we know."""

    code: str = ""
    message: str = ""


class ErrorEnvelope(msgspec.Struct):
    """The one shape of every refusal."""

    error: ErrorInfo


Sent = Callable[[int, int], None]
"""Told how many bytes of a request are on their way, and of how many."""

_PIECE_BYTES = 16 * 1024


class CountedStream(httpx.AsyncByteStream):
    """A request's body that says how far it has come."""

    def __init__(self, body: httpx.AsyncByteStream, total: int, sent: Sent) -> None:
        self._body = body
        self._total = total
        self._sent = sent

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """The body in small pieces; each is counted once the next one may go."""
        done = 0
        async for chunk in self._body:
            for start in range(0, len(chunk), _PIECE_BYTES):
                piece = chunk[start : start + _PIECE_BYTES]
                yield piece
                done += len(piece)
                self._sent(done, self._total)


def counted(request: httpx.Request, sent: Sent) -> httpx.Request:
    """`request` itself, whose body says how far it has come."""
    assert isinstance(request.stream, httpx.AsyncByteStream)  # noqa: S101 - httpx makes no other
    total = int(request.headers["content-length"])
    request.stream = CountedStream(request.stream, total, sent)
    return request


async def tls_context(address: ServerAddress) -> ssl.SSLContext | bool:
    """What `new_client` verifies with. Reading the certificates takes 40 ms: a thread does it."""
    return await asyncio.to_thread(httpx.create_ssl_context) if address.encrypted else False


def new_client(
    address: ServerAddress,
    tls: ssl.SSLContext | bool,
    *,
    headers: dict[str, str],
    max_connections: int,
    wire: Wire | None = None,
) -> httpx.AsyncClient:
    """A client with a pool of its own, that takes no compressed answer.

    `headers` go with every request. A proxy of the environment is asked only where TLS protects
    what passes through it, and where there is no `wire`.
    """
    limits = httpx.Limits(max_connections=max_connections, keepalive_expiry=IDLE_SECONDS)
    return httpx.AsyncClient(
        base_url=address.url,
        verify=tls,
        headers={"Accept-Encoding": "identity", **headers},
        follow_redirects=False,
        trust_env=address.encrypted,
        timeout=httpx.Timeout(REQUEST_SECONDS, connect=CONNECT_SECONDS),
        limits=limits,
        transport=wire(httpx.AsyncHTTPTransport(verify=tls, limits=limits)) if wire else None,
    )


def is_encoded(response: httpx.Response) -> bool:
    """Whether a server compresses although it was asked not to: 8 KB can hold 256 MB."""
    encoding: str = response.headers.get("content-encoding", "identity")
    return encoding.strip().lower() != "identity"


async def read_bounded(response: httpx.Response, limit: int = MAX_ANSWER_BYTES) -> bytes:
    """The body of a response that is being streamed. Raises `NotUnderstood` beyond `limit`."""
    if is_encoded(response):
        raise NotUnderstood(
            _("The server's answer is compressed, unasked. Check its address, and any proxy.")
        )
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > limit:
            raise NotUnderstood(
                _("The server's answer is too large to be true. Check its address.")
            )
    return bytes(body)


def media_type(response: httpx.Response) -> str:
    """The media type without its parameters, in lower case."""
    content_type: str = response.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()


@contextmanager
def failures_in_our_words() -> Generator[None]:
    """Whatever HTTP fails with inside comes out as a `GatewayError`."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise _in_our_words(error) from error


def _in_our_words(error: httpx.HTTPError | httpx.InvalidURL | TimeoutError) -> GatewayError:
    match error:
        case httpx.ConnectTimeout() | httpx.ConnectError():
            if _is_certificate_problem(error):
                return Unreachable(
                    _("The server's certificate cannot be trusted; nothing was sent to it.")
                )
            return Unreachable(_("The server cannot be reached. Check the network."))
        case httpx.TimeoutException() | TimeoutError():
            return Unreachable(_("The server did not answer in time. Try again."))
        case _:
            return Unreachable(
                _("The connection to the server broke. Check the network and try again.")
            )


def _is_certificate_problem(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def refusal(response: httpx.Response, body: bytes) -> GatewayError:
    """The error that a status outside 2xx stands for, where refusals have the one shape."""
    return refusal_of(response, _error_info(body))


def refusal_of(response: httpx.Response, said: ErrorInfo) -> GatewayError:
    """The error that a status outside 2xx stands for; `said` is what the body says of it."""
    status = response.status_code
    match status:
        case 401:
            return NotLoggedIn(_("You are not logged in. Log in again."))
        case 408:
            return Unreachable(_("The server did not receive the request in time. Try again."))
        case 429 | 503:
            return Busy(
                safe_line(_("The server is busy; it will be asked again shortly.")),
                retry_after(response),
            )
        case _ if status >= 500:
            return ServerFault(
                _("The server failed ({status}). Try again later.").format(status=status)
            )
        case _ if status >= 400:
            return Rejected(
                safe_line(redacted(said.message, response))
                or safe_line(
                    _(
                        "The server refused ({status}). Check its address, or ask whoever runs it."
                    ).format(status=status)
                ),
                code=safe_line(said.code) or f"http_{status}",
                status=status,
            )
        case _ if response.has_redirect_location:
            return NotUnderstood(
                _(
                    "The server says it has moved to {location}. "
                    "If you trust that address, log in there."
                ).format(location=safe_line(redacted(response.headers["location"], response)))
            )
        case _:
            return NotUnderstood(
                _("The server answered in an unknown way ({status}). Check its address.").format(
                    status=status
                )
            )


def _error_info(body: bytes) -> ErrorInfo:
    try:
        return decode(body, ErrorEnvelope).error
    except BadJson:
        return ErrorInfo()


def retry_after(response: httpx.Response) -> float:
    """Seconds that the server asks to wait: a number or a date, never more than is reasonable."""
    said: str = response.headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = _seconds_until(said)
    if not math.isfinite(seconds):
        return DEFAULT_RETRY_AFTER
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)


def _seconds_until(http_date: str) -> float:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return math.nan
    return (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds()
