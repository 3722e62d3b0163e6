"""`GET /events`: one reader's way along their log, and those of conversations."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from safespot_tui.server import frames, hydration, peers, reading
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.backend import Backend
from safespot_tui.server.connection import Pipe
from safespot_tui.server.cursor import Position
from safespot_tui.server.errors import ApiError, too_many
from safespot_tui.server.listener import Listener
from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.reading import Batch, Revoked, Unresumable
from safespot_tui.server.settings import BYTES_PER_BATCH, EVENTS_PER_BATCH

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache, no-transform"),
    # Nginx holds answers back until they are complete, unless told not to.
    (b"x-accel-buffering", b"no"),
]


class Stalled(Exception):
    """The reader accepts nothing any more."""


class _Sendable(Struct, frozen=True):
    """What to send next, and where the reader is afterwards."""

    data: bytes
    position: Position
    at_head: bool
    is_last: bool


class EventStream(Response):
    """An answer that does not end by itself.

    ::

        replay ──▶ live ◀──▶ heartbeat     one loop: read the log after the cursor, send, wait
           │         │
           └────┬────┘
                ▼
              ended     reader gone or stalled · session revoked · reader suspended · cursor
                        useless · server stopping

    A stream keeps a cursor and a wake-up, no events: what a slow reader has not taken stays in the
    log, and is not read before it can be sent. Rows are read again, with the session and the
    permissions of that moment, for every batch. While it waits at the head of the log, its listener
    sends what the hub hands over, and moves the cursor; whatever else happens (somebody removed, a
    session revoked) wakes it to read for itself.
    """

    media_type = "text/event-stream"

    def __init__(self, backend: Backend, caller: Caller, cursor: str | None) -> None:
        super().__init__()
        self._backend = backend
        self._caller = caller
        self._cursor = cursor
        self._sync = frames.Sync(backend.settings.heartbeat_seconds)
        self._listener = Listener(caller.user_id, self._sync)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve until the stream is over."""
        pipe: Pipe | None = scope.get("state", {}).get("pipe")
        in_chunks = scope.get("http_version") == "1.1"
        self._listener = Listener(
            self._caller.user_id,
            self._sync,
            pipe if in_chunks else None,
            self._caller.token_sha256,
        )
        refusal = await self._refusal()
        if refusal is not None:
            await refusal.response()(scope, receive, send)
            return
        watcher = asyncio.create_task(self._end_with_reader(receive))
        try:
            await self._arrive()
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._run(send, pipe)
            await self._send(send, b"", more=False)
        except Stalled:
            # Closing politely would wait for the reader to take what it does not take.
            if pipe is not None:
                pipe.abort()
                await asyncio.sleep(0)
        finally:
            watcher.cancel()
            hub, user_id = self._backend.hub, self._caller.user_id
            hub.leave(self._listener)
            if not hub.closed:
                self._backend.neighbours.tell_streams(user_id)
                if not hub.is_present(user_id):
                    self._backend.spawn(self._backend.tell_presence(user_id))

    async def _refusal(self) -> ApiError | None:
        hub = self._backend.hub
        if hub.closed:
            return ApiError(
                503, "stopping", "The server is stopping.", headers={"Retry-After": "1"}
            )
        # From here on the hub wakes this stream; reading the log comes after, so nothing is missed.
        if hub.join(self._listener):
            return None
        # Some may have been open at a process that was killed.
        await self._backend.neighbours.forget_the_dead()
        if hub.join(self._listener):
            return None
        return too_many("This user has too many streams open.", retry_after=30)

    async def _end_with_reader(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._listener.end()

    async def _arrive(self) -> None:
        hub, user_id = self._backend.hub, self._caller.user_id
        came = hub.streams_of(user_id) == 1 and not hub.elsewhere.is_online(user_id)
        self._backend.neighbours.tell_streams(user_id)
        seen = await self._backend.database.read(lambda c: peers.sees(c, user_id))
        hub.greet(self._listener, seen)
        if came:
            await self._backend.tell_presence(user_id)

    async def _run(self, send: Send, pipe: Pipe | None) -> None:
        settings, listener, hub = self._backend.settings, self._listener, self._backend.hub
        told = False
        while not listener.ended:
            if pipe is not None:
                await self._patiently(pipe.cleared())
            listener.heard()
            try:
                found = await self._backend.database.read(self._read)
            except DatabaseUnavailable:
                # Its reader comes again, perhaps to a server that is better off.
                return
            match found:
                case Revoked():
                    return
                case Unresumable(reason):
                    await self._send(send, frames.reset(reason))
                    return
                case _Sendable(data, position, at_head, is_last):
                    listener.position = position
                    # Between reading of a log and following it, there may have been news.
                    at_head = not hub.follow(listener) and at_head
            told = told and not data
            if at_head and not told:
                data += self._sync.at(str(position).encode())
                told = True
            data += listener.take_whispers()
            if data:
                await self._send(send, data)
            if is_last:
                return
            while at_head and not await listener.wait(settings.heartbeat_seconds):
                await self._send(send, frames.HEARTBEAT)

    async def _send(self, send: Send, data: bytes, *, more: bool = True) -> None:
        await self._patiently(send({"type": "http.response.body", "body": data, "more_body": more}))

    async def _patiently(self, taking: Awaitable[None]) -> None:
        """Wait for the reader, who may be slow. Raises `Stalled`."""
        try:
            async with asyncio.timeout(self._backend.settings.stall_seconds):
                await taking
        except TimeoutError:
            raise Stalled from None

    def _read(self, connection: Connection) -> _Sendable | Unresumable | Revoked:
        position = self._listener.position
        cursor = self._cursor if position is None else str(position)
        found = reading.read(connection, self._caller.token_sha256, cursor, EVENTS_PER_BATCH)
        if not isinstance(found, Batch):
            return found
        payloads = hydration.payloads(connection, self._caller.user_id, found.rows)
        data, position = b"", found.position
        if found.rows and found.at_head:
            now = datetime.now(UTC)
            self._backend.metrics.lag.observe((now - found.rows[0].created_at).total_seconds())
        sent = 0
        for row, payload in zip(found.rows, payloads, strict=True):
            sent += 1
            position = row.position
            data += (
                frames.cursor_only(str(position))
                if payload is None or row.name is None
                else frames.frame(row.name, payload, str(position))
            )
            if len(data) >= BYTES_PER_BATCH:
                break
        self._backend.metrics.events.count(sent, way="read")
        is_whole = position == found.position
        at_head, is_last = found.at_head and is_whole, found.is_last and is_whole
        return _Sendable(data, position, at_head, is_last)
