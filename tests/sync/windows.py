"""Engines on a server in memory."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.domain.ids import (
    OriginClientId,
    UserId,
)
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.keeper import COMMIT_SECONDS
from safespot_tui.sync.session import new_origin, open_session
from safespot_tui.sync.silent_mode import SilentMode
from tests.sync.fake_gateway import FakeGateway
from tests.sync.fake_server import FakeServer
from tests.sync.still_clock import StillClock


async def until(true: Callable[[], Any], seconds: float = 5.0) -> None:
    """Let everybody work until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.001)


class Windows:
    """Engines of anybody on one `FakeServer`; all are closed after the test."""

    until = staticmethod(until)

    async def until_written(self, true: Callable[[], Any]) -> None:
        """As `until`, of what is so once everything is durable: facts wait a moment for others."""
        deadline = time.monotonic() + 5.0
        while not true():
            assert time.monotonic() < deadline, "it never became true"
            await self.clock.advance(COMMIT_SECONDS)
            await asyncio.sleep(0.001)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = FakeServer()
        self.clock = StillClock()
        self._running: dict[Engine, asyncio.Task[None]] = {}

    def path(self, user_id: UserId) -> Path:
        return self.folder / f"{user_id}.db"

    def restored(self, user_id: UserId, origin: OriginClientId | None = None) -> Engine:
        """An engine that has been made and not run."""
        origin = origin or new_origin()

        async def open_gateway() -> FakeGateway:
            return FakeGateway(self.server, user_id, origin)

        account = self.folder / user_id
        account.mkdir(exist_ok=True)
        silent = SilentMode(SilentMark(account))
        return open_session(self.path(user_id), origin, open_gateway, self.clock, silent)

    def run(self, engine: Engine) -> Engine:
        self._running[engine] = asyncio.create_task(engine.run())
        return engine

    async def open(self, user_id: UserId) -> Engine:
        """An engine that is live."""
        engine = self.run(self.restored(user_id))
        await self.live(engine)
        return engine

    async def live(self, engine: Engine) -> None:
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)

    async def state(self, engine: Engine, state: str) -> None:
        await until(lambda: engine.store.connection.state == state)

    async def close(self, engine: Engine) -> None:
        await self.kill(engine)
        await engine.aclose()

    async def kill(self, engine: Engine) -> None:
        """Stop it where it stands; what it had not written, it has not."""
        task = self._running.pop(engine)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def crash(self, engine: Engine) -> None:
        """As `kill`, and its file is let go of without another word, as the kernel does."""
        await self.kill(engine)
        await engine._keeper._in_worker(engine._keeper._archive.close)

    async def close_all(self) -> None:
        self.server.gate.set()
        for engine in list(self._running):
            await self.close(engine)
