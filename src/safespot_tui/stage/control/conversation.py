"""One who asks: lines come in, lines go out, and nobody waits for them."""

import asyncio
from collections.abc import Collection

from safespot_tui.instruments.trace.entry import Entry, Patched
from safespot_tui.stage.control.answer import (
    Answer,
    ConnectionChanged,
    Ended,
    Event,
    StoreChanged,
    done,
    refused,
    written,
)
from safespot_tui.stage.control.doing import Doing, NotDone
from safespot_tui.stage.control.request import BadRequest, Request, Subscribe, Unsubscribe, read

LONGEST_LINE = 64 * 1024
MOST_UNREAD_BYTES = 1024 * 1024
"""What is told to somebody who does not read; with more, they are dropped."""


class Conversation:
    """Answers requests in the order in which they come, one after the other.

    ::

        open ──the end, a line too long, events nobody reads──▶ closed
    """

    def __init__(
        self, doing: Doing, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._doing = doing
        self._reader = reader
        self._writer = writer
        self._topics: Collection[str] = ()

    async def run(self) -> None:
        """Until they hang up, or are hung up on."""
        listeners = self._doing.client.instruments.trace.listeners
        listeners.append(self._note)
        try:
            while (line := await self._line()) is not None:
                if line.strip():
                    await self._tell(await self._answer(line))
        except ConnectionError:
            # Who hangs up has heard enough.
            return
        finally:
            listeners.remove(self._note)
            self._writer.close()

    def end(self) -> None:
        """Say that the client ends, and hang up."""
        if not self._writer.is_closing():
            self._writer.write(written(Ended()))
            self._writer.close()

    async def _line(self) -> bytes | None:
        """The next one, however it ends; None at the end."""
        try:
            return await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            return error.partial or None
        except asyncio.LimitOverrunError:
            said = f"a line is longer than {LONGEST_LINE} bytes"
            await self._tell(refused(None, "too_long", said))
            return None

    async def _answer(self, line: bytes) -> Answer:
        try:
            request = read(line)
        except BadRequest as error:
            return refused(error.request_id, error.code, str(error))
        try:
            return await self._done(request)
        except NotDone as error:
            return refused(request.id, error.code, str(error))

    async def _done(self, request: Request) -> Answer:
        match request:
            case Subscribe(subscribe=topics, id=name):
                self._topics = frozenset(topics)
                return done(name)
            case Unsubscribe(id=name):
                self._topics = ()
                return done(name)
            case _:
                return await self._doing.do(request)

    async def _tell(self, answer: Answer) -> None:
        self._writer.write(written(answer))
        # Only this one waits, and asks nothing more meanwhile.
        await self._writer.drain()

    # ---------------------------------------------------------------------------- subscribed

    def _note(self, entry: Entry) -> None:
        if not self._topics or not isinstance(entry, Patched):
            return
        if "store" in self._topics:
            self._push(StoreChanged(entry.keys))
        main = self._doing.client.app.main
        if main is not None and "connection" in self._topics and "connection" in entry.keys:
            connection = main.store.connection
            at = connection.retry_at
            self._push(
                ConnectionChanged(
                    connection.state.value,
                    connection.reason,
                    at.isoformat() if at is not None else None,
                )
            )

    def _push(self, event: Event) -> None:
        transport = self._writer.transport
        if self._writer.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
            transport.abort()
            return
        self._writer.write(written(event))
