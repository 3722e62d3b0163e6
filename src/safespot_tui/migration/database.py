"""The database that is migrated, as the tool works in it: in short transactions."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from safespot_tui.i18n import _
from safespot_tui.migration.errors import MigrationRefused
from safespot_tui.migration.legacy_schema import SEARCH_PATH
from safespot_tui.server.database_address import address_of

T = TypeVar("T")

_LOCK = 0x5AFE_0604
"""Of PostgreSQL's advisory locks, the one of whoever migrates."""
_LOCK_MILLISECONDS = 120
"""A phase locks up to eight tables, one after the other, and holds the first meanwhile."""
_TRIES = 120
_PAUSE_SECONDS = 0.25
_RECYCLED_SECONDS = 10
_WAITED_IN_VAIN = {"55P03", "40P01", "40001"}
"""A lock not to be had, a deadlock, a collision: nothing of the transaction stays."""


class Database:
    """Connections whose writes are not mirrored, and who wait for no lock longer than a moment.

    What waits for a lock on a table stands in the way of all who come after. So it gives up before
    anybody notices, and tries again.
    """

    def __init__(self, url: str) -> None:
        """Raises `MigrationRefused` for an engine that cannot do it, `ValueError` if it is none."""
        address = address_of(url)
        if address.get_backend_name() != "postgresql":
            raise MigrationRefused(
                _(
                    "Only PostgreSQL can be migrated while it is in use: SQLite has no second "
                    "schema for tables of the same name, and no locks between programs. Load the "
                    "old tables into PostgreSQL first."
                )
            )
        options = " ".join(
            f"-c {name}={value}"
            for name, value in {
                "search_path": SEARCH_PATH.replace(" ", ""),
                "lock_timeout": _LOCK_MILLISECONDS,
                "safespot.mirroring": "on",
            }.items()
        )
        self.engine: Engine = create_engine(
            address.set(drivername="postgresql+psycopg"),
            # Not for ever: plans are kept with a connection, and tables grow under them.
            pool_recycle=_RECYCLED_SECONDS,
            connect_args={"options": options, "application_name": "safespot-tui migrate"},
            hide_parameters=True,
        )

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives, committed. Raises `MigrationRefused` if a lock is never to be had."""

        def once() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        return self.again_and_again(once)

    def again_and_again(self, once: Callable[[], T]) -> T:
        """What `once` gives, tried until it gets its locks. Raises `MigrationRefused`."""
        for _try in range(_TRIES):
            try:
                return once()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _WAITED_IN_VAIN:
                    raise
            time.sleep(_PAUSE_SECONDS)
        raise MigrationRefused(
            _(
                "A table stayed locked by somebody else. Look for a long transaction in "
                "pg_stat_activity, end it, and run the same command again."
            )
        )

    @contextmanager
    def alone(self) -> Generator[None]:
        """Nobody else migrates meanwhile. Raises `MigrationRefused` if somebody does already."""
        with self.engine.connect() as connection:
            asked = text("SELECT pg_try_advisory_lock(:lock)")
            # The backend of one that was killed notices it at its next statement.
            for _try in range(_TRIES):
                if connection.scalar(asked, {"lock": _LOCK}):
                    break
                connection.rollback()
                time.sleep(_PAUSE_SECONDS)
            else:
                raise MigrationRefused(
                    _("Another migrate command is at work on this database. Wait for it to end.")
                )
            # The lock belongs to the session; an open transaction would keep old rows alive.
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
                connection.commit()
