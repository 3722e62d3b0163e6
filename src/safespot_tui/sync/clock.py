"""Time and chance, given from outside so that tests decide them."""

import asyncio
import random
import time
import uuid
from datetime import UTC, datetime
from typing import Any, Protocol


class Clock(Protocol):
    """What the engine knows of time and chance."""

    def monotonic(self) -> float:
        """Seconds that only grow; for every deadline."""
        ...

    def now(self) -> datetime:
        """The wall clock, in UTC; for what a user is shown, never for order."""
        ...

    def random(self) -> float:
        """A number from 0 up to 1."""
        ...

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds`."""
        ...


class SystemClock:
    """The clock of this machine."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def random(self) -> float:
        """A number from 0 up to 1."""
        return random.random()  # noqa: S311 - spreads reconnects, guards nothing

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        return str(uuid.uuid4())

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds`."""
        await asyncio.sleep(seconds)


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
