"""What is committed later is never seen to stand before what has been read.

Positions that are given out before the commit (`bigserial`, here) become visible in another order:
a reader who remembers the last one misses what is committed behind it. The first writer sees to it
that this happens.
"""

import asyncio
import hashlib
import random
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import CreateDm, CreateGroup, SendMessage
from safespot_tui.server import accounts, conversations, groups, reading, sending
from safespot_tui.server.auth import sessions
from safespot_tui.server.cursor import Position
from safespot_tui.server.postgresql.database import PostgresDatabase
from safespot_tui.server.schema import messages as rows
from safespot_tui.server.transaction import Transaction

WRITERS, WRITES = 8, 12
PATIENCE = 30


class Undone(Exception):
    """A writer changed its mind."""


@pytest.fixture
def url(postgres: Any) -> Iterator[str]:
    with postgres.database() as url:
        yield url


async def test_no_reader_misses_anything(url: str) -> None:
    """Neither of the own log, nor of that of a group that becomes large meanwhile."""
    database = PostgresDatabase(url, connections=WRITERS + 2)
    await database.open()
    await database.write(
        lambda c: c.exec_driver_sql("CREATE TABLE naive (id bigserial PRIMARY KEY)")
    )
    now = datetime.now(UTC)

    def settle(connection: Connection) -> tuple[str, list[str], str]:
        ana, beto, carla = (
            accounts.register(connection, f"{name}@example.org", name, "", now).id
            for name in ("ana", "beto", "carla")
        )
        transaction = Transaction(connection, ana, None, now)
        dm, _ = conversations.create_dm(transaction, CreateDm(type="dm", user_id=uuid.UUID(beto)))
        others = [uuid.UUID(beto), uuid.UUID(carla)]
        group = groups.create(
            transaction, CreateGroup(type="group", name="Barrio", user_ids=others)
        )
        transaction.record()
        return ana, [dm.id, group.id], sessions.create(connection, beto, now)

    ana, places, token = await database.write(settle)
    session = hashlib.sha256(token.encode()).hexdigest()
    start = str(Position((await _read(database, session, None)).position.epoch, 0))
    overtaken = threading.Event()
    committed: list[int] = []

    def write(number: int, seed: int) -> Any:
        chance = random.Random(seed)

        def run(connection: Connection) -> int:
            given = connection.exec_driver_sql("INSERT INTO naive DEFAULT VALUES RETURNING id")
            place = int(given.scalar_one())
            if number == 0 and seed == 0:
                # Somebody else is committed, and read, before this one is.
                assert overtaken.wait(PATIENCE)
            transaction = Transaction(connection, ana, None, datetime.now(UTC), large_above=2)
            asked = SendMessage(client_message_id=uuid.uuid4(), content=f"{number}")
            sending.send(transaction, places[number % 2], asked)
            transaction.record()
            time.sleep(chance.random() * 0.004)
            if chance.random() < 0.2:
                raise Undone
            return place

        return run

    async def writer(seed: int) -> None:
        for number in range(WRITES):
            try:
                committed.append(await database.write(write(number, seed * WRITES + number)))
            except Undone:
                continue

    writing = asyncio.gather(*(writer(seed) for seed in range(WRITERS)))
    ours: dict[int | None, list[Any]] = {}
    told, naive = 0, [0]
    cursor = start
    while True:
        finished = writing.done()
        batch = await _read(database, session, cursor)
        for row in batch.rows:
            ours.setdefault(row.log, []).append(row.position.place(row.log))
            told += row.name is EventName.MESSAGE_CREATED
        cursor = str(batch.position)
        last = naive[-1]
        found = await database.read(
            lambda c, last=last: c.scalars(
                text("SELECT id FROM naive WHERE id > :last ORDER BY id"), {"last": last}
            ).all()
        )
        naive += found
        if found:
            overtaken.set()
        if finished and not batch.rows and not found:
            break
    await writing
    in_order = select(rows.c.conversation_id, rows.c.position).order_by(rows.c.created_at)
    written = await database.read(lambda c: c.execute(in_order).all())
    await database.close()

    assert len(ours) == 2
    for seqs in ours.values():
        assert seqs == list(range(1, len(seqs) + 1))
    # The first message of the group says that it was made, and has no position of its own.
    assert told == len(committed) + 1 == len(written)
    dm, group = ([at for id_, at in written if id_ == place] for place in places)
    assert dm == list(range(1, len(dm) + 1))
    assert group == list(range(len(group)))
    assert set(committed) - set(naive), "the naive reader should have missed something"


async def _read(database: PostgresDatabase, session: str, cursor: str | None) -> Any:
    return await database.read(lambda c: reading.read(c, session, cursor, 50))
