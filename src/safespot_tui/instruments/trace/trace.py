"""The newest entries of what crossed, bounded in number and in bytes."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from safespot_tui.instruments.trace.entry import Entry
from safespot_tui.sync.clock import Clock

MOST_ENTRIES = 20_000


class Trace:
    """Notes what crosses; the oldest entries go when there are too many."""

    def __init__(self, clock: Clock, most: int = MOST_ENTRIES) -> None:
        self._clock = clock
        self._entries = deque[Entry](maxlen=most)
        self._count = 0
        self._began = clock.monotonic()
        self.began_at: datetime = clock.now()
        """When, by the wall clock, `at` was 0."""
        self.listeners: list[Callable[[Entry], object]] = []
        """Called with each entry as it is noted."""

    def __iter__(self) -> Iterator[Entry]:
        """The entries, oldest first."""
        return iter(tuple(self._entries))

    @property
    def now(self) -> float:
        """Seconds since it began."""
        return self._clock.monotonic() - self._began

    def next_number(self) -> int:
        """The number of the entry that is noted next."""
        self._count += 1
        return self._count

    def note(self, entry: Entry) -> None:
        """Take an entry in; its number came from `next_number`."""
        self._entries.append(entry)
        for listener in self.listeners:
            listener(entry)
