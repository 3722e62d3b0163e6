"""The live half against the stand-in, with a real store behind it."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safespot_tui.domain.delivery import Delivery, delivery_of
from safespot_tui.domain.event import (
    MessageCreated,
    Received,
    ResetRequired,
    Skipped,
    Snapshot,
    StreamItem,
    Synced,
    Throttled,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import MarkRead, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import GatewayError, Rejected
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.gateway.safespot import listening, session
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
        self.synced = self.throttled = self.failures = 0
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

    async def send(self, where: ConversationId, content: str) -> Message:
        intent = SendMessage(where, ClientMessageId(str(uuid.uuid4())), safe_text(content))
        outcome = await self.gateway.perform(intent)
        assert isinstance(outcome, Message)
        await self._apply(MessageCreated(outcome), None)
        return outcome

    def is_read(self, where: ConversationId, message_id: MessageId) -> bool:
        message = self.store.base_message(message_id)
        others = [m for m in self.store.members(where) if m.user_id != self.store.me]
        return message is not None and delivery_of(message, others) is Delivery.READ

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
                self.failures += 1
                await self._apply(None, None)
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
            case Throttled():
                self.throttled += 1
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
        self._written_until = datetime.now(UTC)
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
        now = datetime.now(UTC)
        if len(contents) > 1 or now < self._written_until:
            starting = max(now, self._written_until) + APART
            how = {"starting": starting, "apart": APART} | how
            self._written_until = starting + len(contents) * APART
        self.server.write(self.room.id, self.bruno.id, *contents, **how)

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


async def test_more_than_a_stream_begins_with_is_whole_before_anything_is_opened(
    here: Neighbours,
) -> None:
    """A stream begins with the 50 oldest of what was missed: they are not the end."""
    here.write(*numbered(61))
    window = await here.listening()
    await window.until(lambda: window.contents(here.room) == numbered(61))
    assert window.unread(here.room) == 61


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
    window.gateway.watch([here.place])
    await window.until(lambda: window.contents(here.room) == ["editado", "chau"])
    await window.until(lambda: bool(window.messages(here.room)[1].reactions))


async def test_own_words_of_another_window(here: Neighbours) -> None:
    window = await here.listening()
    window.gateway.watch([here.place])
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


async def test_a_storm_of_429_delays_and_loses_nothing(here: Neighbours) -> None:
    window = await here.listening()
    await window.hang_up()
    here.write(*numbered(10))
    here.server.faults.storm(1.5)
    await window.listen()
    assert window.contents(here.room) == numbered(10)
    assert window.throttled


async def test_a_storm_while_listening_does_not_end_the_stream(here: Neighbours) -> None:
    window = await here.listening()
    here.server.faults.storm(1.0)
    window.gateway.watch([here.place])
    here.write("en la tormenta")
    await window.until(lambda: window.contents(here.room) == ["en la tormenta"])
    assert window.synced == 1


async def test_the_stream_of_the_one_on_screen_may_break(here: Neighbours) -> None:
    window = await here.listening()
    window.gateway.watch([here.place])
    hub = here.server.backend.hub
    await hub.wait_open(Kind.ROOM, here.ana.id)
    here.server.faults.cut_streams(Kind.ROOM)
    await hub.wait_closed(Kind.ROOM, here.ana.id)
    here.server.write(here.room.id, here.ana.id, "desde otra ventana")
    await window.until(lambda: window.contents(here.room) == ["desde otra ventana"])
    assert window.synced == 1
    window.gateway.watch([])
    await hub.wait_open(Kind.ROOM, here.ana.id)
    await hub.wait_closed(Kind.ROOM, here.ana.id)


async def test_several_on_screen_have_a_stream_each(here: Neighbours) -> None:
    other = here.server.room(here.ana, here.server.person("Carla"))
    window = await here.listening()
    hub = here.server.backend.hub
    window.gateway.watch([ConversationId(other.id), here.place])
    await window.until(lambda: sum(each.kind is Kind.ROOM for each in hub._streams) == 2)
    here.server.write(here.room.id, here.ana.id, "desde el teléfono")
    here.server.write(other.id, here.ana.id, "y en la otra")
    await window.until(lambda: window.contents(here.room) == ["desde el teléfono"])
    await window.until(lambda: window.contents(other) == ["y en la otra"])
    window.gateway.watch([])
    await hub.wait_closed(Kind.ROOM, here.ana.id)


async def test_a_frozen_server_is_taken_for_dead(
    here: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "USER_HEARTBEAT", 0.6)
    window = await here.listening()
    before = window.synced
    here.server.faults.freeze(60)
    await window.until(lambda: window.failures > 0)
    here.server.faults.thaw()
    here.write("de vuelta")
    await window.until(lambda: window.synced > before)
    await window.until(lambda: window.contents(here.room) == ["de vuelta"])


async def test_a_message_that_the_history_was_asked_from_is_gone(here: Neighbours) -> None:
    window = await here.listening()
    here.write(*numbered(4), apart=timedelta(seconds=20), starting=datetime.now(UTC))
    await window.until(lambda: len(window.messages(here.room)) == 4)
    await window.hang_up()
    for message in here.server.history(here.room.id)[1:3]:
        del here.server.state.messages[message.id]
    here.write("nuevo", starting=datetime.now(UTC) + timedelta(minutes=5))
    await window.listen()
    assert window.contents(here.room) == ["mensaje 0", "mensaje 3", "nuevo"]


async def test_two_windows_converge_with_each_other_and_with_the_server(here: Neighbours) -> None:
    here.write(*numbered(3))
    one, two = await here.listening(), await here.listening()
    for window in (one, two):
        await window.load(here.room)
        window.gateway.watch([here.place])
    await here.server.backend.hub.wait_open(Kind.ROOM, here.ana.id)
    await one.send(here.place, "de una ventana")
    await two.send(here.place, "de la otra")
    here.write("de Bruno")
    # Reading is of what a window has: the server counts what came up to then, seen there or not.
    await one.until(lambda: "de Bruno" in one.contents(here.room))
    await one.gateway.perform(MarkRead(here.place, None, 0))
    here.write("otra más")
    expected = [message.content for message in here.server.history(here.room.id)]
    for window in (one, two):
        await window.until(lambda window=window: window.contents(here.room) == expected)
        await window.until(lambda window=window: window.unread(here.room) == 1)


async def test_history_pages_join(here: Neighbours) -> None:
    here.write(*numbered(120))
    window = await here.listening()
    page = await window.gateway.history(here.place, Page(limit=50))
    pages = [page]
    while page.has_older:
        page = await window.gateway.history(here.place, Page(before=page.messages[0].id, limit=50))
        pages.append(page)
    contents = [message.content for page in reversed(pages) for message in page.messages]
    assert contents == numbered(120)
    assert [len(page.messages) for page in pages] == [50, 50, 20]
    after = await window.gateway.history(here.place, Page(after=pages[-1].messages[0].id, limit=5))
    assert [message.content for message in after.messages] == numbered(5, 1)
    assert (after.has_older, after.has_newer) == (True, True)


async def test_a_page_is_cut_around_a_message(here: Neighbours) -> None:
    here.write(*numbered(20))
    window = await here.listening()
    whole = (await window.gateway.history(here.place, Page(limit=50))).messages

    page = await window.gateway.history(here.place, Page(around=whole[8].id, limit=4))

    assert page.messages == whole[6:10]
    assert (page.has_older, page.has_newer) == (True, True)
    with pytest.raises(Rejected):
        await window.gateway.history(here.place, Page(around=MessageId("gone"), limit=4))


async def test_typing_and_presence_of_the_other_one(here: Neighbours) -> None:
    window = await here.listening()
    here.server.backend.events.typing(here.room, here.bruno.id, on=True)
    await window.until(lambda: window.store.typing(here.place) == (here.bruno.id,))
    await window.until(lambda: window.store.online(UserId(here.bruno.id)))


async def test_the_second_receipt_counts_as_much_as_the_first(here: Neighbours) -> None:
    window = await here.listening()
    for content in ("uno", "dos"):
        message = await window.send(here.place, content)
        here.server.backend.receipts.read_all(here.room, here.bruno.id)
        sent = message.id
        await window.until(lambda sent=sent: window.is_read(here.place, sent))


async def test_a_cursor_of_something_else_leads_to_a_snapshot(here: Neighbours) -> None:
    window = await here.window()
    items = [item async for item in window.gateway.stream(Cursor("abc.7"))]
    assert [type(item) for item in items] == [ResetRequired]


async def test_hanging_up_leaves_nothing_running(here: Neighbours) -> None:
    window = await here.listening()
    window.gateway.watch([here.place])
    hub = here.server.backend.hub
    await hub.wait_open(Kind.ROOM, here.ana.id)
    await window.hang_up()
    await hub.wait_closed(Kind.ROOM, here.ana.id)
    await hub.wait_closed(Kind.USER, here.ana.id)
    running = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]
    assert not any(name.startswith(("Listening", "Live")) for name in running)


async def test_a_malformed_id_never_reaches_a_streams_address(here: Neighbours) -> None:
    window = await here.listening()
    window.gateway.watch([ConversationId("../../zeppelin")])
    here.write("hola")
    await window.until(lambda: window.contents(here.room) == ["hola"])
    await asyncio.sleep(2 * listening.SETTLE_SECONDS)
    assert here.server.backend.deaths == []
    assert window.synced == 1


async def test_leaving_takes_the_conversation_away(here: Neighbours) -> None:
    window = await here.listening()
    await window.gateway.remove_member(here.place, UserId(here.ana.id))
    await window.until(lambda: window.store.conversation(here.place) is None)


async def test_the_other_one_leaves(here: Neighbours) -> None:
    window = await here.listening()
    await window.hang_up()
    here.server.backend.rooms.leave(here.room, here.bruno.id)
    await window.listen()
    conversation = window.store.conversation(here.place)
    assert conversation is not None
    assert conversation.name == "Bruno"
    assert [member.user_id for member in window.store.members(here.place)] == [here.ana.id]
