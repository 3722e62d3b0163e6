"""The two limiters: one for all requests, one for attempts that cost something."""

import math
from dataclasses import dataclass

from .clock import Clock
from .envelopes import too_many_attempts, too_many_requests


@dataclass
class _Window:
    ends: float
    used: int = 0


class _Windows:
    """Counts per key in windows that start with their first count."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def count(self, key: str, seconds: float) -> _Window:
        now = self._clock.seconds()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds)
        window.used += 1
        return window

    def forget(self) -> None:
        self._windows.clear()


class RequestLimiter:
    """So many requests per window; kept in the process, so a restart forgets it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows = _Windows(clock)

    def count(self, key: str, limit: int, window: float) -> dict[str, str]:
        """The headers of the answer; raises `Refusal`, which carries them too."""
        counted = self._windows.count(key, window)
        reset = str(math.ceil(counted.ends - self._clock.seconds()))
        headers = {
            "RateLimit-Policy": f"{limit};w={window:.0f}",
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(max(0, limit - counted.used)),
            "RateLimit-Reset": reset,
        }
        if counted.used > limit:
            raise too_many_requests({**headers, "Retry-After": reset})
        return headers

    def forget(self) -> None:
        self._windows.forget()


class AttemptLimiter:
    """So many attempts per minute and per hour; survives a restart."""

    def __init__(self, clock: Clock, message: str) -> None:
        self._minutes = _Windows(clock)
        self._hours = _Windows(clock)
        self._message = message

    def count(self, key: str, per_minute: int, per_hour: int) -> dict[str, str]:
        """The headers of the answer; raises `Refusal`, which carries them too."""
        minute = self._minutes.count(key, 60).used
        hour = self._hours.count(key, 3600).used
        headers = {
            "X-RateLimit-Limit-Minute": str(per_minute),
            "X-RateLimit-Remaining-Minute": str(max(0, per_minute - minute)),
            "X-RateLimit-Limit-Hour": str(per_hour),
            "X-RateLimit-Remaining-Hour": str(max(0, per_hour - hour)),
        }
        if minute > per_minute:
            raise too_many_attempts(self._message, 60, headers)
        if hour > per_hour:
            raise too_many_attempts(self._message, 3600, headers)
        return headers
