"""Serving over HTTP: a process of its own, or inside another."""

import asyncio
import contextlib
import gc
import os
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from errno import EINVAL

import uvicorn

from safespot_tui.contract import limits
from safespot_tui.server import structured_log
from safespot_tui.server.app import create_app
from safespot_tui.server.backend import Backend
from safespot_tui.server.connection import Connection
from safespot_tui.server.settings import Settings

_GRACE_SECONDS = 5
_OBJECTS_PER_COLLECTION = 20_000


def serve(
    host: str = "127.0.0.1",
    port: int = 8765,
    database_url: str = "sqlite:///safespot.db",
    *,
    heartbeat: float = limits.HEARTBEAT_SECONDS,
    settings: Settings | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; `announce` is told the URL once requests are answered.

    `settings`, if given, says the heartbeat, too.

    With port 0 the system chooses one. Raises `OSError` if the address cannot be bound,
    `UnknownSchema` for a database of another version, and what the database's driver raises.
    """
    structured_log.configure()

    async def run() -> None:
        with _bind(host, port) as listening:
            url = _url(listening)
            server = _Server(database_url, settings or Settings(heartbeat_seconds=heartbeat))
            _collect_less()
            await server.serve_on(listening, started=lambda: announce(url) if announce else None)

    # Uvicorn stops gracefully at SIGINT and then raises it again; there is nothing left to stop.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


@asynccontextmanager
async def serving(
    database_url: str = "sqlite://",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    settings: Settings | None = None,
) -> AsyncGenerator[str]:
    """A server inside this event loop, at the URL it gives; raises what `serve` raises.

    Signals are left to the caller, and so is the log.
    """
    with _bind(host, port) as listening:
        server = _Server(database_url, settings or Settings(), takes_signals=False)
        started = asyncio.Event()
        running = asyncio.create_task(server.serve_on(listening, started.set))
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        try:
            if not running.done():
                yield _url(listening)
        finally:
            server.should_exit = True
            await running


def _collect_less() -> None:
    """Spare readers the pauses in which the collector looks at all that is there for good.

    That is some hundred thousand objects of what was imported; requests leave few cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_PER_COLLECTION, 20, 20)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except (TypeError, UnicodeError, OverflowError) as error:
        # No name that a host could have, or no number that a port could have.
        raise OSError(EINVAL, os.strerror(EINVAL)) from error


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Uvicorn, which waits for answers to end before it stops: so streams are ended first."""

    def __init__(
        self, database_url: str, settings: Settings, *, takes_signals: bool = True
    ) -> None:
        app = create_app(database_url, settings=settings)
        self._backend: Backend = app.state.backend
        self._takes_signals = takes_signals
        self._started: Callable[[], object] | None = None
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                # The backend is opened here, where its errors reach the caller as they are.
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )

    async def serve_on(self, listening: socket.socket, started: Callable[[], object]) -> None:
        """Serve on that socket until told to stop; `started` is called once it answers."""
        self._started = started
        try:
            await self._backend.open()
            await self.serve(sockets=[listening])
        finally:
            await self._backend.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._started is not None:
            self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._backend.hub.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        with super().capture_signals() if self._takes_signals else contextlib.nullcontext():
            yield
