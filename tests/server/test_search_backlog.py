"""Messages from before there was an index of their words, brought into it, on both engines."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from safespot_tui.fulltext import backlog
from safespot_tui.server.backend import Backend
from safespot_tui.server.engines import database_for
from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.postgresql import search as postgresql
from safespot_tui.server.schema import conversations, users
from safespot_tui.server.settings import Settings

PATIENCE = 60
OTHER_RULES = {
    "sqlite": "DROP TRIGGER messages_changed",
    "postgresql": "COMMENT ON TABLE search_rows IS 'those of another version'",
}
BATCHES = {"sqlite": backlog.BATCH, "postgresql": postgresql.BATCH}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'server.db'}"
    else:
        with request.getfixturevalue("postgres").empty_database() as address:
            yield address


async def test_a_database_without_an_index_gets_one_while_it_serves(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that dies meanwhile and comes back."""
    database = database_for(url)
    index = database.search_index
    await database.open()
    batch = BATCHES[await database.read(lambda c: c.dialect.name)]
    await database.write(lambda c: _write(c, 2 * batch + 10))
    await database.write(index.prepare)
    await database.write(index.index_some)
    assert await database.read(_indexed) == batch
    await database.close()

    backend = Backend(url, Settings())
    deaths = [DatabaseUnavailable("It has died.")]
    index_some = index.index_some

    def die_once(connection: Connection) -> bool:
        if deaths:
            raise deaths.pop()
        return index_some(connection)

    monkeypatch.setattr(backend.search_index, "index_some", die_once)
    monkeypatch.setattr("safespot_tui.server.backend.DATABASE_AGAIN_SECONDS", 0)
    await backend.open()
    # It is the database's own queue that this waits in, behind every batch.
    async with asyncio.timeout(PATIENCE):
        while await backend.database.read(_is_behind):
            pass
    assert await backend.database.read(_indexed) == 2 * batch + 10
    await backend.close()


async def test_an_index_made_by_other_rules_is_made_anew(url: str) -> None:
    database = database_for(url)
    index = database.search_index
    await database.open()
    await database.write(index.prepare)
    await database.write(lambda c: _write(c, 3))
    assert await database.read(_indexed) == 3
    await database.write(index.prepare)
    assert not await database.read(_is_behind)

    engine = await database.read(lambda c: c.dialect.name)
    await database.write(lambda c: c.exec_driver_sql(OTHER_RULES[engine]))
    await database.write(index.prepare)

    assert (await database.read(_indexed), await database.read(_is_behind)) == (0, True)
    while await database.write(index.index_some):
        pass
    assert await database.read(_indexed) == 3
    assert not await database.read(_is_behind)
    await database.close()


def _write(connection: Connection, count: int) -> None:
    moment = {"created_at": text("0")}
    connection.execute(insert(users).values(id="ana", alias="ana", alias_key="ana", **moment))
    connection.execute(
        insert(conversations).values(
            id="plaza", type="group", metadata={}, active_at=text("0"), head_position=0, **moment
        )
    )
    connection.execute(
        text(
            "INSERT INTO messages (id, conversation_id, sender_id, content, type, created_at,"
            " position, revision) VALUES (:id, 'plaza', 'ana', 'hola', 'text', :n, :n, 1)"
        ),
        [{"id": f"m-{n:04}", "n": n} for n in range(count)],
    )


def _indexed(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM search_rows").scalar() or 0)


def _is_behind(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql("SELECT count(*) FROM search_backlog").scalar())
