"""How often something may be done: a password guessed, a search made."""

import time
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

FREE_GUESSES = 10
SECONDS_PER_GUESS = 6.0

_MOST_KEYS = 10_000


class _Bucket(Struct):
    counted: float
    at: float


class Throttle:
    """Counts per key and forgets one every few seconds.

    `free` may come at once. The key of a guess names an account and where it comes from, so that a
    stranger's guesses do not keep the owner out, and only the wrong ones are counted.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        free: int = FREE_GUESSES,
        seconds_each: float = SECONDS_PER_GUESS,
    ) -> None:
        self._clock = clock
        self._free = free
        self._seconds_each = seconds_each
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until the next one is heard; 0 if it may come now."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return 0.0
        return max(0.0, (self._left(bucket) - (self._free - 1)) * self._seconds_each)

    def count(self, key: str) -> None:
        """One more."""
        bucket = self._buckets.pop(key, None)
        counted = 1.0 if bucket is None else self._left(bucket) + 1
        self._buckets[key] = _Bucket(counted, self._clock())
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)

    def _left(self, bucket: _Bucket) -> float:
        return max(0.0, bucket.counted - (self._clock() - bucket.at) / self._seconds_each)
