"""What was written by whom, and to whom it has come."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Message
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.load.findings import Findings
from safespot_tui.stage.load.latencies import Latencies
from safespot_tui.stage.load.plan import Role
from safespot_tui.stage.load.series import Series

MOST_NAMED = 50_000
"""Messages whose id is remembered: a second one with the same words was stored twice."""


class Mark(Struct, frozen=True):
    """Which message it is: it is part of its words."""

    run: str
    """Of this load and no other."""
    sender: int
    number: int

    def __str__(self) -> str:
        return f"load {self.run} {self.sender}.{self.number}"


_MARK = re.compile(r"load ([0-9a-f]+) ([0-9]+)\.([0-9]+)")


def mark_in(words: str) -> Mark | None:
    """The mark that a message bears; None for one that is of no load."""
    match = _MARK.fullmatch(words)
    return match and Mark(match[1], int(match[2]), int(match[3]))


class _Sent:
    """A message that has not come to everybody yet."""

    def __init__(self, due: float, waiting: Collection[int]) -> None:
        self.due = due
        self.waiting = set(waiting)
        self.is_accepted = False


class Ledger:
    """Counts what is on its way, and how long it was. Holds what has not arrived, and little else.

    ::

        due ──▶ accepted ──▶ seen by each other member    done
          └──▶ refused                                    done
    """

    def __init__(self, run: str, roles: Sequence[Role], clock: Callable[[], float]) -> None:
        self.run = run
        self.series = Series()
        self.accepted = Latencies()
        """From when it was due until the server had it."""
        self.delivered = {role: Latencies() for role in Role}
        """From when it was due until another member's client held it, by that client's line."""
        self.errors: Counter[str] = Counter()
        self.findings = Findings()
        self.sent = self.deliveries = 0
        self.unsent = 0
        """Messages that the server refused, or had not accepted at the end."""
        self.late = 0
        """Deliveries that had not come at the end to clients that were behind."""
        self.settled = asyncio.Event()
        """Set while nothing is on its way."""
        self.settled.set()
        self._roles = roles
        self._clock = clock
        self._began = clock()
        self._sent: dict[Mark, _Sent] = {}
        self._ids: dict[Mark, MessageId] = {}

    @property
    def now(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._began

    @property
    def on_the_way(self) -> int:
        """Messages that have not come to everybody."""
        return len(self._sent)

    def begin(self) -> None:
        """Now is 0."""
        self._began = self._clock()

    def is_due(self, mark: Mark, at: float, receivers: Collection[int]) -> None:
        """A message is being written."""
        self._sent[mark] = _Sent(at, receivers)
        self.settled.clear()
        self.sent += 1
        self.deliveries += len(receivers)
        self.series.at(at).sent += 1

    def is_accepted(self, mark: Mark) -> None:
        """Its server has it."""
        sent = self._sent.get(mark)
        if sent is not None and not sent.is_accepted:
            sent.is_accepted = True
            seconds = self.now - sent.due
            self.accepted.add(seconds)
            self.series.at(sent.due).accepted.add(seconds)
            self._settle(mark, sent)

    def is_refused(self, mark: Mark) -> None:
        """Its server will not have it, or it could not even be kept here."""
        if self._sent.pop(mark, None) is not None:
            self.unsent += 1
            self._look_whether_settled()

    def is_seen(self, client: int, message: Message) -> None:
        """A client's store holds a message of somebody else, maybe for long."""
        mark = mark_in(message.content)
        if mark is None or mark.run != self.run:
            return
        known = self._ids.setdefault(mark, message.id)
        if known != message.id:
            detail = f"two messages with one client_message_id: {known}, {message.id}"
            self.findings.add(Finding(Fault.DOUBLED, str(mark), detail))
        while len(self._ids) > MOST_NAMED:
            del self._ids[next(iter(self._ids))]
        sent = self._sent.get(mark)
        if sent is None or client not in sent.waiting:
            return
        sent.waiting.remove(client)
        seconds, role = self.now - sent.due, self._roles[client]
        self.delivered[role].add(seconds)
        if role is Role.STEADY:
            self.series.at(sent.due).delivered.add(seconds)
        self._settle(mark, sent)

    def went_wrong(self, kind: str) -> None:
        """There was an error."""
        self.errors[kind] += 1
        self.series.at(self.now).errors += 1

    def close(self, is_behind: Callable[[int, Mark], bool]) -> None:
        """What has not come by now is lost, but to clients that are behind: to them it is late.

        Neither is what the server never accepted.
        """
        for mark, sent in self._sent.items():
            if not sent.is_accepted and mark not in self._ids:
                self.unsent += 1
                continue
            for client in sorted(sent.waiting):
                if is_behind(client, mark):
                    self.late += 1
                else:
                    self.findings.add(self._lost(mark, sent, client))
        self._sent.clear()
        self._look_whether_settled()

    def _lost(self, mark: Mark, sent: _Sent, client: int) -> Finding:
        seconds = self.now - sent.due
        detail = f"client {client} ({self._roles[client]}) has not got it after {seconds:.1f} s"
        return Finding(Fault.LOST, str(mark), detail)

    def _settle(self, mark: Mark, sent: _Sent) -> None:
        if sent.is_accepted and not sent.waiting:
            del self._sent[mark]
            self._look_whether_settled()

    def _look_whether_settled(self) -> None:
        if not self._sent:
            self.settled.set()
