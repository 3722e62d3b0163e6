"""What server processes on one PostgreSQL tell each other, with LISTEN and NOTIFY.

::

    commit ─▶ tell ─▶ gathered ─▶ NOTIFY, at most one in 20 ms ─▶ LISTEN of the others ─▶ hub
                                                                                        ▲
                         the heads of the logs that are read here, every 1.5 s ─────────┘
    who listens here, every 4 s and as they come and go ─▶ NOTIFY ─▶ presence at the others
    a lock, held for as long as this process listens ─▶ every 4 s, and before a stream is refused

A transaction that notifies takes a lock of the whole database while it commits, and each listening
connection makes every one of them dearer. So there is one of either per process, what is to be told
waits for its transaction and is put together; and since all of it may be lost, the logs are the
truth: whoever is behind them is woken.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, text

from safespot_tui.server import conversation_log, event_log
from safespot_tui.server.database import Database
from safespot_tui.server.elsewhere import KEPT_SECONDS
from safespot_tui.server.hub import Hub
from safespot_tui.server.neighbours import Presence
from safespot_tui.server.outage import DatabaseUnavailable

T = TypeVar("T")

_CHANNEL = "safespot_tui"
_ALIVE = 0x5AFE
"""The first key of the lock that a process holds, its number being the second. It goes with the
connection, so that who was killed is known to be gone."""
_GATHER_SECONDS = 0.02
_POLL_SECONDS = 1.5
_BEACON_SECONDS = KEPT_SECONDS / 3
_LEAVE_SECONDS = 2.0
_IDS_AT_ONCE = 150
"""In one notification, which has less than 8,000 bytes."""
_MOST_TYPING = 200
_LOGS_AT_ONCE = 1_000

_HOLDERS = text(
    "SELECT l.objid::bigint FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database()"
    " AND l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid::bigint = :key AND l.granted"
)

_log = logging.getLogger(__name__)


class PostgresNeighbours:
    """Tells the other processes, and hears them."""

    def __init__(self, address: str, database: Database, hub: Hub, presence: Presence) -> None:
        self._address = address
        self._database = database
        self._hub = hub
        self._presence = presence
        self._number = secrets.randbits(31)
        self._name = str(self._number)
        self._told: set[str] = set()
        self._told_logs: set[int] = set()
        self._typing: list[list[Any]] = []
        self._streams: set[str] = set()
        """Whose number of streams here is to be told."""
        self._changed: set[str] = set()
        """Who came or went elsewhere, and nobody here knows it yet."""
        self._present = asyncio.Event()
        self._ask = False
        """Whether the others are to be asked who is there."""
        self._something = asyncio.Event()
        self._look = asyncio.Event()

    async def run(self) -> None:
        """Hear what the others say, and look into the logs now and then, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self._listen, self._speak, self._poll, self._beacon, self._announce):
                tasks.create_task(self._go_on(work))

    def tell(self, user_ids: Collection[str], logs: Collection[int] = ()) -> None:
        """These users, and who reads these logs, have something to read, or a session less."""
        self._told.update(user_ids)
        self._told_logs.update(logs)
        self._something.set()

    def tell_typing(
        self,
        user_ids: Collection[str],
        typist_id: str,
        conversation_id: str,
        *,
        typing: bool,
        log: int | None = None,
    ) -> None:
        """Tell these users, and the others who read that log, that somebody types, or stopped."""
        if len(self._typing) < _MOST_TYPING:
            about = typist_id, conversation_id, typing
            if log is not None:
                self._typing.append([[], *about, log])
            self._typing += ([list(some), *about, None] for some in _some(user_ids))
        self._something.set()

    def tell_streams(self, user_id: str) -> None:
        """The user has another number of streams open here."""
        self._streams.add(user_id)
        self._something.set()

    async def forget_the_dead(self) -> None:
        """Count no streams of processes that do not hold their lock any more."""
        with contextlib.suppress(DatabaseUnavailable):
            self._noticed(self._hub.elsewhere.keep(await self._database.read(_alive)))

    async def leave(self) -> None:
        """Say that all streams of this process have ended; otherwise that is noticed later."""
        with contextlib.suppress(psycopg.Error, TimeoutError):
            async with asyncio.timeout(_LEAVE_SECONDS), await self._connect() as connection:
                payload = self._said(left=True)
                await connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))

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
            # Shared, so that it is not waited for: an own one may be left of a lost connection.
            alive = (_ALIVE, self._number)
            await connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", alive)
            await connection.execute(f"LISTEN {_CHANNEL}".encode())
            # What was said before is not heard any more, and who found no lock forgot the streams.
            self._look.set()
            self._ask = True
            self._streams |= self._hub.online()
            self._something.set()
            async for notification in connection.notifies():
                self._hear(notification.payload)

    def _hear(self, payload: str) -> None:
        said = json.loads(payload)
        if said["from"] == self._name:
            return
        self._hear_of_streams(said)
        self._hub.wake(said.get("wake", ()))
        self._hub.wake_logs(said.get("logs", ()))
        for user_ids, typist_id, conversation_id, typing, *log in said.get("typing", ()):
            # A server from before there were logs says nothing of them.
            self._hub.tell_typing(
                user_ids, typist_id, conversation_id, typing=typing, log=log[0] if log else None
            )

    def _hear_of_streams(self, said: Mapping[str, Any]) -> None:
        elsewhere, process = self._hub.elsewhere, said["from"]
        if said.get("ask"):
            self._streams |= self._hub.online()
            self._something.set()
        if said.get("left"):
            self._noticed(elsewhere.left(process))
        streams: Mapping[str, int] = said.get("streams", {})
        self._noticed(
            [user_id for user_id in streams if elsewhere.heard(process, user_id, streams[user_id])]
        )

    def _noticed(self, user_ids: Collection[str]) -> None:
        """Who is here, too, neither came nor went."""
        self._changed.update(user for user in user_ids if not self._hub.is_online(user))
        if self._changed:
            self._present.set()

    async def _announce(self) -> None:
        while True:
            await self._present.wait()
            self._present.clear()
            while self._changed:
                await self._presence(self._changed.pop())

    async def _beacon(self) -> None:
        """Say again who is here, before the others forget it; forget who died."""
        while True:
            await asyncio.sleep(_BEACON_SECONDS)
            self._noticed(self._hub.elsewhere.expire())
            await self.forget_the_dead()
            self._streams |= self._hub.online()
            self._something.set()

    async def _speak(self) -> None:
        async with await self._connect() as connection:
            while True:
                await self._something.wait()
                self._something.clear()
                for payload in self._gathered():
                    await connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))
                await asyncio.sleep(_GATHER_SECONDS)

    def _gathered(self) -> Iterator[str]:
        told, logs, typing = self._told, self._told_logs, self._typing
        self._told, self._told_logs, self._typing = set(), set(), []
        yield from (self._said(wake=list(some)) for some in _some(told))
        yield from (self._said(logs=list(some)) for some in _some(logs))
        yield from (self._said(typing=[each]) for each in typing)
        streams, self._streams = self._streams, set()
        for some in _some(streams):
            yield self._said(streams={user: self._hub.streams_of(user) for user in some})
        if self._ask:
            self._ask = False
            yield self._said(ask=True)

    def _said(self, **said: Any) -> str:
        # Servers from before there was more to say look for these two.
        known = {"from": self._name, "wake": (), "typing": ()}
        return json.dumps(known | said, separators=(",", ":"))

    async def _poll(self) -> None:
        while True:
            for some in _some(self._hub.online(), _LOGS_AT_ONCE):
                ends = await self._database.read(lambda c, s=some: event_log.heads(c, s))
                self._hub.wake_behind(ends)
            for logs in _some(self._hub.logs(), _LOGS_AT_ONCE):
                heads = await self._database.read(lambda c, s=logs: conversation_log.heads(c, s))
                self._hub.wake_logs_behind(heads)
            self._look.clear()
            try:
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._look.wait()
            except TimeoutError:
                continue

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self._address, autocommit=True)


def _alive(connection: Connection) -> list[str]:
    return [str(number) for number in connection.scalars(_HOLDERS, {"key": _ALIVE})]


def _some(ids: Iterable[T], most: int = _IDS_AT_ONCE) -> Iterator[tuple[T, ...]]:
    left = iter(ids)
    while some := tuple(islice(left, most)):
        yield some
