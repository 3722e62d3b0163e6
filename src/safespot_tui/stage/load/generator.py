"""What the load costs the machine that makes it: who is busy measures itself."""

import asyncio
import time

from msgspec import Struct

BUSY = 0.9
"""Of one core: from there on, what is measured is the generator."""
LATE = 0.25
"""Seconds: so long it was not there, on a machine that has other things to do."""
_LOOKS_A_SECOND = 10


class Effort(Struct, frozen=True):
    """How busy the generator was."""

    cpu: float = 0.0
    """Of one core, from 0 to 1, while it wrote; more with threads."""
    busiest: float = 0.0
    """In its busiest second."""
    late: float = 0.0
    """Seconds by which its event loop came late, at most: latencies are that uncertain."""

    @property
    def is_too_much(self) -> bool:
        """Whether the figures are those of the generator rather than of the server."""
        return self.cpu >= BUSY or self.late >= LATE


class Meter:
    """Looks once a second how busy this process is."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter(), time.process_time()
        self._busiest = self._late = 0.0
        self.now = 0.0
        """Of one core, in the last second."""

    async def watch(self) -> None:
        """Look until cancelled."""
        self._began = self._last = time.perf_counter(), time.process_time()
        while True:
            for _look in range(_LOOKS_A_SECOND):
                before = time.perf_counter()
                await asyncio.sleep(1 / _LOOKS_A_SECOND)
                late = time.perf_counter() - before - 1 / _LOOKS_A_SECOND
                self._late = max(self._late, late)
            moment = time.perf_counter(), time.process_time()
            self.now = _share(self._last, moment)
            self._busiest = max(self._busiest, self.now)
            self._last = moment

    @property
    def effort(self) -> Effort:
        """How busy it was since it is watched."""
        mean = _share(self._began, (time.perf_counter(), time.process_time()))
        return Effort(mean, max(mean, self._busiest), self._late)


def _share(begin: tuple[float, float], end: tuple[float, float]) -> float:
    seconds = end[0] - begin[0]
    return (end[1] - begin[1]) / seconds if seconds > 0 else 0.0
