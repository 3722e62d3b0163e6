"""Time and chance that can be had again: the ids that are drawn, and what spreads retries."""

import asyncio
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random


class SeededClock:
    """The clock of this machine, with chance from a seed: two with one seed draw the same ids."""

    def __init__(self, seed: str) -> None:
        self._chance = Random(f"chance {seed}")  # noqa: S311 - spreads reconnects, guards nothing
        self._ids = Random(f"ids {seed}")  # noqa: S311 - the seed is as long as what is drawn

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def random(self) -> float:
        """A number from 0 up to 1."""
        return self._chance.random()

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        return str(uuid.UUID(int=self._ids.getrandbits(128), version=4))

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds`."""
        await asyncio.sleep(seconds)


class ToldClock(SeededClock):
    """The clock of a replay: it goes as an event loop does, from when the recording began."""

    def __init__(self, seed: str, began_at: datetime, elapsed: Callable[[], float]) -> None:
        """`elapsed` gives seconds since the beginning."""
        super().__init__(seed)
        self._began_at = began_at
        self._elapsed = elapsed

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return self._elapsed()

    def now(self) -> datetime:
        """The wall clock where it was recorded, in UTC."""
        return self._began_at + timedelta(seconds=self._elapsed())
