"""The five points of the proposal that a client is built to, live: each green, or red with why."""

from collections import deque
from typing import assert_never

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.checklist.places import Places
from safespot_tui.instruments.trace.checklist.refetches import Refetches
from safespot_tui.instruments.trace.entry import Entry, Patched
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.store.store import Store

POINTS = (
    Fault.REFETCHED,
    Fault.ECHO_SHOWN,
    Fault.MADE_UP,
    Fault.CLEARED_LATE,
    Fault.HELD_TWICE,
)
"""In the order of the proposal: patches only, echo, no logic in the screen, unread, one place."""
MOST_FINDINGS = 50
"""Of one point; what is wrong once is wrong again and again."""


class Point(Struct, frozen=True):
    """How one of them stands."""

    fault: Fault | None
    """What would be wrong; None for all that can be wrong with a server."""
    findings: tuple[Finding, ...] = ()
    """What was wrong, oldest first."""

    @property
    def holds(self) -> bool:
        """Whether it is green."""
        return not self.findings


class Checklist:
    """Follows a trace, and looks into the store whenever that changes."""

    def __init__(self, store: Store) -> None:
        self._found = {fault: deque[Finding](maxlen=MOST_FINDINGS) for fault in POINTS}
        self._refetches = Refetches()
        self._places = Places(store)
        self._store = store
        self._opened: ConversationId | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """All five."""
        return tuple(Point(fault, tuple(self._found[fault])) for fault in POINTS)

    def note(self, entry: Entry) -> None:
        """Something was traced."""
        for finding in self._refetches.note(entry):
            self._add(finding)
        if isinstance(entry, Patched):
            for finding in self._places.look(entry):
                self._add(finding)
            for name in entry.uncaused:
                detail = " ".join(entry.keys[:4])
                self._add(Finding(Fault.MADE_UP, name, detail, entry.number))

    def framed(self, reading: ConversationId | None, entry: int | None) -> None:
        """A frame was painted, in which the user looks at this conversation, and reads it.

        None where they read none, or where it is to stay unread.
        """
        opened, self._opened = reading != self._opened, reading
        if reading is None or not opened:
            return
        if count := self._store.unread(reading):
            self._add(Finding(Fault.CLEARED_LATE, reading, f"unread {count}", entry))

    def _add(self, finding: Finding) -> None:
        self._found[finding.fault].append(finding)


def point_in_words(fault: Fault | None) -> str:
    """What a point of the checklist promises, in a word or three."""
    match fault:
        case None:
            return _("server")
        case Fault.REFETCHED:
            return _("no refetch")
        case Fault.ECHO_SHOWN:
            return _("echo once")
        case Fault.MADE_UP:
            return _("obeys")
        case Fault.CLEARED_LATE:
            return _("read at once")
        case Fault.HELD_TWICE:
            return _("one place")
        case (
            Fault.LOST
            | Fault.DOUBLED
            | Fault.NO_ECHO
            | Fault.WRONG_UNREAD
            | Fault.REORDERED
            | Fault.CURSOR_FORGOTTEN
        ):
            return fault.value
        case _:
            assert_never(fault)
