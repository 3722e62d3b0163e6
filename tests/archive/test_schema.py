"""Files of every version come to the newest, or stay what they were."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import apsw
import pytest

from safespot_tui.archive.database import Database
from safespot_tui.archive.schema import MIGRATIONS, connect, migrate, version_of
from safespot_tui.archive.search import offer_functions

FIRST = "CREATE TABLE notes (text TEXT)"
SECOND = "ALTER TABLE notes ADD COLUMN at INTEGER NOT NULL DEFAULT 7"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "notes.db")


def test_each_migration_is_done_once(database):
    migrate(database, (FIRST,))
    database.run("INSERT INTO notes VALUES ('x')")

    migrate(database, (FIRST, SECOND))
    migrate(database, (FIRST, SECOND))

    assert version_of(database) == 2
    assert list(database.rows("SELECT text, at FROM notes")) == [("x", 7)]


def test_a_migration_that_fails_leaves_the_version_before(database):
    migrate(database, (FIRST,))

    with pytest.raises(apsw.SQLError):
        migrate(database, (FIRST, SECOND, "no SQL"))

    assert version_of(database) == 1
    assert list(database.rows("SELECT * FROM pragma_table_info('notes') WHERE name = 'at'")) == []


def test_a_file_is_durable_at_each_commit_and_knows_its_version(tmp_path):
    database = connect(tmp_path / "archive.db")

    assert version_of(database) == len(MIGRATIONS)
    assert database.first("PRAGMA journal_mode") == ("wal",)
    assert database.first("PRAGMA synchronous") == (2,)


def test_windows_that_start_at_once_on_a_new_file_wait_for_each_other(tmp_path):
    windows = 4
    together = Barrier(windows)

    def start(path: Path) -> int:
        together.wait()
        database = connect(path)
        try:
            return version_of(database)
        finally:
            database.close()

    with ThreadPoolExecutor(windows) as pool:
        for attempt in range(20):
            path = tmp_path / f"{attempt}.db"
            assert set(pool.map(start, [path] * windows)) == {len(MIGRATIONS)}


def test_sqlite_is_new_enough_for_several_writers():
    """Before 3.51.3 a WAL could be reset under another connection."""
    assert tuple(map(int, apsw.sqlite_lib_version().split("."))) >= (3, 51, 3)


def test_a_file_from_before_there_were_local_cases_gets_their_table(tmp_path):
    old = Database(tmp_path / "archive.db")
    offer_functions(old)
    migrate(old, MIGRATIONS[:4])
    old.close()

    database = connect(tmp_path / "archive.db")

    assert version_of(database) == len(MIGRATIONS)
    assert list(database.rows("SELECT * FROM local_cases")) == []
