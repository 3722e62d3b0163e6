"""Serving an event stream over HTTP."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from .backend import Backend
from .streams import HEADERS, Block, Kind, Stream, comment, heartbeat


class EventStream:
    """An ASGI application that writes a stream until either side ends it.

    `opened` is called once the stream takes part in events, and gives what it starts with; `closed`
    when it has ended, unless the whole process died.
    """

    def __init__(
        self,
        backend: Backend,
        stream: Stream,
        opened: Callable[[], Iterable[Block]],
        closed: Callable[[], object],
        beat: Callable[[], object] | None = None,
    ) -> None:
        self._backend = backend
        self._stream = stream
        self._opened = opened
        self._closed = closed
        self._beat = beat
        self._cut_after: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()],
            }
        )
        stream, hub = self._stream, self._backend.hub
        stream.write(comment("ok"))
        hub.add(stream)
        tasks: list[asyncio.Task[None]] = []
        try:
            for block in self._opened():
                stream.write(block)
            tasks = [
                asyncio.create_task(self._write(send)),
                asyncio.create_task(self._heartbeats()),
                asyncio.create_task(_gone(receive)),
            ]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(OSError):
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            if hub.remove(stream):
                self._closed()

    async def _write(self, send: Send) -> None:
        stream, left = self._stream, self._stream.cut_after
        while True:
            block = await stream.blocks.get()
            await self._backend.faults.thawed()
            for chunk in self._chunks(block):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if left is not None and block.name == "new-message":
                left -= 1
                if left <= 0:
                    stream.abort()
                    return

    def _chunks(self, block: Block) -> Iterable[bytes]:
        return block.chunks if self._backend.traps.split_frames else [b"".join(block.chunks)]

    async def _heartbeats(self) -> None:
        while True:
            await self._backend.clock.sleep(self._interval())
            self._stream.write(heartbeat(self._backend.clock.now()))
            if self._beat is not None:
                self._beat()

    def _interval(self) -> float:
        traps = self._backend.traps
        match self._stream.kind:
            case Kind.USER:
                return traps.user_heartbeat
            case Kind.ROOM:
                return traps.room_heartbeat
            case Kind.FEED:
                return traps.feed_heartbeat


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
