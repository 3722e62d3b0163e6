"""HTTP/1.1 as a proxy reads and writes it."""

import asyncio
from dataclasses import dataclass

import h11

Head = h11.Request | h11.Response

_PIECE = 65536


class Broken(Exception):
    """The other side is gone, or is to be made to believe that we are."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


@dataclass(eq=False)
class Side:
    """A connection to one side."""

    http: h11.Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def next(self) -> h11.Event | None:
        """What the other side says next; None if it waits for us. Raises `Broken`."""
        while True:
            try:
                event = self.http.next_event()
                if event is h11.PAUSED:
                    return None
                if isinstance(event, h11.Event):
                    return event
                self.http.receive_data(await self.reader.read(_PIECE))
            except (OSError, h11.RemoteProtocolError) as error:
                raise Broken from error

    async def message(self) -> tuple[Head, bytes] | None:
        """A request or an answer as a whole; None if the other side has hung up instead."""
        head = await self.next()
        if not isinstance(head, h11.Request | h11.Response):
            return None
        return head, b"" if is_event_stream(head) else await self.body()

    async def body(self) -> bytes:
        """What follows a head."""
        body = b""
        while isinstance(event := await self.next(), h11.Data):
            body += bytes(event.data)
        if not isinstance(event, h11.EndOfMessage):
            raise Broken
        return body

    def framed(self, *events: h11.Event) -> bytes:
        """The bytes that say so."""
        return b"".join(self.http.send(event) or b"" for event in events)

    async def write(self, data: bytes, *, slice_bytes: int = 0) -> None:
        """Send it, the first of it in pieces if so wanted. Raises `Broken`."""
        try:
            for start in range(0, min(len(data), 100 * slice_bytes), slice_bytes or 1):
                if self.writer.is_closing():
                    raise Broken
                self.writer.write(data[start : start + slice_bytes])
                await self.writer.drain()
                await asyncio.sleep(0.001)
            if self.writer.is_closing():
                raise Broken
            self.writer.write(data[100 * slice_bytes :])
            await self.writer.drain()
        except OSError as error:
            raise Broken from error

    def close(self, *, reset: bool = False) -> None:
        if reset:
            self.writer.transport.abort()
        else:
            self.writer.close()


def is_event_stream(head: Head) -> bool:
    """Whether what follows is a stream of events that does not end."""
    return isinstance(head, h11.Response) and any(
        name == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in head.headers
    )
