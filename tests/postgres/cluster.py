"""Databases for tests: made once, then emptied and lent again."""

import itertools
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from safespot_tui.server.migrations.upgrade import bring_up_to_date
from safespot_tui.server.postgresql.search import PostgresSearch

from .guardian import NAME

_PATIENCE_SECONDS = 60
_KEPT = {"alembic_version", "schema_version"}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


class Cluster:
    """A PostgreSQL server, and the databases in it."""

    def __init__(self, *, mortal: bool = False, durable: bool = False) -> None:
        """One that is `mortal` can be killed: it is always a server of the tests' own.

        One that is `durable` waits for the disk at each commit. Another's does as it is set up.
        """
        named = None if mortal else os.environ.get("SAFESPOT_TEST_DATABASE_URL")
        self._guardian: subprocess.Popen[bytes] | None = None
        self.is_alive = True
        if named:
            self._address = make_url(named).set(drivername="postgresql")
        else:
            folder = tempfile.mkdtemp(prefix="postgres-")
            settings = ["fsync=on"] if durable else []
            self._guardian = subprocess.Popen(
                [sys.executable, "-m", "tests.postgres.guardian", folder, *settings],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl+C is for the tests; what they still do on their way out needs the database.
                start_new_session=True,
            )
            query = {"host": folder}
            self._address = URL.create(
                "postgresql", username=NAME, database="postgres", query=query
            )
        self._ours = f"safespot_{uuid.uuid4().hex[:12]}"
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        self._made: list[str] = []
        self._await()
        self._make(self._ours, "template0")
        engine = create_engine(self._address_of(self._ours).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            bring_up_to_date(connection)
            PostgresSearch().prepare(connection)
            names = connection.scalars(text(_TABLES)).all()
        engine.dispose()
        self._tables = set(names)

    @contextmanager
    def database(self) -> Generator[str]:
        """The address of a database with our tables and nothing in them."""
        name = self._free.pop() if self._free else self._make_next(self._ours)
        try:
            yield self._url_of(name)
        finally:
            self._take_back(name)

    @contextmanager
    def empty_database(self) -> Generator[str]:
        """The address of a database without any tables."""
        name = self._make_next("template0")
        try:
            yield self._url_of(name)
        finally:
            self._drop(name)

    @contextmanager
    def copy_of(self, name: str, make: Callable[[str], None]) -> Generator[str]:
        """The address of a copy of what `make` puts into an empty database the first time.

        It has to let go of all its connections.
        """
        original = f"{self._ours}_{name}"
        if original not in self._made:
            self._make(original, "template0")
            make(self._url_of(original))
        copy = self._make_next(original)
        try:
            yield self._url_of(copy)
        finally:
            self._drop(copy)

    def kill(self) -> None:
        """End all of its processes as a power cut would; nothing if it is dead already."""
        if self.is_alive:
            self._ask_guardian("kill")
            self.is_alive = False

    def start(self) -> None:
        """Bring it back, if it is dead."""
        if not self.is_alive:
            self._ask_guardian("start")
            self._await()
            self.is_alive = True

    @property
    def is_mortal(self) -> bool:
        """Whether it can be killed."""
        return self._guardian is not None

    def close(self) -> None:
        """Leave nothing behind."""
        if self._guardian is None:
            for name in tuple(self._made):
                self._drop(name)
        else:
            assert self._guardian.stdin is not None
            self._guardian.stdin.close()
            self._guardian.wait()
            assert self._guardian.stdout is not None
            self._guardian.stdout.close()

    def execute(self, statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """What a statement gives, outside of any transaction."""
        address = self._address if database is None else self._address_of(database)
        with psycopg.connect(_text(address), autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def _ask_guardian(self, what: str) -> None:
        assert self._guardian is not None, "the server is another's"
        assert self._guardian.stdin is not None
        assert self._guardian.stdout is not None
        line = f"{what}\n".encode()
        self._guardian.stdin.write(line)
        self._guardian.stdin.flush()
        assert self._guardian.stdout.readline() == line

    def _await(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                stopped = self._guardian is None or self._guardian.poll() is not None
                if stopped or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _make_next(self, template: str) -> str:
        name = f"{self._ours}_{next(self._numbers)}"
        self._make(name, template)
        return name

    def _make(self, name: str, template: str) -> None:
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._made.append(name)

    def _take_back(self, name: str) -> None:
        """Emptied row by row: it takes a thousandth of what making a database anew takes."""
        if {table for (table,) in self.execute(_TABLES, name)} != self._tables:
            self._drop(name)
            return
        # Without triggers and foreign keys, so in any order.
        emptied = "; ".join(f"DELETE FROM {table}" for table in self._tables - _KEPT)
        settings = "SET session_replication_role = replica; SET lock_timeout = '10s'"
        self.execute(f"{settings}; {emptied}", name)
        self._free.append(name)

    def _drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self._made.remove(name)

    def _address_of(self, name: str) -> URL:
        return self._address.set(database=name)

    def _url_of(self, name: str) -> str:
        return _text(self._address_of(name))


def _text(address: URL) -> str:
    return address.render_as_string(hide_password=False)
