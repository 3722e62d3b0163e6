"""Serving over HTTP on a port of the loopback."""

import asyncio
import contextlib
import socket
from collections.abc import Generator

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .application import Application
from .backend import Backend
from .orders import ORDERS
from .routes import ALL

_GRACE_SECONDS = 2


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 is chosen by the system. Raises `OSError`."""
    return socket.create_server(("127.0.0.1", port), backlog=256)


class HttpServer(uvicorn.Server):
    """The backend behind HTTP, as long as one process of the real server would live."""

    def __init__(self, backend: Backend) -> None:
        class Connection(H11Protocol):
            """Can be broken, alone or with all others."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                self.app_state = {**self.app_state, "abort_connection": transport.abort}
                connected = transport.get_extra_info("socket")
                # Without it the second chunk of an event waits for the first one's receipt.
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                backend.connections.add(transport)
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                if self.transport is not None:
                    backend.connections.discard(self.transport)
                super().connection_lost(exc)

        self._backend = backend
        self.is_serving = asyncio.Event()
        self._ended = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                Application(backend, ALL, ORDERS),
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_serving.set()

    async def main_loop(self) -> None:
        """Instead of looking ten times a second whether to end."""
        await self._ended.wait()

    def end(self) -> None:
        self.should_exit = True
        self._ended.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # As when a process is killed: nobody is told, and no answer is finished.
        self._backend.restarted()
        self._backend.connections.cut()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals belong to who runs this."""
        yield
