"""What a trace and a store know together, and how one refers to it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from safespot_tui.domain.event import Received
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Called, Entry, Told
from safespot_tui.instruments.trace.row import moment
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.store.store import Store

MOST_SENTENCES = 12
"""Of one kind; the newest."""

Sentences = Iterator[str]
"""For people, with the numbers of the entries that show it; not yet `SafeText`."""


class Seen:
    """Asked by who says why."""

    def __init__(
        self, trace: Trace, store: Store, time_in_words: Callable[[datetime], str]
    ) -> None:
        self.trace = trace
        self.store = store
        self.time_in_words = time_in_words

    def received(self) -> Iterator[tuple[Told, Received]]:
        """All events that were told, oldest first."""
        for entry in self.trace:
            if isinstance(entry, Told) and isinstance(entry.item, Received):
                yield entry, entry.item

    def calls(self, name: str) -> list[Called]:
        """All that was asked by that method of the gateway, oldest first."""
        return [entry for entry in self.trace if isinstance(entry, Called) and entry.name == name]

    def outcome(self, call: Called) -> str:
        """What came of a call at last."""
        made = self.trace.made_of(call.number)
        ends = [
            end
            for asked in made
            if isinstance(asked, Asked)
            for end in self.trace.made_of(asked.number)
            if isinstance(end, Answered | Broke)
        ]
        if not ends:
            ends = [end for end in made if isinstance(end, Broke)]
        match ends[-1] if ends else None:
            case Answered(status=status) as end:
                return _("{status}, in {where}.").format(status=status, where=self.where(end))
            case Broke(reason=reason) as end:
                return _("{reason}, in {where}.").format(reason=reason, where=self.where(end))
            case None:
                return _("there is no answer yet.")

    def where(self, entry: Entry) -> str:
        """`#12 at 18:03:04`."""
        at = moment(self.trace.began_at, entry.at)
        return _("#{number} at {time}").format(number=entry.number, time=self.time_in_words(at))
