"""Time and chance, given from outside so that tests decide them."""

import asyncio
import random
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a client knows of time and chance."""

    def monotonic(self) -> float:
        """Seconds that only grow; for every deadline."""
        ...

    def now(self) -> datetime:
        """The wall clock, in UTC: for what a user is shown, and where a server names no time."""
        ...

    def random(self) -> float:
        """A number from 0 up to 1."""
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

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds`."""
        await asyncio.sleep(seconds)
