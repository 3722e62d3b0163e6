"""One connection, used by one thread."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from safespot_tui.server.migrations.upgrade import bring_up_to_date
from safespot_tui.server.neighbours import Nobody
from safespot_tui.server.pool import Pool
from safespot_tui.server.sqlite.search import SqliteSearch
from safespot_tui.server.sqlite.worker import BEGIN, Worker

T = TypeVar("T")

_BUSY_SECONDS = 5.0
_PAUSE_SECONDS = 0.01
_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    # A message to a thousand changes a thousand pages: with the usual 2 MB they would be read
    # again for the next one, and with the usual thousand pages copied back after each.
    "cache_size=-8192",
    "wal_autocheckpoint=4000",
)


class SqliteDatabase:
    """Runs functions of a connection in its transactions, one after the other.

    There is exactly one connection. SQLite before 3.51.3 can corrupt a WAL database when two
    connections write and checkpoint at the same moment; with one connection there is no such
    moment, and a write never waits for a lock. The thread keeps fsync off the event loop.
    """

    search_index = SqliteSearch()

    def __init__(self, url: str) -> None:
        self._worker = Worker(_engine(url).connect)
        self.pool = Pool(size=1)

    def neighbours(self, hub: object, presence: object) -> Nobody:
        """There are none: the file is for one process."""
        return Nobody()

    async def open(self) -> None:
        """Connect and make the tables. Raises `UnknownSchema`, or what the driver raises."""
        await self.write(bring_up_to_date)

    async def write(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, durably committed; nothing of it stays if it raises."""
        return await self._run(function, writes=True)

    async def read(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, which sees one moment of the database."""
        return await self._run(function, writes=False)

    async def close(self) -> None:
        """Finish what was asked for, and disconnect."""
        await self._worker.close()

    async def _run(self, function: Callable[[Connection], T], *, writes: bool) -> T:
        self.pool.asked += 1
        try:
            return await self._worker.run(function, writes=writes)
        finally:
            self.pool.asked -= 1


def _engine(url: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=StaticPool,
        # The driver's own transactions begin late and never IMMEDIATE: switched off.
        connect_args={"isolation_level": None, "timeout": _BUSY_SECONDS},
        # Parameters are messages and password hashes; they must not reach a log through an error.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    _use_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    """Write into a log beside the file. Raises what the driver raises.

    Servers that start at once on a new file each hold what the other waits for while they change
    it: SQLite then refuses at once, whatever time it has been given.
    """
    # With the driver, and not before: who only imports this room may have another SQLite.
    import sqlite3

    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _begin(connection: Connection) -> None:
    # Straight to the driver: SQLAlchemy's way to it takes longer than most of what follows.
    driver: Any = connection.connection.driver_connection
    driver.execute(connection.info[BEGIN])
