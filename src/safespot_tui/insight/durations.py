"""How long many things took, in as little memory for a million as for a thousand."""

from collections import Counter
from heapq import heappush, heappushpop

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId

MOST_SLOWEST = 3

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Slow(Struct, frozen=True, order=True):
    """A wait that was among the longest."""

    seconds: int
    conversation_id: ConversationId
    message_id: MessageId
    """What waited."""


class Spread(Struct, frozen=True):
    """What is to be said of many durations, in seconds."""

    count: int = 0
    median: int | None = None
    """None where there were none."""
    p90: int | None = None
    """Nine of ten took no longer."""
    slowest: tuple[Slow, ...] = ()
    """The longest first."""


class Durations:
    """Counts durations: each to the second below an hour, to the minute below a day, then to the
    hour."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._slowest: list[Slow] = []

    def add(self, seconds: int, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Count one, of at least 0 seconds."""
        step = 1 if seconds < _HOUR else _MINUTE if seconds < _DAY else _HOUR
        self._counts[seconds - seconds % step] += 1
        slowest = self._slowest
        if len(slowest) < MOST_SLOWEST:
            heappush(slowest, Slow(seconds, conversation_id, message_id))
        elif seconds > slowest[0].seconds:
            heappushpop(slowest, Slow(seconds, conversation_id, message_id))

    def spread(self) -> Spread:
        """What is to be said of all that were counted."""
        count = self._counts.total()
        if not count:
            return Spread()
        return Spread(
            count, self._rank(50), self._rank(90), tuple(sorted(self._slowest, reverse=True))
        )

    def _rank(self, percent: int) -> int:
        """The shortest that so many of a hundred do not exceed."""
        wanted = -(-self._counts.total() * percent // 100)
        for seconds in sorted(self._counts):
            wanted -= self._counts[seconds]
            if wanted <= 0:
                return seconds
        raise AssertionError("a percentage of them is among them")
