"""The database."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text, update

from safespot_tui.server.engines import database_for
from safespot_tui.server.migrations.upgrade import HEAD
from safespot_tui.server.schema import alembic_version, reports
from safespot_tui.server.sqlite.database import SqliteDatabase


async def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()

    def fail(connection: Connection) -> None:
        connection.execute(update(alembic_version).values(version_num="99"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fail)
    assert await database.read(lambda c: c.scalar(select(alembic_version.c.version_num))) == HEAD
    await database.close()


async def test_servers_that_start_at_once_on_a_new_file_wait_for_each_other(
    tmp_path: Path,
) -> None:
    for attempt in range(20):
        url = f"sqlite:///{tmp_path / f'{attempt}.db'}"
        databases = [SqliteDatabase(url) for _ in range(4)]
        await asyncio.gather(*(one.read(lambda c: c.scalar(text("SELECT 1"))) for one in databases))
        for database in databases:
            await database.close()


async def test_is_durable_and_strict(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.scalar(text(f"PRAGMA {name}")) for name in names]

    assert await database.read(pragmas) == ["wal", 2, 1]
    await database.close()


async def test_one_thread_does_all_the_work(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()
    threads = {await database.read(lambda _: threading.get_ident()) for _ in range(5)}
    threads |= {await database.write(lambda _: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threads != {threading.get_ident()}
    await database.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        database_for(url)


async def test_errors_do_not_show_what_was_stored() -> None:
    database = SqliteDatabase("sqlite://")
    await database.open()
    values = {
        "id": "secret",
        "title": "secret",
        "category": "",
        "created_by": "",
        "created_at": None,
    }
    with pytest.raises(Exception, match="NOT NULL") as caught:
        await database.write(lambda c: c.execute(insert(reports).values(**values)))
    assert "secret" not in str(caught.value)
    await database.close()
