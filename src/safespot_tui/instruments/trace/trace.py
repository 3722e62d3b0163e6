"""The newest entries of what crossed, bounded in number and in bytes."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from safespot_tui.instruments.trace.entry import Entry, Patched, sources_of, texts_of
from safespot_tui.sync.clock import Clock

MOST_ENTRIES = 20_000
MOST_BYTES = 64 * 1024 * 1024
OWN_BYTES = 512
"""What an entry takes without the texts in it."""


class Trace:
    """Notes what crosses; the oldest entries go when there are too many."""

    def __init__(
        self, clock: Clock, most: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES
    ) -> None:
        self._clock = clock
        self._most, self._most_bytes = most, most_bytes
        self._entries = deque[Entry]()
        self._by_number: dict[int, Entry] = {}
        self._of: dict[int, list[int]] = {}
        self._bytes = 0
        self._count = 0
        self._began = clock.monotonic()
        self.began_at: datetime = clock.now()
        """When, by the wall clock, `at` was 0."""
        self.has_requests = True
        """Whether calls become requests, which are traced; not so where nobody is asked."""
        self.patched: int | None = None
        """The number of the newest `Patched`."""
        self.listeners: list[Callable[[Entry], object]] = []
        """Called with each entry as it is noted."""

    def __iter__(self) -> Iterator[Entry]:
        """The entries, oldest first."""
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def now(self) -> float:
        """Seconds since it began."""
        return self._clock.monotonic() - self._began

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return self._bytes

    @property
    def oldest(self) -> int:
        """The number of the oldest entry that is left; of the next one if there is none."""
        return self._entries[0].number if self._entries else self._count + 1

    def get(self, number: int | None) -> Entry | None:
        """The entry of that number, if it is still there."""
        return None if number is None else self._by_number.get(number)

    def made_of(self, number: int) -> Sequence[Entry]:
        """What comes from an entry directly, oldest first."""
        return [self._by_number[each] for each in self._of.get(number, ())]

    def next_number(self) -> int:
        """The number of the entry that is noted next."""
        self._count += 1
        return self._count

    def note(self, entry: Entry) -> None:
        """Take an entry in; its number came from `next_number`."""
        self._entries.append(entry)
        self._by_number[entry.number] = entry
        for source in sources_of(entry):
            self._of.setdefault(source, []).append(entry.number)
        self._bytes += _weight(entry)
        if isinstance(entry, Patched):
            self.patched = entry.number
        while len(self._entries) > self._most or self._bytes > self._most_bytes:
            self._drop_oldest()
        for listener in self.listeners:
            listener(entry)

    def _drop_oldest(self) -> None:
        oldest = self._entries.popleft()
        self._bytes -= _weight(oldest)
        del self._by_number[oldest.number]
        for source in sources_of(oldest):
            brothers = self._of[source]
            # What came of one entry is dropped in the order in which it came.
            brothers.remove(oldest.number)
            if not brothers:
                del self._of[source]


def _weight(entry: Entry) -> int:
    return OWN_BYTES + sum(map(len, texts_of(entry)))
