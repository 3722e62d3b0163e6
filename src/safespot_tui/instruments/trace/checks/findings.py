"""All checks, over one trace."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from safespot_tui.instruments.trace.checks.catching_up import CatchingUp
from safespot_tui.instruments.trace.checks.counts import Counts
from safespot_tui.instruments.trace.checks.cursors import Cursors
from safespot_tui.instruments.trace.checks.facts import Disturbance, Fact
from safespot_tui.instruments.trace.checks.global_chat import GlobalChatReader
from safespot_tui.instruments.trace.checks.numbers import Numbers
from safespot_tui.instruments.trace.checks.order import Order
from safespot_tui.instruments.trace.checks.safespot import SafeSpotReader
from safespot_tui.instruments.trace.checks.telling import Telling
from safespot_tui.instruments.trace.checks.watermarks import Unread
from safespot_tui.instruments.trace.entry import Disturbed, Entry
from safespot_tui.instruments.trace.finding import Fault, Finding

_COMMIT_MILLISECONDS = 1000
"""How long a transaction may take, of a server that dates a message by when it began."""
_LIKE_FAULTS = ("drop frames", "duplicate frames", "reorder frames")
"""Knobs that make of a stream what a server with a fault would send."""


class _Reader(Protocol):
    def facts(self, entry: Entry) -> Iterator[Fact]: ...


class _Check(Protocol):
    def take(self, fact: Fact) -> None: ...

    def found(self) -> Iterator[Finding]: ...


class Audit:
    """The checks of one client's trace while it grows; each entry is taken once, in order."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._dialects: tuple[tuple[_Reader, tuple[_Check, ...]], ...] = (
            (
                GlobalChatReader(),
                (self._numbers, Order(), Telling(is_numbered=True), Cursors(), Unread()),
            ),
            (
                SafeSpotReader(),
                (
                    Order(_COMMIT_MILLISECONDS),
                    Telling(is_numbered=False),
                    CatchingUp(),
                    Cursors(),
                    Counts(),
                ),
            ),
        )

    def take(self, entry: Entry) -> None:
        """The next entry."""
        for reader, checks in self._dialects:
            facts = _disturbance(entry) if isinstance(entry, Disturbed) else reader.facts(entry)
            for fact in facts:
                for check in checks:
                    check.take(fact)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is wrong so far, each once, in the order of the entries that show it."""
        found = [one for _, checks in self._dialects for check in checks for one in check.found()]
        if not any(one.fault in (Fault.LOST, Fault.NO_ECHO) for one in found):
            # Else it is known what is missing there.
            found += self._numbers.holes()
        each: dict[tuple[Fault, str], Finding] = {}
        for one in sorted(found, key=lambda one: one.entry or 0):
            each.setdefault((one.fault, one.about), one)
        return tuple(each.values())


def findings(trace: Iterable[Entry]) -> Sequence[Finding]:
    """What a trace shows to be wrong with the server, whichever dialect it speaks.

    What had not come yet when the trace ended, and might have, is none.
    """
    audit = Audit()
    for entry in trace:
        audit.take(entry)
    return audit.findings


def _disturbance(entry: Disturbed) -> Iterator[Fact]:
    """What else knobs do, a sound server does, too: it is late, it refuses, its line breaks."""
    if entry.knob.startswith(_LIKE_FAULTS):
        yield Disturbance(entry.of)
