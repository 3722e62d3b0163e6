"""Bodies of answers that note what passes.

Bytes pass as they come, in the pieces in which they come; each is noted just before, so that what
is made of it comes after it.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import httpx

from safespot_tui.gateway.http import is_encoded
from safespot_tui.gateway.sse.decoder import Block, EventStreamDecoder, StreamTooLarge
from safespot_tui.instruments.trace.exchange import Exchange

MOST_BODY_BYTES = 1024 * 1024
"""Of one body, as much is kept."""


class NotedBody(httpx.AsyncByteStream):
    """A whole answer, as it is read; noted once, when it ends in whatever way.

    ::

        reading ──its end──▶ answered
           └──an error, or closed before──▶ broke
    """

    def __init__(
        self, response: httpx.Response, stream: httpx.AsyncByteStream, exchange: Exchange
    ) -> None:
        self._response = response
        self._stream = stream
        self._exchange = exchange
        self._kept = bytearray()
        self._size = 0
        self._over = False

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """The pieces, as they come."""
        try:
            async for piece in self._stream:
                self._size += len(piece)
                self.take(piece)
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

    def take(self, piece: bytes) -> None:
        """Keep it, as long as there is not too much."""
        self._kept += piece[: MOST_BODY_BYTES - len(self._kept)]

    def _end(self, error: BaseException | None = None) -> None:
        if self._over:
            return
        self._over = True
        if error is not None:
            self._exchange.broke(error)
        else:
            body = b"" if is_encoded(self._response) else bytes(self._kept)
            self._exchange.answered(self._response, body, self._size)


class NotedFrames(NotedBody):
    """An event stream: each frame is noted, and none is kept."""

    def __init__(
        self, response: httpx.Response, stream: httpx.AsyncByteStream, exchange: Exchange
    ) -> None:
        super().__init__(response, stream, exchange)
        self._decoder: EventStreamDecoder | None = EventStreamDecoder()
        self._unframed = 0
        """Bytes that came since the last frame ended."""

    def take(self, piece: bytes) -> None:
        """Note the frames that end in it."""
        # Line by line, for the size of each.
        for line in piece.splitlines(keepends=True):
            self._unframed += len(line)
            for block in self._decoded(line):
                size, self._unframed = self._unframed, 0
                self._exchange.framed(block, size)

    def _decoded(self, line: bytes) -> Sequence[Block]:
        if self._decoder is None:
            return ()
        try:
            return self._decoder.feed(line)
        except StreamTooLarge:
            # Who reads the stream says so, and ends it.
            self._decoder = None
            return ()


class _ClosedEarly(Exception):
    """Who asked had enough."""
