"""What every request passes through: the size limit, and the log."""

import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safespot_tui.contract import limits
from safespot_tui.server import structured_log
from safespot_tui.server.errors import too_large
from safespot_tui.server.metrics import Metrics

_COUNT_THEMSELVES = "/images/"
"""Routes that take more, and read it only from who is logged in."""


class BodyLimit:
    """Answers 413 to a body that is too large, whether it says so or turns out to be."""

    def __init__(self, app: ASGIApp, limit: int = limits.MAX_BODY_BYTES) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body read and counted."""
        if (
            scope["type"] != "http"
            or scope["method"] in ("GET", "HEAD", "OPTIONS")
            or scope["path"].startswith(_COUNT_THEMSELVES)
        ):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        body = b""
        more = declared.isdecimal() and int(declared[:20]) <= self._limit
        fits = more
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            fits = len(body) <= self._limit
            more = fits and message.get("more_body", False)
        if not fits:
            await too_large(self._limit).response()(scope, receive, send)
            return
        await self._app(scope, replaying(body, receive), send)


def replaying(body: bytes, receive: Receive) -> Receive:
    """Gives a body that has been read already, and then what else comes."""
    read = False

    async def replay() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


class RequestLog:
    """Counts requests, and writes a line for each.

    No query, no headers, no bodies, so that no secret gets there.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        status = 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            # Only what has a route has a name: an address is a stranger's word.
            operation = getattr(scope.get("route"), "operation_id", None) or "none"
            self._metrics.requests.count(operation=operation, status=str(status))
            structured_log.request(
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round((time.monotonic() - started) * 1000, 1),
            )
