"""What crosses, printed as it crosses: lines for people, JSON for programs."""

from collections.abc import Iterable

from safespot_tui.cli.output import print_json
from safespot_tui.domain.text import safe_line
from safespot_tui.instruments.trace.entry import Asked, Entry
from safespot_tui.instruments.trace.filter import ConversationsNamed, Filter, matches
from safespot_tui.instruments.trace.row import (
    Row,
    bytes_in_short,
    moment,
    row_of,
    seconds_in_short,
    time_to_the_millisecond,
)
from safespot_tui.instruments.trace.story import Story, head_of, story_of
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.written import as_builtins

SETTLE_SECONDS = 0.1
"""What a frame becomes is known so soon after it, or not at all."""
_WHAT = 56


class TracePrinter:
    """Prints each exchange and each frame once it is known what it became.

    ::

        noted ──▶ waiting ──settled──▶ printed ──a stream ends──▶ waiting
    """

    def __init__(
        self, trace: Trace, wanted: Filter, named: ConversationsNamed, *, as_json: bool
    ) -> None:
        self._trace = trace
        self._filter = wanted
        self._named = named
        self._as_json = as_json
        self._waiting: dict[int, None] = {}
        self._printed: set[int] = set()
        trace.listeners.append(self._noted)

    def print_all(self) -> None:
        """Print what was traced already."""
        for entry in self._trace:
            self._noted(entry)
        self.flush(everything=True)

    def flush(self, *, everything: bool = False) -> None:
        """Print what is settled, or `everything` that waits."""
        for number in tuple(self._waiting):
            head = self._trace.get(number)
            story = None if head is None else story_of(self._trace, head)
            if story is None or everything or self._is_settled(story):
                del self._waiting[number]
                if story is not None and matches(self._filter, story, self._named):
                    self._print(story)
        self._printed = {each for each in self._printed if each >= self._trace.oldest}

    def _noted(self, entry: Entry) -> None:
        if self._as_json and self._filter.is_empty:
            print_json(as_builtins(entry))
            return
        number = head_of(self._trace, entry)
        if number is not None and (number not in self._printed or entry.of == number):
            self._waiting[number] = None

    def _is_settled(self, story: Story) -> bool:
        last = story.head if story.end is None else story.end
        waits = isinstance(story.head, Asked) and story.end is None and not story.is_stream
        return not waits and self._trace.now - last.at >= SETTLE_SECONDS

    def _print(self, story: Story) -> None:
        if self._as_json:
            self._print_entries(story.entries)
        elif story.head.number not in self._printed or story.is_stream:
            print(self._line(row_of(story)), flush=True)
        self._printed.add(story.head.number)

    def _print_entries(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.number not in self._printed:
                self._printed.add(entry.number)
                print_json(as_builtins(entry))

    def _line(self, row: Row) -> str:
        at = moment(self._trace.began_at, row.at)
        size = "" if row.size is None else bytes_in_short(row.size)
        latency = "" if row.latency is None else seconds_in_short(row.latency)
        words = (
            time_to_the_millisecond(at),
            f"#{row.number:<6}",
            f"{safe_line(row.what):<{_WHAT}}",
            f"{row.status:>4}",
            f"{size:>5}",
            f"{latency:>6}",
            safe_line(row.became),
        )
        return " ".join(words).rstrip()
