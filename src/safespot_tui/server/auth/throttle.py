"""How often a password may be guessed."""

import time
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

FREE_GUESSES = 10
SECONDS_PER_GUESS = 6.0

_MOST_KEYS = 10_000


class _Bucket(Struct):
    guesses: float
    at: float


class Throttle:
    """Counts failures per key and forgets one every few seconds.

    A key names an account and where the guesses come from, so that a stranger's guesses do not keep
    the owner out. Successes cost nothing.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until the next guess is heard; 0 if it may come now."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return 0.0
        return max(0.0, (self._left(bucket) - (FREE_GUESSES - 1)) * SECONDS_PER_GUESS)

    def failed(self, key: str) -> None:
        """One more wrong guess."""
        bucket = self._buckets.pop(key, None)
        guesses = 1.0 if bucket is None else self._left(bucket) + 1
        self._buckets[key] = _Bucket(guesses, self._clock())
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)

    def _left(self, bucket: _Bucket) -> float:
        return max(0.0, bucket.guesses - (self._clock() - bucket.at) / SECONDS_PER_GUESS)
