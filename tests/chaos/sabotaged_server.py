"""The server with a bug made on purpose: what it could not commit it says to be done."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.postgresql.database import PostgresDatabase
from tests.chaos.held_server import main

T = TypeVar("T")

_write = PostgresDatabase.write


async def hopeful(self: PostgresDatabase, function: Callable[[Connection], T]) -> T:
    """Take a commit of which nobody knows for one that was done."""
    results: list[T] = []

    def noting(connection: Connection) -> T:
        results.append(function(connection))
        return results[-1]

    try:
        return await _write(self, noting)
    except DatabaseUnavailable:
        if not results:
            raise
        return results[-1]


if __name__ == "__main__":
    PostgresDatabase.write = hopeful
    main()
