"""One client of a load: an engine with its store and archive, without a screen."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from safespot_tui.domain.ids import MessageId, UserId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checks.findings import Audit
from safespot_tui.instruments.trace.finding import Finding
from safespot_tui.stage.account import Account
from safespot_tui.stage.engine import StageEngine
from safespot_tui.stage.load.ledger import Ledger, Mark
from safespot_tui.stage.load.line import Line
from safespot_tui.stage.load.places import Place
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.errors import OutboxFull

if TYPE_CHECKING:
    import httpx

MOST_TRACED = 1_000
"""Entries of a client: what they show is noted as they come, and there are many clients."""
_MESSAGE = keys.message(MessageId(""))[:2]


class _Lined(Instruments):
    """The instruments of a client, and nearest to the network its line."""

    def __init__(self, line: Line) -> None:
        super().__init__(most_traced=MOST_TRACED)
        self._line = line

    def wire(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """What stands between the gateway and the network."""
        return super().wire(self._line.wire(transport))


class Player:
    """Writes what it is to write when it is due, and notes what it comes to hold."""

    def __init__(
        self,
        number: int,
        account: Account,
        places: Sequence[Place],
        plan: Plan,
        ledger: Ledger,
        folder: Path,
    ) -> None:
        """Its archive is made in `folder`, which is there. Raises an `ArchiveError`."""
        self.number = number
        self.account = account
        self.archive_path = folder / f"{number}.sqlite3"
        self._places = [place for place in places if number in place.clients]
        self._plan = plan
        self._ledger = ledger
        self.line = Line(plan.roles()[number], plan.slow_by, ledger.went_wrong)
        self.instruments = _Lined(self.line)
        self.audit = Audit()
        """What its trace shows to be wrong, followed while it grows."""
        self.instruments.trace.listeners.append(self.audit.take)
        self.engine = StageEngine(account, self.archive_path, self.instruments)
        self.is_live = asyncio.Event()
        """Set once everything has been caught up with for the first time."""
        self.has_sent = asyncio.Event()
        """Set while nothing is to be sent that the server may still take."""
        self.has_sent.set()
        self._pending: dict[MessageId, Mark] = {}
        self._me = UserId(account.user_id)
        self.engine.store.watch_all(self._changed)

    @property
    def store(self) -> Store:
        """What it knows."""
        return self.engine.store

    @property
    def is_behind(self) -> bool:
        """Whether there may be things that it has only not been told yet."""
        connection, now = self.store.connection, self.instruments.clock.now()
        throttled = connection.throttled_until is not None and connection.throttled_until > now
        return throttled or connection.state is not ConnectionState.LIVE

    def written(self, mark: Mark) -> Message | None:
        """A message of its own, once the server has it."""
        for place in self._places:
            for row in self.store.timeline(place.conversation_id).rows:
                message = self.store.base_message(MessageId(row))
                if message is not None and message.content == str(mark):
                    return message
        return None

    def is_loaded_to(self, message: Message) -> bool:
        """Whether it holds all of a conversation from where a message belongs to its end.

        Who was away for long is told of the end; the rest is loaded when it is looked at.
        """
        timeline = self.store.timeline(message.conversation_id)
        for row in reversed(timeline.rows):
            if is_gap(row):
                return False
            held = self.store.base_message(MessageId(row))
            if held is not None and message_order(held) < message_order(message):
                return True
        return not timeline.has_older

    async def write(self, ended: asyncio.Event) -> None:
        """Write all that is due, each when it is, until `ended`; what was begun is written."""
        self.engine.show(self._places[0].conversation_id)
        for due in self._plan.dues(self.number):
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), max(0.0, due.at - self._ledger.now))
            if ended.is_set():
                return
            place = self._places[int(due.where * len(self._places))]
            mark = Mark(self._ledger.run, self.number, due.number)
            others = [client for client in place.clients if client != self.number]
            self._ledger.is_due(mark, due.at, others)
            # Who writes somewhere has it open, and reads what comes there.
            self.engine.show(place.conversation_id)
            try:
                self._pending[await self.engine.send(place.conversation_id, str(mark))] = mark
            except OutboxFull:
                self._ledger.went_wrong(OutboxFull.__name__)
                self._ledger.is_refused(mark)

    def findings(self) -> Iterator[Finding]:
        """What was wrong with what it was told."""
        name = f"client {self.number}"
        for finding in self.audit.findings:
            detail = f"{name}: {finding.detail}" if finding.detail else name
            yield structs.replace(finding, detail=detail)

    async def be_cut(self) -> None:
        """Lose the stream now and then, where that is its role."""
        if self.line.role is Role.CUT:
            for at in self._plan.cuts(self.number):
                await asyncio.sleep(max(0.0, at - self._ledger.now))
                self.line.cut()

    def _changed(self, batch: Batch) -> None:
        store = self.store
        if store.connection.state is ConnectionState.LIVE:
            self.is_live.set()
        if keys.OUTBOX in batch.keys:
            self._look_at_outbox()
        for key in batch.keys:
            if key[:2] == _MESSAGE:
                message = store.base_message(MessageId(key[2]))
                if message is not None and message.sender_id != self._me:
                    self._ledger.is_seen(self.number, message)

    def _look_at_outbox(self) -> None:
        if all(item.state is OutboxState.FAILED for item in self.store.outbox):
            self.has_sent.set()
        else:
            self.has_sent.clear()
        for temp, mark in tuple(self._pending.items()):
            message = self.store.message(temp)
            if message is None:
                self._ledger.is_accepted(mark)
            elif self.store.failure_of(message) is not None:
                self._ledger.is_refused(mark)
            else:
                continue
            del self._pending[temp]
