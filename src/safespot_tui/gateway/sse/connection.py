"""An event stream over HTTP: opened, checked, watched, decoded. The caller reconnects."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from typing import cast

import httpx
from httpx_sse import aconnect_sse

from safespot_tui.gateway.errors import GatewayError, NotUnderstood, Unreachable
from safespot_tui.gateway.http import (
    CONNECT_SECONDS,
    REQUEST_SECONDS,
    failures_in_our_words,
    is_encoded,
    media_type,
    read_bounded,
    refusal,
)
from safespot_tui.gateway.sse.decoder import Block, EventStreamDecoder, StreamTooLarge
from safespot_tui.i18n import _

DEFAULT_HEARTBEAT = 10.0
PATIENCE = 2.5
"""Heartbeats that may be missing before a silent connection is taken for dead."""

Refusal = Callable[[httpx.Response, bytes], GatewayError]
"""What a refused stream's status and body stand for, in one dialect."""


class EventStream:
    """One connection of an event stream; read it once, with `blocks`.

    ::

        new ──blocks()──▶ opening ──200──▶ open ──server closes, 204──▶ ended
                             │               │
                             └───────────────┴── refused, broken, silent ──▶ GatewayError

    `heartbeat` may be set while the stream is read, as soon as the server has told it.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        path: str,
        *,
        last_event_id: str | None = None,
        heartbeat: float = DEFAULT_HEARTBEAT,
        refusal: Refusal = refusal,
    ) -> None:
        self._refusal = refusal
        self.heartbeat = heartbeat
        """Seconds between the server's signs of life."""
        self._client = client
        self._path = path
        self._headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        self._decoder = EventStreamDecoder()
        self._over = False
        self._patience: asyncio.Timeout | None = None

    def hang_up(self) -> None:
        """End it from this side: who reads `blocks` comes to their end."""
        self._over = True
        if self._patience is not None:
            self._patience.reschedule(0.0)

    async def blocks(self) -> AsyncGenerator[Block]:
        """What the server sends, until it closes the stream; nothing if it has none (204).

        Close the generator (`contextlib.aclosing`) to close the connection. Raises `GatewayError`:
        `Unreachable` when the connection breaks or no byte comes for `PATIENCE` heartbeats,
        `NotUnderstood` when it is not an event stream.
        """
        async with AsyncExitStack() as open_for_now:
            response = await self._open(open_for_now)
            if response is None:
                return
            chunks = await open_for_now.enter_async_context(_closing(response.aiter_bytes()))
            while (chunk := await self._next(chunks)) is not None:
                for block in self._decode(chunk):
                    yield block

    async def _open(self, open_for_now: AsyncExitStack) -> httpx.Response | None:
        connecting = aconnect_sse(
            self._client,
            "GET",
            self._path,
            headers=self._headers,
            timeout=httpx.Timeout(REQUEST_SECONDS, connect=CONNECT_SECONDS, read=None),
        )
        with failures_in_our_words():
            async with asyncio.timeout(REQUEST_SECONDS):
                source = await open_for_now.enter_async_context(connecting)
                return await self._checked(source.response)

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next bytes, or None at the end of the stream."""
        if self._over:
            return None
        try:
            async with asyncio.timeout(self.heartbeat * PATIENCE) as self._patience:
                with failures_in_our_words():
                    return await anext(chunks, None)
        except TimeoutError:
            if self._over:
                return None
            raise Unreachable(_("The server has gone silent. Check the network.")) from None
        finally:
            self._patience = None

    async def _checked(self, response: httpx.Response) -> httpx.Response | None:
        """`response` if it is an open event stream, None if the server has none to give."""
        match response.status_code:
            case httpx.codes.NO_CONTENT:
                return None
            case httpx.codes.OK:
                if media_type(response) == "text/event-stream" and not is_encoded(response):
                    return response
                raise NotUnderstood(_not_a_stream())
            case _:
                raise self._refusal(response, await read_bounded(response))

    def _decode(self, chunk: bytes) -> list[Block]:
        try:
            return self._decoder.feed(chunk)
        except StreamTooLarge:
            raise NotUnderstood(
                _("The server sent an event too large to be true. Check its address.")
            ) from None


def _not_a_stream() -> str:
    return _("The server's answer is not an event stream. Check its address, and any proxy.")


def _closing(chunks: AsyncIterator[bytes]) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
    """Closes the generator that httpx gives, which it declares to be no more than an iterator."""
    return aclosing(cast("AsyncGenerator[bytes]", chunks))
