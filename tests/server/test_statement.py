"""A statement run by the driver is what SQLAlchemy makes of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from safespot_tui.server.database import Database
from safespot_tui.server.engines import database_for
from safespot_tui.server.schema import conversations, users
from safespot_tui.server.statement import Among, Statement

AT = datetime(2026, 5, 1, 12, 30, 0, 123456, tzinfo=UTC)
HOSTILE = """'); DROP TABLE users; -- %s %(id)s ? :id \N{PILE OF POO}"""
CONVERSATION = {
    "id": "c",
    "type": "group",
    "report_id": None,
    "metadata": {"name": HOSTILE, "icon": ""},
    "created_at": AT,
    "last_message_id": None,
    "last_message_at": None,
    "active_at": AT,
    "head_position": 3,
    "pair_key": None,
    "pinned_message_id": None,
    "locked_at": None,
    "lock_reason": None,
}
WRITE = Statement(insert(conversations).values({n: bindparam(n) for n in CONVERSATION}))
SETTLE = Statement(insert(users).values({c.key: bindparam(c.key) for c in users.c}))
AMONG = select(users.c.id, users.c.alias).where(Among(users.c.id, "ids")).order_by(users.c.id)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = database_for(database_url)
    await database.open()
    yield database
    await database.close()


async def test_values_come_back_as_what_they_are(database: Database) -> None:
    def run(connection: Connection) -> Any:
        assert WRITE.run(connection, CONVERSATION) == []
        found = Statement(select(conversations).where(conversations.c.id == bindparam("id")))
        raised = Statement(
            update(conversations)
            .values(head_position=conversations.c.head_position + 1)
            .where(conversations.c.id == bindparam("which"))
            .returning(conversations.c.head_position)
        )
        row = found.first(connection, {"id": "c"})
        assert tuple(connection.execute(select(conversations)).one()) == tuple(row)
        assert found.first(connection, {"id": "d"}) is None
        return row._asdict(), raised.first(connection, {"which": "c"}).head_position

    assert await database.write(run) == (CONVERSATION, 4)


@pytest.mark.parametrize("count", [0, 1, 40_000])
async def test_any_number_of_ids(database: Database, count: int) -> None:
    def run(connection: Connection) -> Any:
        for id_ in ("1", "2", HOSTILE[:36]):
            SETTLE.run(connection, {"id": id_, "alias": id_, "alias_key": id_, "created_at": AT})
        ids = [str(number) for number in range(count)] + [HOSTILE[:36]]
        return [row.id for row in Statement(AMONG).run(connection, {"ids": ids})]

    expected = {0: [], 1: [], 40_000: ["1", "2"]}[count]
    assert sorted(await database.write(run)) == sorted([*expected, HOSTILE[:36]])


async def test_what_the_driver_raises_is_told_without_what_was_to_be_stored(
    database: Database,
) -> None:
    def twice(connection: Connection) -> None:
        for _ in range(2):
            WRITE.run(connection, CONVERSATION)

    with pytest.raises(DBAPIError) as caught:
        await database.write(twice)
    assert "DROP TABLE" not in str(caught.value)
    assert await database.read(lambda c: c.execute(select(conversations.c.id)).all()) == []
