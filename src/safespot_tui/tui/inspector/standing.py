"""How client and server stand to what they must keep to, as a trace grows."""

from collections import deque
from collections.abc import Sequence

from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checklist.checklist import Point
from safespot_tui.instruments.trace.checks.findings import Audit
from safespot_tui.instruments.trace.entry import Entry

AT_ONCE = 400
"""Entries in which it is looked for what is wrong with the server: some milliseconds."""


class Standing:
    """The client's points are kept by its instruments; the server's is made of the whole trace."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._audit = Audit()
        self._unheard = deque[Entry]()

    def begin(self) -> None:
        """Look at what was traced so far; from here on it is `note` that tells."""
        self._unheard.extend(self._instruments.trace)

    def note(self, entry: Entry) -> None:
        """Something was traced."""
        self._unheard.append(entry)

    def catch_up(self) -> bool:
        """Look at some of what was traced; whether that was all of it."""
        for _count in range(min(len(self._unheard), AT_ONCE)):
            self._audit.take(self._unheard.popleft())
        return not self._unheard

    @property
    def points(self) -> Sequence[Point]:
        """The client's five, and the server."""
        checklist = self._instruments.checklist
        ours = () if checklist is None else checklist.points
        return (*ours, Point(None, tuple(self._audit.findings)))
