"""What server processes on one PostgreSQL tell each other, with LISTEN and NOTIFY.

::

    commit ─▶ tell ─▶ gathered ─▶ NOTIFY, at most one in 20 ms ─▶ LISTEN of the others ─▶ hub
                                                                                        ▲
                         the heads of the logs of all who listen here, every 1.5 s ─────┘

A transaction that notifies takes a lock of the whole database while it commits, and each listening
connection makes every one of them dearer. So there is one of either per process, what is to be told
waits for its transaction and is put together; and since all of it may be lost, the logs are the
truth: whoever is behind them is woken.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

import psycopg
from sqlalchemy import Connection, select

from safespot_tui.server.database import Database, DatabaseUnavailable
from safespot_tui.server.hub import Hub
from safespot_tui.server.schema import user_streams

_CHANNEL = "safespot_tui"
_GATHER_SECONDS = 0.02
_POLL_SECONDS = 1.5
_IDS_AT_ONCE = 150
"""In one notification, which has less than 8,000 bytes."""
_MOST_TYPING = 200
_LOGS_AT_ONCE = 1_000

_log = logging.getLogger(__name__)


class PostgresNeighbours:
    """Tells the other processes, and hears them."""

    def __init__(self, address: str, database: Database, hub: Hub) -> None:
        self._address = address
        self._database = database
        self._hub = hub
        self._name = secrets.token_hex(4)
        self._told: set[str] = set()
        self._typing: list[list[Any]] = []
        self._something = asyncio.Event()
        self._look = asyncio.Event()

    async def run(self) -> None:
        """Hear what the others say, and look into the logs now and then, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self._listen, self._speak, self._poll):
                tasks.create_task(self._go_on(work))

    def tell(self, user_ids: Collection[str]) -> None:
        """These users have something to read, or a session less."""
        self._told.update(user_ids)
        self._something.set()

    def tell_typing(
        self, user_ids: Collection[str], typist_id: str, conversation_id: str, *, typing: bool
    ) -> None:
        """Tell these users that somebody types, or stopped."""
        if len(self._typing) < _MOST_TYPING:
            self._typing += (
                [list(some), typist_id, conversation_id, typing] for some in _some(user_ids)
            )
        self._something.set()

    async def _go_on(self, work: Any) -> None:
        """Whatever becomes of the database, begin again."""
        while True:
            try:
                await work()
            except (psycopg.Error, DatabaseUnavailable) as error:
                _log.warning("neighbours are not heard: %s", str(error).partition("\n")[0])
            await asyncio.sleep(_POLL_SECONDS)

    async def _listen(self) -> None:
        async with await self._connect() as connection:
            await connection.execute(f"LISTEN {_CHANNEL}".encode())
            # What was said before is not heard any more.
            self._look.set()
            async for notification in connection.notifies():
                self._hear(notification.payload)

    def _hear(self, payload: str) -> None:
        said = json.loads(payload)
        if said["from"] == self._name:
            return
        self._hub.wake(said["wake"])
        for user_ids, typist_id, conversation_id, typing in said["typing"]:
            self._hub.tell_typing(user_ids, typist_id, conversation_id, typing=typing)

    async def _speak(self) -> None:
        async with await self._connect() as connection:
            while True:
                await self._something.wait()
                self._something.clear()
                for payload in self._gathered():
                    await connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))
                await asyncio.sleep(_GATHER_SECONDS)

    def _gathered(self) -> Iterator[str]:
        told, typing = self._told, self._typing
        self._told, self._typing = set(), []
        yield from (self._said(wake=list(some)) for some in _some(told))
        yield from (self._said(typing=[each]) for each in typing)

    def _said(self, wake: Collection[str] = (), typing: Collection[Any] = ()) -> str:
        return json.dumps(
            {"from": self._name, "wake": wake, "typing": typing}, separators=(",", ":")
        )

    async def _poll(self) -> None:
        while True:
            for some in _some(self._hub.online(), _LOGS_AT_ONCE):
                self._hub.wake_behind(await self._database.read(lambda c, s=some: _heads(c, s)))
            self._look.clear()
            try:
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._look.wait()
            except TimeoutError:
                continue

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self._address, autocommit=True)


def _heads(connection: Connection, user_ids: Collection[str]) -> dict[str, int]:
    rows = connection.execute(
        select(user_streams.c.user_id, user_streams.c.head_seq).where(
            user_streams.c.user_id.in_(user_ids)
        )
    )
    return {row.user_id: row.head_seq for row in rows}


def _some(user_ids: Iterable[str], most: int = _IDS_AT_ONCE) -> Iterator[tuple[str, ...]]:
    left = iter(user_ids)
    while some := tuple(islice(left, most)):
        yield some
