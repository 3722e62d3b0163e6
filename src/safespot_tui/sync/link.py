"""Runs the machine: does what it says, tells it what came of it."""

import asyncio
import logging
import math
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing
from datetime import datetime, timedelta
from itertools import chain
from typing import assert_never

from msgspec import structs

from safespot_tui.domain.event import Event, Snapshot, Synced
from safespot_tui.domain.hindrance import Hindrance
from safespot_tui.domain.ids import Cursor, UserId
from safespot_tui.gateway.errors import GatewayError, Hindered, NotLoggedIn
from safespot_tui.i18n import _
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.sync.clock import Clock, woken
from safespot_tui.sync.door import Door
from safespot_tui.sync.gathered import gathered
from safespot_tui.sync.machine import (
    AttemptFailed,
    BrokenRecord,
    CaughtUp,
    Effect,
    Hold,
    Input,
    ItemCame,
    LoggedIn,
    LoggedOut,
    Machine,
    OpenStream,
    RetryDue,
    SnapshotTaken,
    Started,
    Step,
    StreamEnded,
    Suspended,
    TakeSnapshot,
    Tell,
    Throttle,
    Wait,
)

FACTS_BETWEEN_WORDS = 32
"""While catching up it is told after so many facts how far it is, not after each."""

LARGEST_PIECE = FACTS_BETWEEN_WORDS
"""Facts that become true together; they take a part of a frame, so that no key waits for more."""

_log = logging.getLogger(__name__)


class Link:
    """The connection of one engine. Everything a server says comes in here."""

    def __init__(
        self,
        door: Door,
        machine: Machine,
        clock: Clock,
        *,
        me: Callable[[], UserId | None],
        hold: Callable[[tuple[Event | Snapshot, ...], Cursor | None], None],
        tell: Callable[[Connection], None],
        tell_progress: Callable[[ProgressPut | ProgressEnded], object],
        caught_up: Callable[[], None],
        suspended: Callable[[Hindrance], None],
        keep_up: Callable[[], Awaitable[None]],
    ) -> None:
        """`me` says who the user is, once that is known; `suspended` is told that they may do
        nothing, and why.

        `hold` makes facts true; an exception of it leads to a snapshot, not to a crash. `keep_up`
        takes as long as too many of them are not durable yet.
        """
        self._door = door
        self._machine = machine
        self._clock = clock
        self._me = me
        self._hold = hold
        self._tell = tell
        self._tell_progress = tell_progress
        self._caught_up = caught_up
        self._suspended = suspended
        self._keep_up = keep_up
        self._listens = True
        self._known = Connection()
        self._heard_at: datetime | None = None
        self._hurry = asyncio.Event()
        self._logged_in = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def run(self, *, listen: bool = True) -> None:
        """Be connected, until cancelled; while logged out, wait for somebody to log in.

        Without `listen`, what is known already is taken for all there is, and no stream is opened.
        """
        self._listens = listen
        begin: Input = Started()
        while True:
            self._work = work = asyncio.create_task(self._follow_machine(begin))
            try:
                await asyncio.wait([work])
            finally:
                work.cancel()
                await asyncio.wait([work])
            if not work.cancelled():
                work.result()
            await self._logged_in.wait()
            self._logged_in.clear()
            begin = LoggedIn()

    def log_in_again(self) -> None:
        """There is a good secret again."""
        if self._machine.state is ConnectionState.LOGGED_OUT:
            self._logged_in.set()

    def hurry(self) -> None:
        """The server was heard of: do not wait any longer before the next attempt."""
        self._hurry.set()

    def refuse(self, error: GatewayError) -> None:
        """The server refused the token elsewhere."""
        self._end(AttemptFailed(error))

    def throttled(self, seconds: float) -> None:
        """The server takes no more requests for a while: the user is told until when."""
        until = self._clock.now() + timedelta(seconds=seconds)
        self._put(structs.replace(self._known, throttled_until=until))

    def log_out(self) -> None:
        """The user gave the token back."""
        self._end(LoggedOut())

    def _end(self, given: Input) -> None:
        self._do(given)
        if self._work is not None and self._machine.state is ConnectionState.LOGGED_OUT:
            self._work.cancel()

    async def _follow_machine(self, begin: Input) -> None:
        step = self._do(begin)
        while step is not None:
            match step:
                case TakeSnapshot():
                    step = await self._take_snapshot()
                case OpenStream(cursor):
                    step = await self._follow_stream(cursor)
                case Wait(seconds):
                    await woken(self._clock, self._hurry, seconds)
                    step = self._do(RetryDue())
                case _:
                    assert_never(step)

    async def _take_snapshot(self) -> Step | None:
        self._tell_progress(ProgressPut(Progress(Work.FIRST_SYNC)))
        try:
            gateway = await self._door.gateway()
            snapshot = await gateway.snapshot()
        except GatewayError as error:
            return self._failed(error)
        finally:
            self._tell_progress(ProgressEnded(Work.FIRST_SYNC))
        self._heard_at = self._clock.now()
        if self._me() not in {None, snapshot.me}:
            # All that is held is somebody else's: nothing of theirs may take its place.
            stranger = NotLoggedIn(_("The server takes you for somebody else. Log in again."))
            return self._do(AttemptFailed(stranger))
        return self._do(SnapshotTaken(snapshot))

    async def _follow_stream(self, cursor: Cursor) -> Step | None:
        if not self._listens:
            return await self._trust(cursor)
        try:
            gateway = await self._door.gateway()
            async with aclosing(gathered(gateway.stream(cursor), LARGEST_PIECE)) as pieces:
                count = 0
                async for items in pieces:
                    self._heard_at = self._clock.now()
                    step = self._do(*map(ItemCame, items))
                    if step is not None:
                        return step
                    self._tell_how_far(count, count + len(items))
                    count += len(items)
                    await self._keep_up()
        except GatewayError as error:
            return self._failed(error)
        finally:
            self._tell_progress(ProgressEnded(Work.CATCH_UP))
        return self._do(StreamEnded())

    def _tell_how_far(self, before: int, count: int) -> None:
        """So many facts have come since the stream was opened, and so many had before."""
        catching_up = self._machine.state is ConnectionState.CATCHING_UP
        if catching_up and count // FACTS_BETWEEN_WORDS != before // FACTS_BETWEEN_WORDS:
            self._tell_progress(ProgressPut(Progress(Work.CATCH_UP, done=count)))

    async def _trust(self, cursor: Cursor) -> Step | None:
        """Take what is known for all there is, for ever."""
        try:
            (await self._door.gateway()).remember(cursor)
        except GatewayError as error:
            return self._failed(error)
        self._do(ItemCame(Synced(cursor, heartbeat=0.0)))
        await asyncio.Event().wait()
        return None

    def _failed(self, error: GatewayError) -> Step | None:
        if not isinstance(error, Hindered) or not error.suspends:
            return self._do(AttemptFailed(error))
        self._suspended(error.hindrance)
        until, now = error.hindrance.until, self._clock.now()
        seconds = (until - now).total_seconds() if until is not None else math.inf
        return self._do(Suspended(error.reason, seconds))

    def _do(self, *given: Input) -> Step | None:
        """Do what the machine says; gives what takes time, which ends it."""
        effects = chain.from_iterable(map(self._machine.handle, given))
        for effect in joined(effects):
            match effect:
                case Hold(facts, cursor):
                    try:
                        self._hold(facts, cursor)
                    except Exception as error:  # noqa: BLE001 - whatever it is, a snapshot mends it
                        _report(error)
                        return self._do(BrokenRecord())
                case Tell():
                    self._put(self._connection(effect))
                case Throttle(seconds):
                    self.throttled(seconds)
                case CaughtUp():
                    self._tell_progress(ProgressEnded(Work.CATCH_UP))
                    self._caught_up()
                case TakeSnapshot() | OpenStream() | Wait():
                    return effect
                case _:
                    assert_never(effect)
        return None

    def _put(self, connection: Connection) -> None:
        self._known = connection
        self._tell(connection)

    def _connection(self, told: Tell) -> Connection:
        now = self._clock.now()
        return Connection(
            state=told.state,
            reason=told.reason,
            heard_at=self._heard_at,
            throttled_until=self._known.throttled_until,
            retry_at=None if told.retry_in is None else now + timedelta(seconds=told.retry_in),
        )


def joined(effects: Iterable[Effect]) -> Iterator[Effect]:
    """The same, facts that follow each other as one change: who watches is told of them once."""
    facts: list[Event | Snapshot] = []
    cursor: Cursor | None = None
    held = False
    for effect in effects:
        if isinstance(effect, Hold):
            facts += effect.facts
            cursor, held = effect.cursor or cursor, True
            continue
        if held:
            yield Hold(tuple(facts), cursor)
            facts, cursor, held = [], None, False
        yield effect
    if held:
        yield Hold(tuple(facts), cursor)


def _report(error: Exception) -> None:
    """Log where it happened, without the values: they are somebody's words."""
    places = "".join(traceback.format_tb(error.__traceback__))
    _log.error("facts could not be applied: %s\n%s", type(error).__name__, places)
