"""Bringing a database up to date."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, select, update
from sqlalchemy.exc import OperationalError

from safespot_tui.server.migrations import upgrade
from safespot_tui.server.migrations.upgrade import (
    HEAD,
    REFUSED_BY_THE_UNNUMBERED,
    UNNUMBERED,
    UnknownSchema,
    alembic_config,
    bring_up_to_date,
    revision_of,
)
from safespot_tui.server.schema import alembic_version, metadata, schema_version
from safespot_tui.server.sqlite.database import SqliteDatabase

BEFORE = Path(__file__).parent / "before"
"""What databases were that servers made before there were revisions."""

BOOKKEEPING = {alembic_version.name, schema_version.name}


def shape(connection: Connection) -> dict[str, Any]:
    """All that the database says of its tables, whatever order it says it in."""
    inspector = inspect(connection)

    def said(facts: Sequence[Any]) -> list[str]:
        return sorted(str(sorted((k, plain(v)) for k, v in fact.items())) for fact in facts)

    def plain(value: Any) -> str:
        """Of partial indexes, the condition itself stands in a dictionary."""
        is_dict = isinstance(value, dict)
        return str(sorted((k, str(v)) for k, v in value.items())) if is_dict else str(value)

    return {
        table: {
            "columns": said(inspector.get_columns(table)),
            "key": inspector.get_pk_constraint(table),
            "references": said(inspector.get_foreign_keys(table)),
            "unique": said(inspector.get_unique_constraints(table)),
            "indexes": said(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
    }


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, as the database has them."""
    found = MetaData()
    found.reflect(connection)
    return {
        name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for name, table in found.tables.items()
    }


def made_by(number: int, path: Path) -> str:
    """A database as a server of that number left it."""
    with sqlite3.connect(path) as connection:
        connection.executescript((BEFORE / f"version_{number}.sql").read_text(encoding="utf-8"))
    connection.close()
    return f"sqlite:///{path}"


async def opened(url: str) -> SqliteDatabase:
    database = SqliteDatabase(url)
    await database.open()
    return database


async def test_both_ways_lead_to_the_same_tables() -> None:
    made, migrated = await opened("sqlite://"), await opened("sqlite://")

    def migrate(connection: Connection) -> None:
        metadata.drop_all(connection)
        command.upgrade(alembic_config(connection), "head")

    await migrated.write(migrate)
    assert await migrated.read(shape) == await made.read(shape)
    assert set(await made.read(shape)) == set(metadata.tables)
    assert await migrated.read(contents) == await made.read(contents)
    await made.close()
    await migrated.close()


async def test_head_is_the_newest_revision() -> None:
    database = await opened("sqlite://")
    script = await database.read(lambda c: ScriptDirectory.from_config(alembic_config(c)))
    assert script.get_heads() == [HEAD]
    assert set(UNNUMBERED.values()) <= {revision.revision for revision in script.walk_revisions()}
    await database.close()


@pytest.mark.parametrize("number", UNNUMBERED)
async def test_an_older_database_is_taken_over_without_loss(number: int, tmp_path: Path) -> None:
    url = made_by(number, tmp_path / "server.db")
    connection = sqlite3.connect(tmp_path / "server.db")
    connection.row_factory = sqlite3.Row
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    before = {n: [dict(r) for r in connection.execute(f"SELECT * FROM {n}")] for (n,) in names}
    connection.close()
    assert len(before["messages"]) == 2

    for _again in range(2):
        database = await opened(url)
        assert await database.read(revision_of) == HEAD
        await database.close()

    connection = sqlite3.connect(tmp_path / "server.db")
    connection.row_factory = sqlite3.Row
    for name in before.keys() - BOOKKEEPING:
        columns = ", ".join(before[name][0])
        after = [dict(row) for row in connection.execute(f"SELECT {columns} FROM {name}")]
        assert after == before[name], name
    connection.close()

    fresh, database = await opened("sqlite://"), await opened(url)
    assert await database.read(shape) == await fresh.read(shape)
    await fresh.close()
    await database.close()


async def test_a_server_of_before_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    for url in ("sqlite://", made_by(1, tmp_path / "server.db")):
        database = await opened(url)
        rows = await database.read(lambda c: c.scalars(select(schema_version.c.version)).all())
        assert rows == [REFUSED_BY_THE_UNNUMBERED]
        await database.close()
    assert REFUSED_BY_THE_UNNUMBERED not in UNNUMBERED


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    database = await opened(url)
    await database.write(lambda c: c.execute(update(alembic_version).values(version_num="9999")))
    await database.close()
    other = SqliteDatabase(url)
    with pytest.raises(UnknownSchema, match="9999"):
        await other.open()
    await other.close()


async def test_a_number_that_nobody_wrote_is_refused(tmp_path: Path) -> None:
    url = made_by(3, tmp_path / "server.db")
    with sqlite3.connect(tmp_path / "server.db") as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    connection.close()
    database = SqliteDatabase(url)
    with pytest.raises(UnknownSchema, match="99"):
        await database.open()
    await database.close()


async def test_a_failed_upgrade_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    url = made_by(1, tmp_path / "server.db")
    with sqlite3.connect(tmp_path / "server.db") as connection:
        # The second revision fails at its last table.
        connection.execute("CREATE TABLE image_contents (somebody TEXT)")
        before = list(connection.iterdump())
    connection.close()
    database = SqliteDatabase(url)
    with pytest.raises(OperationalError, match="image_contents"):
        await database.open()
    await database.close()
    with sqlite3.connect(tmp_path / "server.db") as connection:
        assert list(connection.iterdump()) == before
    connection.close()


@pytest.mark.parametrize("number", [None, 1])
async def test_servers_that_start_at_once_wait_for_each_other(
    number: int | None, tmp_path: Path
) -> None:
    path = tmp_path / "server.db"
    url = f"sqlite:///{path}" if number is None else made_by(number, path)
    databases = [SqliteDatabase(url) for _ in range(4)]
    await asyncio.gather(*(database.open() for database in databases))
    for database in databases:
        assert await database.read(revision_of) == HEAD
        await database.close()


async def test_an_up_to_date_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    database = await opened("sqlite://")

    def refuse(_connection: Connection, found: str) -> None:
        raise AssertionError(found)

    monkeypatch.setattr(upgrade, "_upgrade", refuse)
    await database.write(bring_up_to_date)
    await database.close()
