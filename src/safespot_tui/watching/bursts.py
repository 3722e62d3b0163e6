"""Many messages in little time: counts what has come lately, of each conversation or person."""

from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta

from safespot_tui.watching.rule import Burst

MOST_COUNTED = 1000
"""Conversations or people; beyond that, those that have been quiet are forgotten."""


class Bursts:
    """One rule's counts. A hit begins the count anew: a long burst is told again, and not at each
    message."""

    def __init__(self, burst: Burst) -> None:
        self._count = burst.count
        self._within = timedelta(seconds=burst.seconds)
        self._lately: dict[Hashable, deque[datetime]] = {}

    def came(self, of: Hashable, at: datetime) -> bool:
        """Another message came at that time, by the server's clock; whether the burst is full."""
        lately = self._lately.get(of)
        if lately is None:
            self._forget_quiet(at)
            lately = self._lately[of] = deque(maxlen=self._count)
        lately.append(at)
        if len(lately) < self._count or at - lately[0] > self._within:
            return False
        del self._lately[of]
        return True

    def _forget_quiet(self, now: datetime) -> None:
        if len(self._lately) >= MOST_COUNTED:
            self._lately = {
                of: lately
                for of, lately in self._lately.items()
                if now - lately[-1] <= self._within
            }
