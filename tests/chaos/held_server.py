"""`safespot-tui serve` with a place to stand still: just before a message is committed.

`python held_server.py <port> <database url> <flag>`: while there is a flag, which is a named pipe,
the next transaction that writes a message renames it to `<flag>.held`, and stands still until
somebody opens that one to write.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, event

from safespot_tui.server.schema import messages
from safespot_tui.server.serve import serve
from safespot_tui.server.statement import Statement

HEARTBEAT_SECONDS = 1.0
_WRITES = "writes a message"


def hold_commits(flag: Path) -> None:
    """Stand still before the COMMIT of whatever writes a message while there is a flag."""
    run = Statement.run

    # What a send asks goes past SQLAlchemy, to the driver itself.
    def noting(self: Statement, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        asked = self._statement
        if isinstance(asked, Insert) and asked.table is messages:
            connection.info[_WRITES] = True
        return run(self, connection, values)

    Statement.run = noting

    @event.listens_for(Engine, "commit")
    def stand_still(connection: Connection) -> None:
        if connection.info.pop(_WRITES, False) and flag.exists():
            flag.rename(held(flag))
            held(flag).read_bytes()


def held(flag: Path) -> Path:
    """What tells that a transaction stands still."""
    return flag.with_name(flag.name + ".held")


def main() -> None:
    port, database_url, flag = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    hold_commits(flag)
    serve(
        port=port,
        database_url=database_url,
        heartbeat=HEARTBEAT_SECONDS,
        announce=lambda url: print(url, flush=True),
    )


if __name__ == "__main__":
    main()
