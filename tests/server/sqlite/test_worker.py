"""Those who come at the same time share a commit."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from safespot_tui.server.sqlite.database import SqliteDatabase


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'server.db'}")
    await database.open()
    await database.write(lambda c: c.exec_driver_sql("CREATE TABLE said (word TEXT UNIQUE)"))
    yield database
    await database.close()


def _say(word: str) -> Any:
    return lambda c: c.exec_driver_sql("INSERT INTO said VALUES (?)", (word,)).rowcount


def _said(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT word FROM said ORDER BY rowid").scalars())


async def _together(database: Any, *asked: tuple[bool, Any]) -> tuple[list[Any], list[str]]:
    """What becomes of those who come while another one is at it; and which commits there were."""
    begun, may_end = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    commits: list[str] = []

    def first(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        may_end.wait(10)
        event.listen(connection, "commit", lambda c: commits.append(c.info["begin"]))

    busy = asyncio.create_task(database.read(first))
    await begun.wait()
    waiting = [
        asyncio.create_task(database.write(function) if writes else database.read(function))
        for writes, function in asked
    ]
    await asyncio.sleep(0)
    may_end.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True), commits[1:]


async def test_writes_share_a_commit_and_reads_see_it(database: Any) -> None:
    outcomes, commits = await _together(
        database, (True, _say("a")), (True, _say("b")), (False, _said), (True, _say("c"))
    )
    assert outcomes == [1, 1, ["a", "b"], 1]
    assert commits == ["BEGIN IMMEDIATE", "BEGIN", "BEGIN IMMEDIATE"]


async def test_one_that_fails_takes_nobody_along(database: Any) -> None:
    def fail(connection: Connection) -> None:
        _say("never")(connection)
        raise ZeroDivisionError

    outcomes, commits = await _together(
        database, (True, _say("a")), (True, fail), (True, _say("a")), (True, _say("b"))
    )
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "int",
        "ZeroDivisionError",
        "IntegrityError",
        "int",
    ]
    assert commits == ["BEGIN IMMEDIATE"]
    assert await database.read(_said) == ["a", "b"]


async def test_nobody_is_told_that_it_is_written_if_the_commit_fails(database: Any) -> None:
    def break_it(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("INSERT INTO sessions VALUES ('token', 'nobody', 0)")

    outcomes, _ = await _together(database, (True, _say("a")), (True, break_it))
    assert [type(outcome).__name__ for outcome in outcomes] == ["IntegrityError"] * 2
    assert await database.read(_said) == []


async def test_who_gave_up_waiting_holds_up_nobody(database: Any) -> None:
    waiting = asyncio.create_task(database.write(_say("a")))
    await asyncio.sleep(0)
    waiting.cancel()
    await database.write(_say("b"))
    assert await database.read(_said) == ["a", "b"]
