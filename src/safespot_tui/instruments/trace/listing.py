"""What of a trace is listed: by number, in order, as a filter lets it through."""

from bisect import bisect_left
from collections.abc import Sequence

from safespot_tui.instruments.trace.entry import Entry
from safespot_tui.instruments.trace.filter import ConversationsNamed, Filter, matches
from safespot_tui.instruments.trace.story import Story, head_of, story_of
from safespot_tui.instruments.trace.trace import Trace


class Listing:
    """Follows a trace once `show` was called; what has gone from there goes from here."""

    def __init__(self, trace: Trace, named: ConversationsNamed) -> None:
        self._trace = trace
        self._named = named
        self._numbers: list[int] = []
        self.filter = Filter()
        """Which are listed; see `show`."""

    @property
    def numbers(self) -> Sequence[int]:
        """Of the heads of what is listed, oldest first; valid until the next entry."""
        return self._numbers

    def show(self, wanted: Filter) -> None:
        """List what another filter lets through."""
        self.filter = wanted
        heads = (entry for entry in self._trace if head_of(self._trace, entry) == entry.number)
        self._numbers = [head.number for head in heads if self._is_wanted(head)]

    def note(self, entry: Entry) -> bool:
        """Something was traced; whether what is listed is another, or says something else."""
        gone = bisect_left(self._numbers, self._trace.oldest)
        del self._numbers[:gone]
        number = head_of(self._trace, entry)
        head = self._trace.get(number)
        if number is None or head is None:
            return bool(gone)
        index = bisect_left(self._numbers, number)
        is_listed = index < len(self._numbers) and self._numbers[index] == number
        if not is_listed and self._is_wanted(head):
            self._numbers.insert(index, number)
            return True
        return is_listed or bool(gone)

    def index_of(self, number: int) -> int:
        """Where an entry is listed, or what takes its place."""
        return min(bisect_left(self._numbers, number), max(0, len(self._numbers) - 1))

    def story(self, number: int) -> Story | None:
        """What belongs to what is listed under a number, if it is still there."""
        head = self._trace.get(number)
        return None if head is None else story_of(self._trace, head)

    def _is_wanted(self, head: Entry) -> bool:
        return self.filter.is_empty or matches(
            self.filter, story_of(self._trace, head), self._named
        )
