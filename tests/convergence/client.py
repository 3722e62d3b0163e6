"""One window: the real engine, its store and its archive, as a process that can die at any commit.

::

    opened ──▶ running ──closed──▶ gone         everything written, the locks given back
                  │
                  └──── crashed ──▶ gone        what was committed stays, nothing else; whatever
                   before, inside or after      the process was about to do, it does not
                   the n-th commit from now
"""

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.codec import decode_item
from safespot_tui.archive.database import Database
from safespot_tui.domain.ids import OriginClientId, UserId, is_temp
from safespot_tui.domain.intent import OutboxItem, OutboxState
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.lanes import target_of
from tests.convergence.gateway import WiredGateway
from tests.convergence.loop import Halted, StillLoop, Worker
from tests.convergence.network import Wire
from tests.convergence.verdicts import Unapplied


class Moment(Enum):
    """When in a commit a process dies."""

    BEFORE = auto()
    INSIDE = auto()
    AFTER = auto()


class Fuse:
    """Counts the commits of a process that is to die at one of them."""

    def __init__(self, blown: Callable[[], None]) -> None:
        self._blown = blown
        self._left = 0
        self._moment: Moment | None = None

    def light(self, commits: int, moment: Moment) -> None:
        """The process dies at the `commits`-th commit from now."""
        self._left, self._moment = commits, moment

    def douse(self) -> None:
        """The process dies of nothing any more."""
        self._moment = None

    def begin(self) -> None:
        if self._moment is not None:
            self._left -= 1

    def burn(self, moment: Moment) -> None:
        """Raises `Halted` if this is when the process dies."""
        if self._moment is moment and self._left <= 0:
            self._blown()
            raise Halted


class MortalArchive(Archive):
    """An archive whose process may die before, inside or after any transaction."""

    fuse: Fuse | None = None

    @contextmanager
    def _transaction(self) -> Generator[None]:
        fuse = self.fuse
        if fuse is None:
            with super()._transaction():
                yield
            return
        fuse.begin()
        fuse.burn(Moment.BEFORE)
        with super()._transaction():
            yield
            fuse.burn(Moment.INSIDE)
        fuse.burn(Moment.AFTER)


class ClientClock:
    """The loop's time; the wall clock may be wrong, and chance comes from a seed."""

    def __init__(self, loop: StillLoop, beginning: datetime, seed: int) -> None:
        self.ahead = 0.0
        self._loop = loop
        self._beginning = beginning
        self._random = Random(seed)

    def monotonic(self) -> float:
        return self._loop.time()

    def now(self) -> datetime:
        return self._beginning + timedelta(seconds=self._loop.time() + self.ahead)

    def random(self) -> float:
        return self._random.random()

    def new_id(self) -> str:
        # By its module: a town puts another in its place, which counts.
        return str(uuid.uuid4())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Claim(Struct, frozen=True):
    """That everything up to `cursor` is known, and what was known when that was said."""

    cursor: str
    held: dict[str, tuple[int, datetime | None]]
    """The position and the time of the newest message of each conversation."""


class Client:
    """A running window. Another one is made for the next."""

    def __init__(
        self, loop: StillLoop, path: Path, user_id: str, wire: Wire, clock: ClientClock
    ) -> None:
        self.loop = loop
        self.path = path
        self.user_id = UserId(user_id)
        self.wire = wire
        self.clock = clock
        self.origin = OriginClientId(wire.caller.origin_client_id or "")
        self.arrivals: list[str] = []
        """Messages that the user was told of, as they were told."""
        self.claims: list[Claim] = []
        self.changed = True
        """Whether the store has changed since somebody set this to False."""
        self.problems: list[BaseException] = []
        self._archive = MortalArchive(path, self.origin)
        self._claimed: str | None = None
        store = Store()
        if self._archive.contents is not None:
            store.apply(self._archive.contents.restored)
        self.engine = Engine(store, self._archive, self.origin, self._open_gateway, clock)
        self.fuse = Fuse(self._die)
        self._archive.fuse = self.fuse
        self.keeper.after.append(self._notice)
        self._errands: list[asyncio.Task[Any]] = []
        self._running = loop.create_task(self.engine.run())

    @property
    def store(self) -> Store:
        return self.engine.store

    @property
    def keeper(self) -> Keeper:
        return self.engine._keeper

    @property
    def disk(self) -> Worker:
        return self.loop.worker(self.keeper._worker)

    @property
    def alive(self) -> bool:
        return self.wire.alive

    @property
    def is_idle(self) -> bool:
        """Whether nothing that the user began is still going on."""
        return all(errand.done() for errand in self._errands)

    def is_at_rest(self, head: str) -> bool:
        """Whether all is known up to `head`, and nothing is left to send but what was refused."""
        return (
            self.store.connection.state is ConnectionState.LIVE
            and self.keeper.cursor == head
            and self.is_idle
            and all(map(_waits_for_the_user, self.store.outbox))
        )

    def kept(self) -> list[OutboxItem]:
        """The intents of all windows that are in the file."""
        return _intents(self._archive._database)

    async def _open_gateway(self) -> WiredGateway:
        return WiredGateway(self.wire)

    def _notice(self, batch: Batch) -> None:
        self.changed = True
        if batch.reset:
            self.arrivals.clear()
        self.arrivals += batch.arrivals
        cursor = self.keeper.cursor
        if cursor is not None and cursor != self._claimed:
            self._claimed = cursor
            known = self.store._base.conversations.values()
            held = {str(one.id): (one.head_position, one.last_message_at) for one in known}
            self.claims.append(Claim(cursor, held))

    # ---------------------------------------------------------------------------- the user

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Something the user does. A server's refusal is told to them, and is no problem."""
        self._errands = [errand for errand in self._errands if not errand.done()]
        self._errands.append(self.loop.create_task(self._run(work)))

    async def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except GatewayError:
            pass
        except Exception as error:  # noqa: BLE001 - told by `check`
            self.problems.append(error)

    def check(self) -> None:
        """Raises whatever should never have been raised."""
        if self._running.done() and self.alive:
            self._running.result()
            raise Unapplied("the engine stopped")
        if self.problems:
            raise self.problems[0]

    # ---------------------------------------------------------------------------- the end

    def close(self) -> None:
        """As a user ends the program: everything is written, whatever the network does."""
        self.disk.hurry()
        self._stop()
        closing = self.loop.create_task(self.engine.aclose())
        self.loop.go()
        if self.alive:
            closing.result()
            self.wire.alive = False
        else:
            closing.cancel()
            self.bury()

    def kill(self) -> None:
        """The process dies between two commits."""
        self._die()
        self.bury()

    def _die(self) -> None:
        self.wire.alive = False

    def bury(self) -> None:
        """What the kernel does for a process that died: its file and its locks are let go of."""
        self.wire.cut()
        self.disk.halt()
        self._stop()
        self._archive._database.close()
        windows = self._archive._windows
        for lock in (windows._own, windows._leader):
            if lock is not None:
                lock.release()
        self.keeper._worker.shutdown(wait=False)

    def _stop(self) -> None:
        for task in (self._running, *self._errands):
            task.cancel()
        self.loop.go()


def _waits_for_the_user(item: OutboxItem) -> bool:
    """Whether it was refused, or is about a message whose send was."""
    target = target_of(item.intent)
    return item.state is OutboxState.FAILED or (target is not None and is_temp(target))


def kept_in(path: Path) -> list[OutboxItem]:
    """The intents in a file that no window has open."""
    database = Database(path)
    try:
        return _intents(database)
    finally:
        database.close()


def _intents(database: Database) -> list[OutboxItem]:
    rows = database.rows("SELECT value FROM outbox ORDER BY sequence")
    return [decode_item(value) for (value,) in rows]
