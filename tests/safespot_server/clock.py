"""A clock that a test can move."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta


def system_time() -> datetime:
    return datetime.now(UTC)


class Clock:
    """The server's time: that of `source`, moved forward by hand.

    `advance` must be called in the server's event loop: it wakes who sleeps on this clock.
    """

    def __init__(self, source: Callable[[], datetime] = system_time) -> None:
        self._source = source
        self._ahead = timedelta()
        self._moved = asyncio.Event()
        self._last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        return self._source() + self._ahead

    def next(self) -> datetime:
        """Now, but later than any moment given before: the database counts microseconds."""
        self._last = max(self.now(), self._last + timedelta(microseconds=1))
        return self._last

    def seconds(self) -> float:
        return self.now().timestamp()

    def milliseconds(self) -> int:
        return milliseconds(self.now())

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait that long by this clock."""
        due = self.now() + timedelta(seconds=seconds)
        while (left := (due - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._moved.wait()


def milliseconds(moment: datetime) -> int:
    """As JavaScript counts: since 1970, rounded down."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
