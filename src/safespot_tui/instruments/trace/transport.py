"""What stands between a gateway and the network, and notes what passes.

Bytes pass as they come, in the pieces in which they come; each is noted just before, so that what
is made of it comes after it.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import httpx

from safespot_tui.gateway.http import is_encoded, media_type
from safespot_tui.gateway.sse.decoder import (
    Block,
    Comment,
    EventStreamDecoder,
    IdMoved,
    ServerSentEvent,
    StreamTooLarge,
)
from safespot_tui.instruments.trace.calling import current_call
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Framed
from safespot_tui.instruments.trace.secrets import Secrets
from safespot_tui.instruments.trace.trace import Trace

ENTRY = "safespot_tui.entry"
"""Under it a request carries the number of its entry on (`httpx.Request.extensions`)."""
MOST_BODY_BYTES = 1024 * 1024
"""Of one body, as much is kept."""
_TEXTS = ("application/json", "application/problem+json", "text/plain", "text/html")


class TracingTransport(httpx.AsyncBaseTransport):
    """Notes each request, its answer or what kept it from coming, and each frame of a stream."""

    def __init__(self, beyond: httpx.AsyncBaseTransport, trace: Trace, secrets: Secrets) -> None:
        self._beyond = beyond
        self._trace = trace
        self._secrets = secrets

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it on. Raises what the transport beyond raises."""
        request.extensions[ENTRY] = asked = self._note_asked(request)
        try:
            response = await self._beyond.handle_async_request(request)
        except (httpx.HTTPError, asyncio.CancelledError) as error:
            _note_broken(self._trace, self._secrets, asked, error)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - as it was asked
        kind = _Frames if media_type(response) == "text/event-stream" else _Body
        # Anew: one that was made with its content would be taken for read.
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=kind(response, response.stream, self._trace, self._secrets, asked),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close what is beyond."""
        await self._beyond.aclose()

    def _note_asked(self, request: httpx.Request) -> int:
        headers = self._secrets.asked(dict(request.headers))
        try:
            content = request.content
        except httpx.RequestNotRead:
            content = b""
        is_text = _is_text(headers.get("content-type", ""))
        number = self._trace.next_number()
        self._trace.note(
            Asked(
                number=number,
                at=self._trace.now,
                method=request.method,
                path=self._secrets.path(request.url.raw_path.decode("ascii", "replace")),
                headers=headers,
                body=self._secrets.sent(_text(content)) if is_text else "",
                size=int(request.headers.get("content-length", len(content))),
                of=current_call(),
                server=f"{request.url.scheme}://{request.url.netloc.decode('ascii', 'replace')}",
            )
        )
        return number


class _Noted(httpx.AsyncByteStream):
    """The body of an answer, as it is read; noted once, when it ends in whatever way.

    ::

        reading ──its end──▶ Answered
           └──an error, or closed before──▶ Broke
    """

    def __init__(
        self,
        response: httpx.Response,
        stream: httpx.AsyncByteStream,
        trace: Trace,
        secrets: Secrets,
        asked: int,
    ) -> None:
        self._response = response
        self._stream = stream
        self._trace = trace
        self._secrets = secrets
        self._asked = asked
        self._size = 0
        self._over = False

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """The pieces, as they come."""
        try:
            async for piece in self._stream:
                self._size += len(piece)
                self._take(piece)
                yield piece
        except (httpx.HTTPError, asyncio.CancelledError) as error:
            self._end(error)
            raise
        self._end()

    async def aclose(self) -> None:
        """Close it, wherever it is."""
        try:
            await self._stream.aclose()
        finally:
            self._end(_ClosedEarly())

    def _take(self, piece: bytes) -> None:
        raise NotImplementedError

    @property
    def _body(self) -> str:
        raise NotImplementedError

    def _end(self, error: BaseException | None = None) -> None:
        if self._over:
            return
        self._over = True
        if error is not None:
            _note_broken(self._trace, self._secrets, self._asked, error)
            return
        self._trace.note(
            Answered(
                number=self._trace.next_number(),
                of=self._asked,
                at=self._trace.now,
                status=self._response.status_code,
                body=self._body,
                size=self._size,
                headers=self._secrets.answered(dict(self._response.headers)),
            )
        )


class _Body(_Noted):
    """A whole answer."""

    def __init__(
        self,
        response: httpx.Response,
        stream: httpx.AsyncByteStream,
        trace: Trace,
        secrets: Secrets,
        asked: int,
    ) -> None:
        super().__init__(response, stream, trace, secrets, asked)
        self._kept = bytearray()

    def _take(self, piece: bytes) -> None:
        self._kept += piece[: MOST_BODY_BYTES - len(self._kept)]

    @property
    def _body(self) -> str:
        if is_encoded(self._response) or not _is_text(media_type(self._response)):
            return ""
        return self._secrets.told(_text(self._kept))


class _Frames(_Noted):
    """An event stream."""

    def __init__(
        self,
        response: httpx.Response,
        stream: httpx.AsyncByteStream,
        trace: Trace,
        secrets: Secrets,
        asked: int,
    ) -> None:
        super().__init__(response, stream, trace, secrets, asked)
        self._decoder: EventStreamDecoder | None = EventStreamDecoder()
        self._unframed = 0
        """Bytes that came since the last frame ended."""

    @property
    def _body(self) -> str:
        return ""

    def _take(self, piece: bytes) -> None:
        # Line by line, for the size of each frame.
        for line in piece.splitlines(keepends=True):
            self._unframed += len(line)
            for block in self._decoded(line):
                match block:
                    case ServerSentEvent(event=event, data=data, id=id_):
                        self._note(event, id_ or "", data)
                    case IdMoved(id=id_):
                        self._note("", id_, "")
                    case Comment():
                        self._note("", "", "")

    def _decoded(self, line: bytes) -> Sequence[Block]:
        if self._decoder is None:
            return ()
        try:
            return self._decoder.feed(line)
        except StreamTooLarge:
            # Who reads the stream says so, and ends it.
            self._decoder = None
            return ()

    def _note(self, event: str, id_: str, data: str) -> None:
        size, self._unframed = self._unframed, 0
        self._trace.note(
            Framed(
                number=self._trace.next_number(),
                of=self._asked,
                at=self._trace.now,
                event=self._secrets.text(event),
                id=self._secrets.text(id_),
                data=self._secrets.told(data),
                size=size,
            )
        )


def _note_broken(trace: Trace, secrets: Secrets, asked: int, error: BaseException) -> None:
    said = secrets.text(str(error))
    trace.note(
        Broke(
            number=trace.next_number(),
            of=asked,
            at=trace.now,
            reason=f"{type(error).__name__}: {said}" if said else type(error).__name__,
        )
    )


class _ClosedEarly(Exception):
    """Who asked had enough."""


def _is_text(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in _TEXTS


def _text(content: bytes | bytearray) -> str:
    return content.decode(errors="replace")
