"""How long to wait before the next attempt."""

from collections.abc import Callable

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
_EASED_FAILURES = 4
EASED_SECONDS = FIRST_SECONDS * 2.0**_EASED_FAILURES


class Backoff:
    """Waits that double up to `LONGEST_SECONDS`, each of them anything up to that (full jitter).

    So a thousand clients that lost the same server do not come back in the same instant.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        """`random` gives numbers from 0 up to 1."""
        self._random = random
        self.failures = 0
        """Attempts that failed since the last success."""

    def next_wait(self, at_least: float = 0.0) -> float:
        """Note a failure; seconds to wait after it. `at_least` is what the server asked for."""
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(self.failures, 16))
        self.failures += 1
        return max(at_least, self._random() * longest)

    def eased(self) -> None:
        """Something succeeded that may not last: wait no longer than `EASED_SECONDS` after it."""
        self.failures = min(self.failures, _EASED_FAILURES)

    def succeeded(self) -> None:
        """Begin again with short waits."""
        self.failures = 0
