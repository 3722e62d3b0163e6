"""Where a bundled server keeps what it has: in a file, or with a PostgreSQL that can be killed."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.postgres.cluster import Cluster

Row = Sequence[Any]


class Store(Protocol):
    """A database that outlives its server."""

    @property
    def url(self) -> str: ...

    @property
    def is_alive(self) -> bool: ...

    def kill(self) -> None:
        """End it as a power cut would; nothing if it is dead already."""
        ...

    def start(self) -> None:
        """Bring it back, if it is dead."""
        ...

    def ask(self, statement: str) -> Sequence[Row]: ...


class File:
    """A file of SQLite, which dies with whoever has it open."""

    is_alive = True

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._path = path

    def kill(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """It is there."""

    def ask(self, statement: str) -> Sequence[Row]:
        with closing(sqlite3.connect(self._path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return database.execute(statement).fetchall()


class Postgres:
    """A database of a PostgreSQL server, all processes of which die at once."""

    def __init__(self, cluster: Cluster, url: str) -> None:
        self.url = url
        self._cluster = cluster

    @property
    def is_alive(self) -> bool:
        return self._cluster.is_alive

    def kill(self) -> None:
        self._cluster.kill()

    def start(self) -> None:
        self._cluster.start()

    def ask(self, statement: str) -> Sequence[Row]:
        with psycopg.connect(self.url) as database:
            return database.execute(statement.encode()).fetchall()
