"""A bounded pool of connections, in as many threads."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from safespot_tui.server.database_address import address_of
from safespot_tui.server.hub import Hub
from safespot_tui.server.migrations.upgrade import bring_up_to_date
from safespot_tui.server.neighbours import Presence
from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.pool import Pool
from safespot_tui.server.postgresql.neighbours import PostgresNeighbours
from safespot_tui.server.postgresql.search import PostgresSearch

T = TypeVar("T")

CONNECTIONS = 10
OLDEST_VERSION = 15

_STATEMENT_MILLISECONDS = 15_000
_LOCK_MILLISECONDS = 5_000
_SETTINGS = {
    "statement_timeout": _STATEMENT_MILLISECONDS,
    "lock_timeout": _LOCK_MILLISECONDS,
    # A server that hangs between two statements must not hold up the others for ever.
    "idle_in_transaction_session_timeout": _STATEMENT_MILLISECONDS,
}
_CONNECT: Mapping[str, Any] = {
    "application_name": "safespot-tui",
    "connect_timeout": 5,
    # A machine that vanished is noticed.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

_UNIQUE_VIOLATION = "23505"
_COLLISIONS = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    _UNIQUE_VIOLATION,
}
"""Nothing of the transaction stays, and run again it meets what it collided with."""

_PAUSES = (0.0, 0.02, 0.05, 0.1, 0.2)
"""Seconds between one try and the next, each up to twice as long."""


class PostgresDatabase:
    """Writes at READ COMMITTED, reads at REPEATABLE READ.

    ::

        begin ─▶ function ─▶ commit ─▶ done
          ▲         │           │
          └─ pause ─┴─ collided ┘      a lost connection, too, unless the commit was under way:
                                       then nobody knows what became of it, and whoever asked is
                                       told so and asks again
    """

    search_index = PostgresSearch()

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self._address = address_of(url).set(drivername="postgresql+psycopg")
        engine = _engine(self._address, connections)
        self._engine = engine
        self._writers = engine.execution_options(isolation_level="READ COMMITTED")
        self._readers = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="database")
        self.pool = Pool(size=connections)

    def neighbours(self, hub: Hub, presence: Presence) -> PostgresNeighbours:
        """The other servers on this database."""
        address = self._address.set(drivername="postgresql")
        where = address.render_as_string(hide_password=False)
        return PostgresNeighbours(where, self, hub, presence)

    async def open(self) -> None:
        """Connect and make the tables.

        Raises `UnknownSchema`, `DatabaseUnavailable`, or `ValueError` for an engine too old.
        """
        await self.write(_prepare)

    async def write(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, durably committed; nothing of it stays if it raises."""
        return await self._in_a_thread(lambda: self._write(function))

    async def read(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, which sees one moment of the database."""
        return await self._in_a_thread(lambda: self._read(function))

    async def close(self) -> None:
        """Finish what was asked for, and disconnect."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _in_a_thread(self, work: Callable[[], T]) -> T:
        self.pool.asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self.pool.asked -= 1

    def _read(self, function: Callable[[Connection], T]) -> T:
        def once() -> T:
            with self._readers.connect() as connection, connection.begin():
                return function(connection)

        return self._again_and_again(once, lambda error: error.connection_invalidated)

    def _write(self, function: Callable[[Connection], T]) -> T:
        committing = False

        def once() -> T:
            nonlocal committing
            committing = False
            with self._writers.connect() as connection, connection.begin():
                result = function(connection)
                committing = True
            return result

        return self._again_and_again(
            once, lambda error: error.connection_invalidated and not committing
        )

    def _again_and_again(self, once: Callable[[], T], may_go_on: Callable[[DBAPIError], bool]) -> T:
        for pause in _PAUSES:
            try:
                return once()
            except DBAPIError as error:
                if not (_sqlstate(error) in _COLLISIONS or may_go_on(error)):
                    raise self._told(error) from error
            # Two who collided must not do so again in step.
            time.sleep(pause * random.uniform(1, 2))  # noqa: S311 - nothing secret
        try:
            return once()
        except DBAPIError as error:
            raise self._told(error) from error

    def _told(self, error: DBAPIError) -> Exception:
        """What callers are told; a statement that was wrong is told as it is."""
        if not isinstance(error, OperationalError) and not error.connection_invalidated:
            return _without_rows(error)
        reason = str(error.orig).strip().partition("\n")[0]
        where = self._address.host or self._address.query.get("host") or "this machine"
        return DatabaseUnavailable(f"The database on {where} does not answer: {reason}")


def _engine(address: URL, connections: int) -> Engine:
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    ours = {**_CONNECT, "options": settings}
    # What the address says goes before; of options, such as a search path, the last one holds.
    connect = {name: ours[name] for name in ours if name not in address.query}
    if "options" in address.query:
        connect["options"] = " ".join((settings, *address.normalized_query["options"]))
    return create_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        # The one that was used last: what runs at its other end has all it needs at hand.
        pool_use_lifo=True,
        connect_args=connect,
        # Parameters are messages and password hashes; they must not reach a log through an error.
        hide_parameters=True,
    )


def _prepare(connection: Connection) -> None:
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < OLDEST_VERSION:
        raise ValueError(f"PostgreSQL {OLDEST_VERSION} or newer is needed, this is {major}")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise ValueError(f"the database has to be in UTF8, this one is in {encoding}")
    # Bringing a large database up to date takes as long as it takes.
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    bring_up_to_date(connection)


def _without_rows(error: DBAPIError) -> DBAPIError:
    """`error` without its details, which show what was to be stored."""
    for told in (error, error.orig):
        if told is not None and told.args:
            told.args = (str(told.args[0]).partition("\nDETAIL:")[0],)
    return error


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
