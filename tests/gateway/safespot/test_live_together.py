"""The live half against the stand-in, with a real store behind it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safespot_tui.domain.event import Received, Skipped, Snapshot, StreamItem, Synced
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, OriginClientId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.gateway.safespot import session
from safespot_tui.gateway.safespot.secret import Secret
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from tests.safespot_server.server import SafeSpotServer
from tests.safespot_server.state import Room
from tests.safespot_server.streams import Kind
from tests.safespot_server.traps import Traps

PATIENCE = 10.0
APART = timedelta(milliseconds=3)


@pytest.fixture
async def server() -> AsyncGenerator[SafeSpotServer]:
    async with SafeSpotServer(Traps(user_heartbeat=0.5, room_heartbeat=0.2)) as server:
        yield server


class Window:
    """A gateway whose stream goes into a store, reconnecting as the engine does."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.store = Store()
        self.cursor: Cursor | None = None
        self.synced = 0
        self.arrivals: list[MessageId] = []
        self._changed = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        snapshot = await self.gateway.snapshot()
        await self._apply(snapshot, snapshot.cursor)

    async def listen(self) -> None:
        """Until the past is known."""
        before = self.synced
        self._listening = asyncio.create_task(self._follow())
        await self.until(lambda: self.synced > before)

    async def hang_up(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def aclose(self) -> None:
        await self.hang_up()
        await self.gateway.aclose()

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(seen)

    async def load(self, room: Room) -> None:
        page = await self.gateway.history(ConversationId(room.id), Page())
        await self._apply(page, None)

    def contents(self, room: Room) -> list[str]:
        return [message.content for message in self.messages(room)]

    def messages(self, room: Room) -> list[Message]:
        rows = self.store.timeline(ConversationId(room.id)).rows
        found = [self.store.base_message(MessageId(row)) for row in rows if not is_gap(row)]
        return [message for message in found if message and message.deleted_at is None]

    def unread(self, room: Room) -> int:
        return self.store.unread(ConversationId(room.id))

    async def _follow(self) -> None:
        while True:
            try:
                async with aclosing(self.gateway.stream(self.cursor)) as items:
                    async for item in items:
                        await self._take(item)
            except GatewayError:
                await asyncio.sleep(0.05)

    async def _take(self, item: StreamItem) -> None:
        match item:
            case Received(event=event, cursor=cursor):
                await self._apply(event, cursor)
            case Synced(cursor=cursor):
                self.synced += 1
                await self._apply(None, cursor)
            case Skipped(cursor=cursor):
                await self._apply(None, cursor)
            case _:
                pass

    async def _apply(self, patch: object, cursor: Cursor | None) -> None:
        async with self._changed:
            if patch is not None:
                self.arrivals += self.store.apply(patch).arrivals  # type: ignore[arg-type]
            if cursor is not None:
                self.cursor = cursor
            if isinstance(patch, Snapshot):
                self.arrivals.clear()
            self._changed.notify_all()


class Neighbours:
    """Ana, who is tested, and Bruno, of whom the server makes whatever is wanted."""

    def __init__(self, server: SafeSpotServer) -> None:
        self.server = server
        self.ana = server.person("Ana", email="ana@example.test")
        self.bruno = server.person("Bruno")
        self.room = server.room(self.ana, self.bruno)
        self.place = ConversationId(self.room.id)
        self.starting = datetime.now(UTC)
        self._windows: list[Window] = []

    async def window(self, cursor: Cursor | None = None, store: Store | None = None) -> Window:
        told = self.server.identity(self.ana)
        secret = Secret(
            UserId(told.anonymous_id),
            told.token,
            told.signature,
            datetime.now(UTC) + timedelta(days=6),
            registered=True,
        )
        name = OriginClientId(f"window-{len(self._windows)}")
        gateway = await session.connect(server_address(self.server.url), secret.line(), name)
        window = Window(gateway)
        self._windows.append(window)
        if store is not None:
            window.store, window.cursor = store, cursor
        return window

    async def listening(self) -> Window:
        window = await self.window()
        await window.begin()
        await window.listen()
        return window

    def write(self, *contents: str, **how: Any) -> None:
        """From Bruno to Ana, a few milliseconds apart, which is as fine as times are told."""
        self.starting = max(self.starting + 2 * APART, datetime.now(UTC))
        how = {"starting": self.starting, "apart": APART} | how
        self.server.write(self.room.id, self.bruno.id, *contents, **how)
        self.starting += len(contents) * APART

    async def aclose(self) -> None:
        for window in self._windows:
            await window.aclose()


@pytest.fixture
async def here(server: SafeSpotServer) -> AsyncGenerator[Neighbours]:
    neighbours = Neighbours(server)
    yield neighbours
    await neighbours.aclose()


def numbered(count: int, first: int = 0) -> list[str]:
    return [f"mensaje {number}" for number in range(first, first + count)]


async def test_what_others_write_comes_once(here: Neighbours) -> None:
    window = await here.listening()
    here.write("hola", "¿estás?")
    await window.until(lambda: window.contents(here.room) == ["hola", "¿estás?"])
    assert window.unread(here.room) == 2
    assert len(window.arrivals) == 2


async def test_forged_copies_change_nothing(here: Neighbours) -> None:
    window = await here.listening()
    here.write("a > b", "1")
    await window.until(lambda: here.server.backend.orchestrator.waiting() == 0)
    here.write("fin")
    await window.until(lambda: len(window.messages(here.room)) == 3)
    assert window.contents(here.room) == ["a > b", "1", "fin"]
    assert {message.sender_id for message in window.messages(here.room)} == {here.bruno.id}


async def test_120_missed_messages_appear_once_and_in_order(here: Neighbours) -> None:
    window = await here.listening()
    here.write("antes")
    await window.until(lambda: window.contents(here.room) == ["antes"])
    await window.hang_up()
    here.write(*numbered(120))
    await window.listen()
    assert window.contents(here.room) == ["antes", *numbered(120)]
    assert window.unread(here.room) == 121
    assert len(window.arrivals) == 121


async def test_what_was_missed_by_a_process_that_ended(here: Neighbours) -> None:
    window = await here.listening()
    here.write(*numbered(3))
    await window.until(lambda: len(window.messages(here.room)) == 3)
    await window.hang_up()
    here.write(*numbered(70, 3))
    again = await here.window(window.cursor, window.store)
    await again.listen()
    assert again.contents(here.room) == numbered(73)
    assert again.unread(here.room) == 73
    assert len(again.arrivals) == 70


async def test_a_stream_killed_in_the_middle_of_what_it_begins_with(here: Neighbours) -> None:
    window = await here.listening()
    await window.hang_up()
    here.write(*numbered(20))
    here.server.faults.cut_flush_after(5)
    await window.listen()
    assert window.contents(here.room) == numbered(20)
    assert window.unread(here.room) == 20


async def test_a_server_restarted_in_mid_stream_loses_nothing(here: Neighbours) -> None:
    window = await here.listening()
    here.write("uno")
    await window.until(lambda: window.contents(here.room) == ["uno"])
    synced = window.synced
    await here.server.stop()
    here.write("dos", quietly=True)
    await here.server.start()
    await window.until(lambda: window.synced > synced)
    here.write("tres")
    await window.until(lambda: len(window.messages(here.room)) == 3)
    assert window.contents(here.room) == ["uno", "dos", "tres"]
    assert window.unread(here.room) == 3


async def test_a_room_made_by_somebody_else_is_found(here: Neighbours) -> None:
    window = await here.listening()
    carla = here.server.person("Carla")
    room = here.server.room(here.ana, carla)
    here.server.write(room.id, carla.id, "hola, soy nueva")
    await window.until(lambda: window.contents(room) == ["hola, soy nueva"])
    assert window.unread(room) == 1


async def test_the_one_on_screen_shows_what_no_stream_tells(here: Neighbours) -> None:
    here.write("hola", "chau")
    window = await here.listening()
    await window.load(here.room)
    state = here.server.state.messages_of(here.room.id)
    state[0].content, state[0].is_edited, state[0].edited_at = "editado", True, state[0].created_at
    state[1].reactions = {"👍": [here.bruno.id]}
    window.gateway.watch(here.place)
    await window.until(lambda: window.contents(here.room) == ["editado", "chau"])
    await window.until(lambda: bool(window.messages(here.room)[1].reactions))


async def test_own_words_of_another_window(here: Neighbours) -> None:
    window = await here.listening()
    window.gateway.watch(here.place)
    await here.server.backend.hub.wait_open(Kind.ROOM, here.ana.id)
    here.server.write(here.room.id, here.ana.id, "desde el teléfono")
    await window.until(lambda: window.contents(here.room) == ["desde el teléfono"])
    assert window.unread(here.room) == 0


async def test_a_snapshot_tells_nobody_anything(here: Neighbours) -> None:
    here.write("hola")
    window = await here.window()
    await window.begin()
    assert not here.server.state.messages_of(here.room.id)[0].is_delivered
    assert window.unread(here.room) == 1
