"""`safespot-tui serve` with a place to stand still: just before a message is committed.

`python held_server.py <port> <database file> <flag file>`: while the flag file exists,
the next transaction that writes a message renames it to `<flag file>.held` and waits to be killed.
"""

import sqlite3
import sys
import threading
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from safespot_tui.server.serve import serve

HEARTBEAT_SECONDS = 1.0
_WRITES = "writes a message"


def hold_commits(flag: Path) -> None:
    """Stand still before the COMMIT of whatever writes a message while there is a flag."""

    @event.listens_for(Engine, "connect")
    def trace(driver: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # What a send asks goes past SQLAlchemy, to the driver itself.
        def note(statement: str) -> None:
            if statement.startswith("INSERT INTO messages"):
                record.info[_WRITES] = True

        driver.set_trace_callback(note)

    @event.listens_for(Engine, "commit")
    def stand_still(connection: Connection) -> None:
        if connection.info.pop(_WRITES, False) and flag.exists():
            flag.rename(held(flag))
            threading.Event().wait()


def held(flag: Path) -> Path:
    """What tells that a transaction stands still."""
    return flag.with_name(flag.name + ".held")


def main() -> None:
    port, database, flag = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    hold_commits(flag)
    serve(
        port=port,
        database_url=f"sqlite:///{database}",
        heartbeat=HEARTBEAT_SECONDS,
        announce=lambda url: print(url, flush=True),
    )


if __name__ == "__main__":
    main()
