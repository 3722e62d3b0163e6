"""What the requests of one server share."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from safespot_tui.server import event_log, images, news, peers
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.callers import Callers
from safespot_tui.server.auth.passwords import Passwords
from safespot_tui.server.auth.rates import RateLimits
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.auth.throttle import Throttle
from safespot_tui.server.engines import database_for
from safespot_tui.server.errors import not_logged_in
from safespot_tui.server.hub import Hub
from safespot_tui.server.members import Audience
from safespot_tui.server.metrics import Metrics
from safespot_tui.server.news import Tidings
from safespot_tui.server.outage import DatabaseUnavailable
from safespot_tui.server.pictures import Pictures
from safespot_tui.server.search_index import SearchIndex
from safespot_tui.server.settings import (
    DATABASE_AGAIN_SECONDS,
    EVENT_DAYS,
    PRUNE_SECONDS,
    UNSENT_IMAGE_HOURS,
    Settings,
)
from safespot_tui.server.transaction import Transaction

T = TypeVar("T")


class Backend:
    """The database, the open streams and the pools of one server process."""

    def __init__(self, database_url: str, settings: Settings) -> None:
        self.settings = settings
        self.database = database_for(database_url)
        self.callers = Callers(self.database)
        self.hub = Hub(settings.max_streams_per_user)
        self.neighbours = self.database.neighbours(self.hub, self.tell_presence)
        self.passwords = Passwords()
        self.guesses = Throttle()
        self.limits = RateLimits(settings.rates)
        self.metrics = Metrics()
        self.search_index: SearchIndex = self.database.search_index
        self.pictures = Pictures()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Connect. Raises `UnknownSchema`, or what the database's driver raises."""
        await self.database.open()
        await self.database.write(self.search_index.prepare)
        self.spawn(self.neighbours.run())
        self.spawn(self._prune_now_and_then())
        self.spawn(self._index_backlog())
        self.spawn(self._watch_operators())

    async def close(self) -> None:
        """End every stream and let go of everything."""
        self.hub.close()
        await self.neighbours.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.database.close()
        self.passwords.close()
        self.pictures.close()

    async def write(self, caller: Caller, function: Callable[[Transaction], T]) -> T:
        """The result of `function` in a committed transaction, told to all whom it concerns here.

        Raises `not_logged_in` for a caller whose session has ended, `suspended`, and what
        `function` raises. Shielded: whoever asked may go away, but what was committed must still
        wake its readers.
        """
        return await asyncio.shield(self._write(caller, function, aloud=False))

    async def say(self, caller: Caller, function: Callable[[Transaction], T]) -> T:
        """As `write`, for what others see of the caller. Raises `muted`, too."""
        return await asyncio.shield(self._write(caller, function, aloud=True))

    def wake(self, user_ids: Collection[str]) -> None:
        """These users have something to read, or a session less."""
        self.hub.wake(user_ids)
        self.neighbours.tell(user_ids)

    def tell_typing(
        self, others: Audience, typist_id: str, conversation_id: str, *, typing: bool
    ) -> None:
        """Tell the others of a conversation that somebody types, or stopped."""
        for told in (self.hub, self.neighbours):
            told.tell_typing(
                others.user_ids, typist_id, conversation_id, typing=typing, log=others.log
            )

    async def tell_presence(self, user_id: str) -> None:
        """Tell those who listen here whether somebody is present now."""
        told = await self.database.read(lambda connection: peers.seen_by(connection, user_id))
        self.hub.tell_presence(told, user_id)

    def introduce(self, newcomers: Collection[str], user_ids: Collection[str]) -> None:
        """Tell people who share a conversation from now on which of them are here.

        Others learn it from the greeting of a stream: those of other servers from their next one,
        and those of a conversation in which many are, where telling everybody of everybody is dear.
        """
        if len(user_ids) > self.settings.large_above:
            return
        for user_id in filter(self.hub.is_present, user_ids):
            told = user_ids if user_id in newcomers else newcomers
            self.hub.tell_presence([each for each in told if each != user_id], user_id)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for, at the latest until the server stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(
        self, caller: Caller, function: Callable[[Transaction], T], *, aloud: bool
    ) -> T:
        def run(connection: Connection) -> tuple[T, Transaction, Tidings]:
            now = sessions.require(connection, caller)
            if aloud:
                now.require_voice()
            transaction = Transaction(
                connection,
                caller.user_id,
                caller.origin_client_id,
                datetime.now(UTC),
                self.settings.log_above,
                self.settings.large_above,
                now.standing,
            )
            result = function(transaction)
            entries = transaction.record()
            tidings = news.of(connection, entries, self.hub.is_online, self.hub.is_read)
            return result, transaction, tidings

        began = time.monotonic()
        try:
            result, transaction, tidings = await self.database.write(run)
        except sessions.Ended:
            self.callers.forget(caller)
            raise not_logged_in() from None
        self.neighbours.tell(transaction.told, transaction.told_logs)
        self.metrics.events.count(tidings.count, way="handed")
        self.metrics.writes.observe(time.monotonic() - began)
        await self.hub.tell(transaction.told, transaction.told_logs, tidings)
        return result

    async def _index_backlog(self) -> None:
        """Until nothing is left, whatever becomes of the database meanwhile."""
        is_more = True
        while is_more:
            try:
                is_more = await self.database.write(self.search_index.index_some)
            except DatabaseUnavailable:
                await asyncio.sleep(DATABASE_AGAIN_SECONDS)

    async def _watch_operators(self) -> None:
        """They end sessions, and tell people things, beside us: one question for all streams."""
        while True:
            await asyncio.sleep(self.settings.heartbeat_seconds)
            tokens, users = self.hub.sessions(), self.hub.online()
            try:
                ended, heads = await self.database.read(
                    lambda c, t=tokens, u=users: (sessions.ended(c, t), event_log.heads(c, u))
                )
            except DatabaseUnavailable:
                # Each finds that out, and its reader comes again.
                ended, heads = tokens, dict[str, int]()
            self.hub.wake_sessions(ended)
            self.hub.wake_behind(heads)

    async def _prune_now_and_then(self) -> None:
        while True:
            with contextlib.suppress(DatabaseUnavailable):
                await self._prune()
            await asyncio.sleep(PRUNE_SECONDS)

    async def _prune(self) -> None:
        before = datetime.now(UTC) - timedelta(days=EVENT_DAYS)
        while await self.database.write(lambda c, b=before: event_log.prune(c, b)):
            pass
        unsent = datetime.now(UTC) - timedelta(hours=UNSENT_IMAGE_HOURS)
        await self.database.write(lambda connection, b=unsent: images.prune(connection, b))
