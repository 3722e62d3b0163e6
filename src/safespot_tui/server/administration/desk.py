"""The database as an operator has it: one connection, beside servers that may be running."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection

from safespot_tui.server.database import Database
from safespot_tui.server.database_address import address_of
from safespot_tui.server.engines import database_for


def is_there(url: str) -> bool:
    """Whether there may be a database; a SQLite file that is not there would be made empty.

    Raises `ValueError` for what is no address of a database.
    """
    parsed = address_of(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (
        None,
        "",
        ":memory:",
    )
    return not is_file or Path(str(parsed.database)).exists()


@asynccontextmanager
async def database_at(url: str) -> AsyncGenerator[Database]:
    """The database, brought up to date. Raises what `Database.open` raises."""
    database = database_for(url)
    try:
        await database.open()
        await database.read(_leave_the_log_to_the_server)
        yield database
    finally:
        await database.close()


def _leave_the_log_to_the_server(connection: Connection) -> None:
    """SQLite before 3.51.3 can corrupt a file whose log two processes tidy up at once."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
