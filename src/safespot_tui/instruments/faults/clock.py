"""A clock that is wrong."""

from datetime import datetime

from safespot_tui.instruments.faults.faults import Faults


class SkewedClock:
    """The true clock, wrong by what the knob says; what is waited for takes as long as ever."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return self._faults.clock.monotonic()

    def now(self) -> datetime:
        """What the client takes for the time, in UTC."""
        return self._faults.clock.now() + self._faults.skew

    def random(self) -> float:
        """A number from 0 up to 1."""
        return self._faults.clock.random()

    def new_id(self) -> str:
        """A UUID that nothing else has."""
        return self._faults.clock.new_id()

    async def sleep(self, seconds: float) -> None:
        """Come back after `seconds`."""
        await self._faults.clock.sleep(seconds)
