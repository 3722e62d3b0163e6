"""SQLite, as much of it as the archive needs. Raises apsw errors."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

Value = str | int | bytes | None
_BUSY_MILLISECONDS = 5_000
_PAUSE_SECONDS = 0.01


class Database:
    """One connection to one file; not for two threads at once."""

    def __init__(self, path: Path) -> None:
        # Made by us for the user's eyes only; what SQLite puts beside it gets the same mode. Where
        # it cannot be made, SQLite says why.
        with suppress(OSError):
            path.touch(mode=0o600, exist_ok=False)
        # apsw's own types name a Buffer that Python 3.11 does not have.
        self._connection: Any = apsw.Connection(str(path))
        self._connection.set_busy_timeout(_BUSY_MILLISECONDS)

    def offer(self, name: str, function: Callable[[Any], Value]) -> None:
        """Let statements call a function of one value, which always gives the same for the same."""
        self._connection.create_scalar_function(name, function, 1, deterministic=True)

    def rows(self, query: str, *bindings: Value) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer, one by one."""
        return iter(self._connection.execute(query, bindings))

    def first(self, query: str, *bindings: Value) -> tuple[Any, ...] | None:
        """The first row of an answer."""
        return next(iter(self._connection.execute(query, bindings).fetchall()), None)

    def run(self, statement: str, *bindings: Value) -> None:
        """Do something that has no answer, or whose answer does not matter."""
        self._connection.execute(statement, bindings).fetchall()

    def run_each(self, statement: str, bindings: Iterable[Sequence[Value]]) -> None:
        """Do the same with each of `bindings`."""
        if given := list(bindings):
            self._connection.executemany(statement, given)

    def use_wal(self) -> None:
        """Write into a log beside the file, so that windows read while one writes.

        Windows that start at once on a new file each hold what the other waits for while they
        change it: SQLite then refuses at once, whatever time it has been given.
        """
        deadline = time.monotonic() + _BUSY_MILLISECONDS / 1000
        while True:
            try:
                self.run("PRAGMA journal_mode = WAL")
            except apsw.BusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All that is done inside becomes true as one, and is on the disk afterwards; or none."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # A full disk has rolled back already.
            if self._connection.in_transaction:
                self.run("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Generator[None]:
        """All that is read inside was true at one moment, whatever another window writes."""
        self.run("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self.run("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
