"""PostgreSQL: collisions are met, and what cannot be reached is said in a sentence."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import IntegrityError

from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.postgresql.database import PostgresDatabase
from safespot_tui.server.schema import reports

PATIENCE = 10


@pytest.fixture
async def database(postgres: Any) -> AsyncIterator[PostgresDatabase]:
    with postgres.database() as url:
        database = PostgresDatabase(url, connections=4)
        await database.open()
        await database.write(
            lambda c: c.exec_driver_sql("CREATE TABLE counters (name text UNIQUE, value integer)")
        )
        yield database
        await database.close()


def put(connection: Connection, name: str, value: int = 0) -> None:
    connection.execute(
        text("INSERT INTO counters VALUES (:name, :value)"), {"name": name, "value": value}
    )


def values(connection: Connection) -> dict[str, int]:
    return {row.name: row.value for row in connection.execute(text("SELECT * FROM counters"))}


def raise_it(connection: Connection, name: str) -> None:
    connection.execute(
        text("UPDATE counters SET value = value + 1 WHERE name = :name"), {"name": name}
    )


async def test_a_failed_write_leaves_nothing(database: PostgresDatabase) -> None:
    def fail(connection: Connection) -> None:
        put(connection, "a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fail)
    assert await database.read(values) == {}


async def test_who_comes_second_finds_what_the_first_has_made(database: PostgresDatabase) -> None:
    both = threading.Barrier(2, timeout=PATIENCE)
    tries: list[str] = []

    def make_once(connection: Connection) -> str:
        found = values(connection)
        tries.append("try")
        if found:
            return "found"
        both.wait()
        put(connection, "dm")
        return "made"

    results = await asyncio.gather(*(database.write(make_once) for _ in range(2)))

    assert (sorted(results), len(tries)) == (["found", "made"], 3)


async def test_a_deadlock_is_undone_and_done_again(database: PostgresDatabase) -> None:
    await database.write(lambda c: (put(c, "a"), put(c, "b")))
    both = threading.Barrier(2)
    tries: list[str] = []

    def crosswise(first: str, second: str) -> Any:
        def run(connection: Connection) -> None:
            tries.append(first)
            raise_it(connection, first)
            if len(tries) <= 2:
                both.wait(PATIENCE)
            raise_it(connection, second)

        return run

    await asyncio.gather(database.write(crosswise("a", "b")), database.write(crosswise("b", "a")))

    assert await database.read(values) == {"a": 2, "b": 2}
    # One of the two was undone; on a slow machine the other may have given up waiting, too.
    assert len(tries) >= 3


async def test_what_nobody_else_made_is_an_error(database: PostgresDatabase) -> None:
    def twice(connection: Connection) -> None:
        put(connection, "a")
        put(connection, "a")

    with pytest.raises(IntegrityError):
        await database.write(twice)
    assert await database.read(values) == {}


async def test_a_reader_sees_one_moment_and_writes_nothing(database: PostgresDatabase) -> None:
    changed, looked = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> list[dict[str, int]]:
        before = values(connection)
        looked.set()
        assert changed.wait(PATIENCE)
        return [before, values(connection)]

    looking = asyncio.create_task(database.read(look_twice))
    assert await asyncio.to_thread(looked.wait, PATIENCE)
    await database.write(lambda c: put(c, "a"))
    changed.set()

    assert await looking == [{}, {}]
    with pytest.raises(Exception, match="read-only"):
        await database.read(lambda c: put(c, "b"))


async def test_lost_connections_are_made_anew(database: PostgresDatabase) -> None:
    def cut_all(connection: Connection) -> None:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    # All of them are in the pool, and one of them cuts the others.
    together = threading.Barrier(4, timeout=PATIENCE)
    await asyncio.gather(*(database.read(lambda _: together.wait()) for _ in range(4)))
    await database.write(cut_all)

    await database.write(lambda c: put(c, "a"))
    assert [await database.read(values) for _ in range(8)] == [{"a": 0}] * 8


async def test_a_connection_that_is_lost_at_the_commit_is_not_tried_again(
    database: PostgresDatabase,
) -> None:
    tries: list[str] = []

    def cut_when_committed(connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid());"
            " PERFORM pg_sleep(60); RETURN NULL; END $$"  # in which it learns of that
        )
        connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON counters"
            " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()"
        )

    def write(connection: Connection) -> None:
        tries.append("try")
        put(connection, "a")

    await database.write(cut_when_committed)
    with pytest.raises(DatabaseUnavailable, match="terminating connection"):
        await database.write(write)
    assert tries == ["try"]


async def test_a_server_that_is_not_there_is_told_of_without_the_password(tmp_path: Any) -> None:
    database = PostgresDatabase(f"postgresql://ana:secret@/chat?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable, match="does not answer") as told:
        await database.open()
    assert "secret" not in str(told.value)
    await database.close()


async def test_errors_do_not_show_what_was_stored(database: PostgresDatabase) -> None:
    row = {"id": "secret", "title": "secret", "category": "", "created_by": "", "created_at": None}
    with pytest.raises(Exception, match="null value") as caught:
        await database.write(lambda c: c.execute(insert(reports).values(**row)))
    assert "secret" not in str(caught.value) + str(caught.value.__cause__)
