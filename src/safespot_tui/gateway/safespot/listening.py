"""One connection: its streams, what they say, and what is asked for beside them.

::

    opening ──connected──▶ recovering ──▶ whole ──▶ …      the user's stream breaks: all of it ends
                              ▲   │ 429: waits
                              └───┘

What the streams say while recovering waits until that is done: messages are counted in the order in
which they were written.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Collection, Coroutine, Sequence
from contextlib import aclosing, suppress
from typing import Any

import httpx

from safespot_tui.domain.event import Heartbeat, Skipped, StreamItem, Synced
from safespot_tui.domain.ids import ConversationId, Cursor, UserId
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    Unreachable,
)
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.errors import NOT_A_MEMBER
from safespot_tui.gateway.safespot.events import Alive, Connected, Said, said
from safespot_tui.gateway.safespot.exchange import path
from safespot_tui.gateway.safespot.fetching import Fetching
from safespot_tui.gateway.safespot.identifiers import is_uuid
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.polling import SETTLE_SECONDS, Kind, Look, Plan
from safespot_tui.gateway.safespot.recovery import Recovery
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.sse.connection import EventStream

USER_HEARTBEAT = 15.0
ROOM_HEARTBEAT = 2.0
"""Seconds between the server's signs of life, by stream."""
MOST_HELD_BACK = 5000
MOST_WAITING = 2000
"""What a stream said and nobody took: with more, no more is read of it."""
LONGEST_WAIT = 60.0
FIRST_WAIT = 1.0

_log = logging.getLogger(__name__)


class Listening:
    """Made for one `Live.stream`; `start` it, read `items`, and close it."""

    def __init__(
        self,
        requests: Requests,
        client: httpx.AsyncClient,
        fetching: Fetching,
        replica: Replica,
        plan: Plan,
        outlet: Outlet,
        clock: Clock,
        me: UserId,
    ) -> None:
        self._client = client
        self._fetching = fetching
        self._replica = replica
        self._plan = plan
        self._outlet = outlet
        self._clock = clock
        self._me = me
        self._recovery = Recovery(requests, fetching, replica)
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._chores = asyncio.Event()
        self._taken = asyncio.Event()
        self._connected = asyncio.Event()
        self._held_back: list[Said] = []
        self._whole = asyncio.Event()
        self._shown: Sequence[ConversationId] = ()
        self._shown_changed = asyncio.Event()
        self._cursor: Cursor | None = None
        self._ended = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing any more."""
        return self._whole.is_set()

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """These conversations are on screen now."""
        if set(conversation_ids) != set(self._shown):
            self._shown_changed.set()
        self._shown = conversation_ids
        self._chores.set()

    def wake(self) -> None:
        """There may be something to tell, or to do."""
        self._wake.set()
        self._chores.set()

    def end(self) -> None:
        """Come to an end, as when the server hangs up."""
        self._ended = True
        self._wake.set()

    def start(self) -> None:
        """Connect."""
        for work in (self._follow_user(), self._work(), self._follow_shown()):
            self._tasks.append(asyncio.create_task(self._ended_by(work)))

    async def items(self) -> AsyncGenerator[StreamItem]:
        """All there is to tell, until the user's stream ends. Raises `GatewayError`."""
        user = self._tasks[0]
        while True:
            while (item := self._outlet.take()) is not None:
                self._taken.set()
                self._note_cursor(item)
                yield item
            failed = next((task for task in self._tasks if _has_failed(task)), None)
            if failed is not None:
                failed.result()
            if user.done() or self._ended:
                return
            if self.is_whole and self._cursor != self._replica.cursor:
                # Counted without anything to tell, as by the answer to what the user wrote.
                self._cursor = self._replica.cursor
                yield Skipped(self._cursor)
                continue
            self._wake.clear()
            await self._wake.wait()

    async def aclose(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _note_cursor(self, item: StreamItem) -> None:
        cursor = getattr(item, "cursor", None)
        if cursor is not None:
            self._cursor = cursor

    async def _ended_by(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        finally:
            self._wake.set()

    # ------------------------------------------------------------------------ the user's stream

    async def _follow_user(self) -> None:
        stream = EventStream(
            self._client, path("realtime", "user", self._me), heartbeat=USER_HEARTBEAT
        )
        try:
            async with aclosing(stream.blocks()) as blocks:
                async for block in blocks:
                    await self._hear(said(block))
        except NotUnderstood as error:
            if not self._connected.is_set():
                raise
            # One block too large to be read: what it told is found after the next connect.
            raise Unreachable(error.reason) from error

    async def _hear(self, told: Said) -> None:
        match told:
            case Connected():
                self._connected.set()
            case Alive():
                self._outlet.put(Heartbeat())
            case _ if self.is_whole:
                self._take(told)
            case _:
                self._held_back.append(told)
                if len(self._held_back) >= MOST_HELD_BACK:
                    await self._whole.wait()
        self._wake.set()
        while len(self._outlet) >= MOST_WAITING:
            self._taken.clear()
            await self._taken.wait()

    def _take(self, told: Said) -> None:
        self._replica.take(told)
        wants, now = self._replica.take_wants(), self._clock.monotonic()
        if wants.rooms:
            self._plan.want_rooms(now)
        for conversation_id in wants.messages:
            self._plan.want_news(conversation_id, now)
        self.wake()

    # ------------------------------------------------------------------------ requests

    async def _work(self) -> None:
        await self._connected.wait()
        await self._recover()
        while True:
            now = self._clock.monotonic()
            look = self._plan.next(now)
            if look is not None:
                await self._look(look)
                self._wake.set()
                continue
            self._chores.clear()
            await self._wait_for(self._chores, self._plan.due_in(now))

    async def _recover(self) -> None:
        while True:
            try:
                await self._recovery.run(self._shown)
            except Busy as error:
                self._wake.set()
                await self._clock.sleep(max(FIRST_WAIT, error.retry_after))
            else:
                break
        self._replica.take_wants()
        self._plan.begin(self._clock.monotonic())
        # Nobody else runs between these: what is said from now on is taken at once.
        held_back, self._held_back = self._held_back, []
        for told in held_back:
            self._take(told)
        for conversation_id in self._replica.holed:
            self._plan.want_news(conversation_id, self._clock.monotonic())
        self._whole.set()
        self._outlet.put(Synced(self._replica.cursor, USER_HEARTBEAT))
        self.wake()

    async def _look(self, look: Look) -> None:
        try:
            rows = await self._asked(look)
        except NotLoggedIn:
            raise
        except Busy as error:
            now = self._clock.monotonic()
            self._plan.throttled(error.retry_after, now)
            self._plan.again(look, now)
        except GatewayError as error:
            gone = isinstance(error, Rejected) and error.code == NOT_A_MEMBER
            if gone and look.conversation_id is not None:
                self._plan.forget(look.conversation_id)
                self._plan.want_rooms(self._clock.monotonic())
                return
            _log.warning("%s could not be looked at: %s", look.kind.value, type(error).__name__)
            self._plan.failed(look, self._clock.monotonic())
        else:
            self._plan.answered(look, self._clock.monotonic(), rows)

    async def _asked(self, look: Look) -> int:
        match look:
            case Look(kind=Kind.ROOMS):
                for conversation_id in await self._fetching.all_rooms(Priority.POLL):
                    self._plan.want_news(conversation_id, self._clock.monotonic())
                return 0
            case Look(kind=kind, conversation_id=where) if where is not None:
                if where not in self._replica.rooms:
                    return 0
                fetch = self._fetching.whole if kind is Kind.WHOLE else self._fetching.news
                priority = Priority.READ if where in self._shown else Priority.POLL
                return await fetch(where, priority)
            case _:
                return 0

    # ------------------------------------------------------------------------ those on screen

    async def _follow_shown(self) -> None:
        await self._whole.wait()
        followed: dict[ConversationId, asyncio.Task[None]] = {}
        try:
            while True:
                self._shown_changed.clear()
                wanted = {shown for shown in self._shown if is_uuid(shown)}
                await _end([followed.pop(gone) for gone in followed.keys() - wanted])
                new = wanted - followed.keys()
                # Who leafs through many conversations opens no stream for each.
                if new and await self._wait_for(self._shown_changed, SETTLE_SECONDS):
                    continue
                for conversation_id in new:
                    work = self._follow_room(conversation_id)
                    followed[conversation_id] = asyncio.create_task(work)
                await self._until_changed(followed.values())
        finally:
            await _end(followed.values())

    async def _until_changed(self, followed: Collection[asyncio.Task[None]]) -> None:
        """Wait until others are on screen; raises what ends following one of them."""
        changed = asyncio.create_task(self._shown_changed.wait())
        try:
            while not changed.done():
                running = [task for task in followed if not task.done()]
                await asyncio.wait({changed, *running}, return_when=asyncio.FIRST_COMPLETED)
                for task in followed:
                    if task.done():
                        task.result()
        finally:
            await _end([changed])

    async def _follow_room(self, conversation_id: ConversationId) -> None:
        """Its stream, opened again however often it breaks, for as long as one is a member."""
        wait = FIRST_WAIT
        while True:
            if conversation_id in self._replica.rooms and not self._plan.is_ailing:
                try:
                    if await self._read_room(conversation_id):
                        wait = FIRST_WAIT
                except NotLoggedIn:
                    raise
                except Rejected:
                    self._plan.want_rooms(self._clock.monotonic())
                    self._chores.set()
                    return
                except GatewayError as error:
                    _log.info("a conversation's stream broke: %s", type(error).__name__)
            await self._clock.sleep(wait * (0.75 + self._clock.random() / 2))
            wait = min(wait * 2, LONGEST_WAIT)

    async def _read_room(self, conversation_id: ConversationId) -> bool:
        """Read the stream until it breaks; whether it was open."""
        was_open = False
        stream = EventStream(
            self._client, path("realtime", "chats", conversation_id), heartbeat=ROOM_HEARTBEAT
        )
        with suppress(Unreachable):
            async with aclosing(stream.blocks()) as blocks:
                async for block in blocks:
                    match told := said(block):
                        case Connected():
                            was_open = True
                            self._plan.want_news(conversation_id, self._clock.monotonic())
                            self._chores.set()
                        case Alive():
                            pass
                        case _:
                            await self._hear(told)
        return was_open

    async def _wait_for(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait so long for `event`; whether it came."""
        waiting = asyncio.create_task(event.wait())
        sleeping = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (waiting, sleeping):
                each.cancel()
            await asyncio.gather(waiting, sleeping, return_exceptions=True)
        return event.is_set()


async def _end(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _has_failed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
