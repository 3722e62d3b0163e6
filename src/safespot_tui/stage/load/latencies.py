"""How long many things took, in memory that does not grow with their number."""

from collections import Counter

from msgspec import Struct

_BITS = 8
"""Of each duration as many are kept: it is told to within a hundredth of itself."""
_PER_SECOND = 1_000_000


class Spread(Struct, frozen=True):
    """What is to be said of many durations, in seconds; 0 where there were none."""

    count: int = 0
    p50: float = 0.0
    p90: float = 0.0
    """Nine of ten took no longer."""
    p99: float = 0.0
    longest: float = 0.0


class Latencies:
    """Counts durations by size, in steps that grow with it, as an HDR histogram does."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        """By the largest number of microseconds that is told as the same."""
        self.longest = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[_step(seconds)] += 1
        self.longest = max(self.longest, seconds)

    def merge(self, other: "Latencies") -> None:
        """Count all that the other has counted."""
        self.counts.update(other.counts)
        self.longest = max(self.longest, other.longest)

    def spread(self) -> Spread:
        """What is to be said of all that were counted."""
        steps = sorted(self.counts.items())
        count = self.counts.total()
        ranks = [self._rank(steps, -(-count * percent // 100)) for percent in (50, 90, 99)]
        return Spread(count, *ranks, longest=self.longest)

    def _rank(self, steps: list[tuple[int, int]], wanted: int) -> float:
        """The longest of the `wanted` shortest."""
        for step, count in steps:
            wanted -= count
            if wanted <= 0:
                return min(step / _PER_SECOND, self.longest)
        return self.longest


def _step(seconds: float) -> int:
    """The largest number of microseconds that is told as the same."""
    micros = max(0, round(seconds * _PER_SECOND))
    dropped = max(0, micros.bit_length() - _BITS)
    return ((micros >> dropped) + 1 << dropped) - 1
