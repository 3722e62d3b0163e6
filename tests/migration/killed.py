"""The tool in a process of its own, which kills itself at its n-th statement.

    python -m tests.migration.killed URL STEP N

Where the step needs fewer statements it ends as `migrate` does.
"""

import itertools
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from safespot_tui.migration import steps
from safespot_tui.migration.database import Database


def main(url: str, step: str, killed_at: int) -> None:
    """Take one step, as far as it comes."""
    numbers = itertools.count(1)

    def count(*_of_the_statement: Any) -> None:
        if next(numbers) == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    take(url, step)


def take(url: str, step: str) -> None:
    """One step, to its end. Raises what it raises, and `AssertionError` for a difference."""
    database = Database(url)
    with database.alone():
        match step:
            case "expand":
                steps.expand(database)
            case "backfill":
                steps.backfill(database, lambda _progress: None)
            case "verify":
                verdict = steps.verify(database, lambda _progress: None)
                assert verdict.clean, verdict
            case "switch":
                steps.switch(database)
            case "rollback":
                steps.rollback(database)
            case _:
                raise ValueError(step)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
