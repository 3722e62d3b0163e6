"""How busy the connections to the database are."""

import asyncio
import threading
from typing import Any

from safespot_tui.server.engines import database_for
from safespot_tui.server.pool import Pool

PATIENCE = 30


def busy(pool: Pool) -> tuple[int, int]:
    return pool.in_use, pool.waiting


async def test_transactions_are_counted_while_they_are_waited_for(database_url: str) -> None:
    database = database_for(database_url)
    await database.open()
    assert busy(database.pool) == (0, 0)
    goes_on = threading.Event()

    def slow(_connection: Any) -> bool:
        return goes_on.wait(PATIENCE)

    def fails(connection: Any) -> None:
        slow(connection)
        raise ZeroDivisionError

    asked = [asyncio.create_task(database.read(slow)) for _ in range(database.pool.size)]
    asked.append(asyncio.create_task(database.write(slow)))
    failing = asyncio.create_task(database.write(fails))
    await asyncio.sleep(0)
    assert busy(database.pool) == (database.pool.size, 2)
    goes_on.set()
    assert all(await asyncio.gather(*asked))
    await asyncio.wait([failing])
    assert isinstance(failing.exception(), ZeroDivisionError)
    assert busy(database.pool) == (0, 0)
    await database.close()
