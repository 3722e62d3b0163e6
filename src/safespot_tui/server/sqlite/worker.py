"""The thread of the one connection: whole transactions, one after the other."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

BEGIN = "begin"
"""Where a connection's `info` has the statement that its next transaction begins with."""
_MOST_AT_ONCE = 64
"""Whoever came first waits for all that share a commit."""


class _Job:
    """One transaction that somebody waits for."""

    def __init__(self, function: Callable[[Connection], Any], *, writes: bool) -> None:
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.writes = writes
        self.error: BaseException | None = None
        self._function = function
        self._result: Any = None

    def run(self, connection: Connection) -> None:
        """Keep what the function returns or raises."""
        try:
            self._result = self._function(connection)
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            self.error = error

    def tell(self) -> None:
        """Say how it went, unless nobody waits any more."""
        if self.outcome.done():
            return
        if self.error is None:
            self.outcome.set_result(self._result)
        else:
            self.outcome.set_exception(self.error)


class Worker:
    """Does what is asked for, in that order.

    ::

        asked ─▶ those who came meanwhile and are of a kind
                    ├─ write: BEGIN IMMEDIATE · each in a savepoint · one COMMIT ─▶ told
                    └─ read:  BEGIN · each · end ────────────────────────────────▶ told

    A commit waits for the disk: those who write at the same time wait for it together. Nobody is
    told before it, and if it fails, all of them are told that.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        """The thread starts with the first that is asked; `connect` is called in it."""
        self._connect = connect
        self._asked: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def run(self, function: Callable[[Connection], T], *, writes: bool) -> T:
        """The result of `function`, once its transaction is over; what it or the commit raises."""
        if self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = Thread(target=self._work, args=(loop,), name="database", daemon=True)
            self._thread.start()
        job = _Job(function, writes=writes)
        self._asked.put(job)
        return await job.outcome

    async def close(self) -> None:
        """Finish what was asked for, and disconnect."""
        if self._thread is not None:
            self._asked.put(None)
            await asyncio.to_thread(self._thread.join)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        connection: Connection | None = None
        waiting: deque[_Job | None] = deque()
        while jobs := self._next(waiting):
            try:
                connection = connection or self._connect()
                _transact(connection, jobs)
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                for job in jobs:
                    job.error = job.error or error
            # Where the loop is over, nobody waits.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_tell, jobs)
        if connection is not None:
            connection.close()
            # In the thread that opened it: SQLite's driver insists.
            connection.engine.dispose()

    def _next(self, waiting: deque[_Job | None]) -> Sequence[_Job]:
        """Those to be done together; nobody at the end."""
        if not waiting:
            waiting.append(self._asked.get())
        with contextlib.suppress(Empty):
            while True:
                waiting.append(self._asked.get_nowait())
        jobs: list[_Job] = []
        while waiting and len(jobs) < _MOST_AT_ONCE:
            job = waiting[0]
            if job is None or (jobs and job.writes != jobs[0].writes):
                break
            jobs.append(job)
            waiting.popleft()
        return jobs


def _tell(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.tell()


def _transact(connection: Connection, jobs: Sequence[_Job]) -> None:
    writes = jobs[0].writes
    driver: Any = connection.connection.driver_connection
    connection.info[BEGIN] = "BEGIN IMMEDIATE" if writes else "BEGIN"
    try:
        with connection.begin() as transaction:
            for job in jobs:
                if writes and len(jobs) > 1:
                    _run_in_savepoint(connection, driver, job)
                else:
                    job.run(connection)
            if writes and len(jobs) == 1 and jobs[0].error is not None:
                transaction.rollback()
    finally:
        # A commit that fails leaves SQLite in its transaction, and then nothing else can begin.
        if driver.in_transaction:
            driver.rollback()


def _run_in_savepoint(connection: Connection, driver: Any, job: _Job) -> None:
    driver.execute("SAVEPOINT one")
    job.run(connection)
    if job.error is not None:
        driver.execute("ROLLBACK TO one")
    driver.execute("RELEASE one")
