"""Connections to readers: with the sockets' options, and a short way in for live events."""

import asyncio
import socket
from typing import Protocol

from uvicorn.protocols.http.h11_impl import H11Protocol

_UNACKNOWLEDGED_MILLISECONDS = 15_000
_SEND_BUFFER_BYTES = 128 * 1024
"""What the kernel holds for a reader who takes nothing; left alone it grows to megabytes each."""
_UNSENT_BYTES = 4 * 1024
"""What is held here before a reader counts as slow."""


class Pipe(Protocol):
    """The body of an answer that has begun, in chunks of HTTP/1.1, past everything in between."""

    @property
    def is_clear(self) -> bool:
        """Whether the reader takes what it is sent: only then may something be sent."""
        ...

    async def cleared(self) -> None:
        """Return once the reader takes what it is sent, or is gone."""
        ...

    def send_chunk(self, data: bytes) -> None:
        """Send a part of the body; it is not empty."""
        ...

    def abort(self) -> None:
        """End the connection, whatever is still to be sent."""
        ...


class Connection(H11Protocol):
    """Sends at once, can be cut by a stream, and is given up when its reader is gone.

    A request finds it in its state, as `pipe`.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Set the socket's options."""
        self.app_state = {**self.app_state, "pipe": self}
        connected = transport.get_extra_info("socket")
        # The event loop does this only for sockets made with the protocol's number. Without it an
        # answer's second packet waits 40 ms for the reader's acknowledgement of the first.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connected.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MILLISECONDS
            )
        transport.set_write_buffer_limits(high=_UNSENT_BYTES)
        super().connection_made(transport)

    @property
    def is_clear(self) -> bool:
        """Whether the reader takes what it is sent."""
        return not self.flow.write_paused and not self.transport.is_closing()

    async def cleared(self) -> None:
        """Return once the reader takes what it is sent, or is gone."""
        await self.flow.drain()

    def send_chunk(self, data: bytes) -> None:
        """Send a part of the body."""
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def abort(self) -> None:
        """Cut it."""
        self.transport.abort()
