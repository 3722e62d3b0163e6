"""Time and chance, given from outside so that tests decide them."""

import asyncio
import uuid
from typing import Any, Protocol

from safespot_tui.gateway import clock as gateway


class Clock(gateway.Clock, Protocol):
    """What the engine knows of time and chance."""

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        ...


class SystemClock(gateway.SystemClock):
    """The clock of this machine."""

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        return str(uuid.uuid4())


async def woken(clock: Clock, event: asyncio.Event, seconds: float | None) -> None:
    """Come back when `event` is set, or after `seconds` if that is sooner; it is clear then."""
    waiting: set[asyncio.Future[Any]] = {asyncio.ensure_future(event.wait())}
    if seconds is not None:
        waiting.add(asyncio.ensure_future(clock.sleep(max(0.0, seconds))))
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    event.clear()
