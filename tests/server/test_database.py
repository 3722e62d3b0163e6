"""The database."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text, update

from safespot_tui.server.database import Database
from safespot_tui.server.schema import (
    SCHEMA_VERSION,
    UnknownSchema,
    conversations,
    reports,
    schema_version,
)


async def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()

    def fail(connection: Connection) -> None:
        connection.execute(update(schema_version).values(version=99))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fail)
    assert (
        await database.read(lambda c: c.scalar(select(schema_version.c.version))) == SCHEMA_VERSION
    )
    await database.close()


async def test_is_durable_and_strict(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.scalar(text(f"PRAGMA {name}")) for name in names]

    assert await database.read(pragmas) == ["wal", 2, 1]
    await database.close()


async def test_one_thread_does_all_the_work(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()
    threads = {await database.read(lambda _: threading.get_ident()) for _ in range(5)}
    threads |= {await database.write(lambda _: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threads != {threading.get_ident()}
    await database.close()


async def test_another_schema_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    database = Database(url)
    await database.open()
    await database.write(lambda c: c.execute(update(schema_version).values(version=99)))
    await database.close()
    other = Database(url)
    with pytest.raises(UnknownSchema, match="99"):
        await other.open()
    await other.close()


async def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    database = Database(url)
    await database.open()

    def age(connection: Connection) -> None:
        """As the first version made it."""
        connection.execute(text("ALTER TABLE conversations DROP COLUMN pinned_message_id"))
        connection.execute(text("DROP INDEX ix_messages_image"))
        connection.execute(text("ALTER TABLE messages DROP COLUMN image_id"))
        connection.execute(text("ALTER TABLE messages DROP COLUMN forwarded"))
        for table in ("stars", "image_contents", "images"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(update(schema_version).values(version=1))

    await database.write(age)
    await database.close()
    for _again in range(2):
        newer = Database(url)
        await newer.open()
        assert await newer.read(lambda c: c.execute(select(conversations)).all()) == []
        version = await newer.read(lambda c: c.scalar(select(schema_version.c.version)))
        assert version == SCHEMA_VERSION
        await newer.close()


def test_other_databases_are_not_supported_yet() -> None:
    with pytest.raises(ValueError, match="sqlite"):
        Database("postgresql://localhost/x")


async def test_errors_do_not_show_what_was_stored() -> None:
    database = Database("sqlite://")
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
