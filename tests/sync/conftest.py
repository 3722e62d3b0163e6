"""A server in memory, a clock that stands still, and engines between them."""

import asyncio
import heapq
import itertools
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET, structs

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    Event,
    HistoryPage,
    MemberChanges,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
    PresenceChanged,
    Received,
    ResetRequired,
    Snapshot,
    StreamItem,
    Synced,
    TypingChanged,
    changed,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch, places_in, searchable_text
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, Rejected, Unreachable
from safespot_tui.gateway.protocol import Capability, Opened, Outcome, Page
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.overlay import with_reaction
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.keeper import COMMIT_SECONDS
from safespot_tui.sync.session import new_origin, open_session

START = datetime(2026, 1, 1, tzinfo=UTC)
BROKEN = object()


async def until(true: Callable[[], Any], seconds: float = 5.0) -> None:
    """Let everybody work until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.001)


class StillClock:
    """Time passes when a test says so."""

    def __init__(self) -> None:
        self._now = 1_000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def monotonic(self) -> float:
        return self._now

    def now(self) -> datetime:
        return START + timedelta(seconds=self._now)

    def random(self) -> float:
        return 1.0

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._count), future))
        await future

    async def advance(self, seconds: float) -> None:
        end = self._now + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            self._now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            for _ in range(20):
                await asyncio.sleep(0)
        self._now = end


class FakeServer:
    """What the contract promises, in memory; and the ways in which a network breaks it."""

    def __init__(self) -> None:
        self.users: dict[UserId, User] = {}
        self.conversations: dict[ConversationId, Conversation] = {}
        self.members: dict[tuple[ConversationId, UserId], Member] = {}
        self.messages: dict[MessageId, Message] = {}
        self.logs: dict[UserId, list[Event]] = {}
        self.epoch = "e"
        self.down = False
        self.lose_answers = False
        self.refusals: dict[type[Intent], GatewayError] = {}
        self.refused: list[Intent] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.performed: list[Intent] = []
        self.calls: list[tuple[str, ...]] = []
        self.snapshots = 0
        self.streams: list[tuple[UserId, asyncio.Queue[Any]]] = []
        self._ids = itertools.count(1)
        self._seconds = itertools.count(1)

    # ------------------------------------------------------------------ what happens there

    def user(self, name: str) -> UserId:
        user_id = UserId(f"u-{name}")
        self.users[user_id] = User(user_id, safe_text(name.title()))
        self.logs[user_id] = []
        return user_id

    def open(self, name: str, *user_ids: UserId) -> ConversationId:
        conversation_id = ConversationId(f"c-{name}")
        kind = ConversationType.DM if len(user_ids) == 2 else ConversationType.GROUP
        self.conversations[conversation_id] = Conversation(conversation_id, kind, self._now())
        for user_id in user_ids:
            self.members[conversation_id, user_id] = Member(conversation_id, user_id, self._now())
        entities = self._entities(conversation_id)
        for user_id in user_ids:
            self._tell(user_id, ConversationCreated(self.conversations[conversation_id], entities))
        return conversation_id

    def say(
        self,
        conversation_id: ConversationId,
        user_id: UserId,
        content: str,
        origin: OriginClientId | None = None,
        **fields: Any,
    ) -> Message:
        position = self.conversations[conversation_id].head_position + 1
        message = Message(
            id=MessageId(f"m-{next(self._ids):05}"),
            conversation_id=conversation_id,
            sender_id=user_id,
            created_at=self._now(),
            content=safe_text(content),
            position=position,
            revision=1,
            **fields,
        )
        self.messages[message.id] = message
        self.conversations[conversation_id] = structs.replace(
            self.conversations[conversation_id],
            last_message_id=message.id,
            last_message_at=message.created_at,
            head_position=position,
        )
        member = self.members[conversation_id, user_id]
        self.members[conversation_id, user_id] = structs.replace(
            member,
            last_read_message_id=message.id,
            read_position=position,
            delivered_position=position,
        )
        self._tell_members(conversation_id, MessageCreated(message, origin=origin))
        return message

    def amend(self, message_id: MessageId, changes: MessageChanges) -> Message:
        held = self.messages[message_id]
        changes = structs.replace(changes, revision=held.revision + 1)
        message = self.messages[message_id] = changed(held, changes)
        self._tell_members(
            message.conversation_id,
            MessageDeleted(
                message_id, message.conversation_id, message.deleted_at, message.revision
            )
            if message.deleted_at
            else MessageUpdated(message_id, message.conversation_id, changes),
        )
        return message

    def delete(self, message_id: MessageId) -> Message:
        return self.amend(
            message_id,
            MessageChanges(content=SafeText(""), deleted_at=self._now(), reactions=()),
        )

    def leave(self, conversation_id: ConversationId, user_id: UserId) -> None:
        self._tell_members(conversation_id, MemberLeft(conversation_id, user_id))
        del self.members[conversation_id, user_id]

    def change_member(
        self, conversation_id: ConversationId, user_id: UserId, changes: MemberChanges
    ) -> None:
        held = self.members[conversation_id, user_id]
        self.members[conversation_id, user_id] = changed(held, changes)
        self._tell_members(conversation_id, MemberUpdated(conversation_id, user_id, changes))

    def do(self, user_id: UserId, origin: OriginClientId, intent: Intent) -> Outcome | None:
        match intent:
            case SendMessage():
                for message in self.messages.values():
                    if message.client_message_id == intent.client_message_id:
                        return message
                return self.say(
                    intent.conversation_id,
                    user_id,
                    intent.content,
                    origin,
                    client_message_id=intent.client_message_id,
                    reply_to_id=intent.reply_to_id,
                )
            case EditMessage():
                if self.messages[intent.message_id].deleted_at:
                    raise Rejected(safe_text("It was deleted."), "deleted", 409)
                return self.amend(
                    intent.message_id,
                    MessageChanges(content=intent.content, edited_at=self._now()),
                )
            case DeleteMessage():
                return self.delete(intent.message_id)
            case React():
                reactions = with_reaction(
                    self.messages[intent.message_id].reactions,
                    intent.emoji,
                    user_id,
                    intent.present,
                )
                return self.amend(intent.message_id, MessageChanges(reactions=reactions))
            case StarMessage():
                return MessageUpdated(
                    intent.message_id,
                    intent.conversation_id,
                    MessageChanges(starred=intent.starred),
                )
            case PinMessage():
                pinned = ConversationUpdated(
                    intent.conversation_id,
                    ConversationChanges(
                        pinned_message_id=intent.message_id if intent.pinned else None
                    ),
                )
                self._tell_members(intent.conversation_id, pinned)
                return pinned
            case MarkRead():
                held = self.members[intent.conversation_id, user_id]
                if intent.position > held.read_position:
                    self.change_member(
                        intent.conversation_id,
                        user_id,
                        MemberChanges(
                            last_read_message_id=intent.message_id or UNSET,
                            read_position=intent.position,
                        ),
                    )
                if held.marked_unread:
                    self.change_member(
                        intent.conversation_id, user_id, MemberChanges(marked_unread=False)
                    )
            case SetFlags():
                flags = structs.asdict(intent)
                del flags["conversation_id"]
                self.change_member(intent.conversation_id, user_id, MemberChanges(**flags))
        return None

    def snapshot_for(self, user_id: UserId) -> Snapshot:
        own = [c for c, u in self.members if u == user_id]
        parts = [self._entities(c) for c in own]
        return Snapshot(
            user_id,
            self.cursor(user_id),
            Entities(
                conversations=tuple(c for part in parts for c in part.conversations),
                members=tuple(m for part in parts for m in part.members),
                messages=tuple(m for part in parts for m in part.messages),
                users=tuple(self.users.values()),
            ),
        )

    def cursor(self, user_id: UserId) -> Cursor:
        return Cursor(f"{self.epoch}.{len(self.logs[user_id])}")

    def page(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        all_of_it = sorted(
            (m for m in self.messages.values() if m.conversation_id == conversation_id),
            key=lambda m: m.position,
        )
        if page.around is not None:
            if page.around not in self.messages:
                raise Rejected(safe_text("There is no such message."), "not_found", 404)
            middle = all_of_it.index(self.messages[page.around])
            start = max(0, middle - page.limit // 2)
            chosen = all_of_it[start : start + page.limit]
            return HistoryPage(
                conversation_id,
                tuple(chosen),
                has_older=start > 0,
                has_newer=chosen[-1] != all_of_it[-1],
            )
        before = self.messages[page.before].position if page.before else len(all_of_it) + 1
        older = [m for m in all_of_it if m.position < before]
        return HistoryPage(
            conversation_id,
            tuple(older[-page.limit :]),
            has_older=len(older) > page.limit,
            has_newer=False,
            before=page.before,
        )

    # ------------------------------------------------------------------ the network

    def go_down(self) -> None:
        self.down = True
        self.cut()

    def cut(self) -> None:
        """Every stream breaks."""
        for _, queue in self.streams:
            queue.put_nowait(BROKEN)

    def emit_ephemeral(self, user_id: UserId, event: TypingChanged | PresenceChanged) -> None:
        for owner, queue in self.streams:
            if owner == user_id:
                queue.put_nowait(Received(event))

    def _tell_members(self, conversation_id: ConversationId, event: Event) -> None:
        for member_conversation_id, user_id in self.members:
            if member_conversation_id == conversation_id:
                self._tell(user_id, event)

    def _tell(self, user_id: UserId, event: Event) -> None:
        self.logs[user_id].append(event)
        for owner, queue in self.streams:
            if owner == user_id:
                queue.put_nowait(Received(event, self.cursor(user_id)))

    def _entities(self, conversation_id: ConversationId) -> Entities:
        conversation = self.conversations[conversation_id]
        last = conversation.last_message_id
        return Entities(
            conversations=(conversation,),
            members=tuple(m for (c, _), m in self.members.items() if c == conversation_id),
            messages=(self.messages[last],) if last else (),
            users=tuple(self.users.values()),
        )

    def _now(self) -> datetime:
        return START + timedelta(seconds=next(self._seconds))


class FakeGateway:
    """One window's door to the `FakeServer`."""

    def __init__(self, server: FakeServer, user_id: UserId, origin: OriginClientId) -> None:
        self.server = server
        self.user_id = user_id
        self.origin = origin
        self.capabilities = frozenset(Capability)
        self.closed = False
        self.edit_window: timedelta | None = None
        self.expires_at: datetime | None = None
        self.watched: list[ConversationId | None] = []
        self.remembered: list[Cursor] = []

    def watch(self, conversation_id: ConversationId | None) -> None:
        self.watched.append(conversation_id)

    def remember(self, cursor: Cursor) -> None:
        self.remembered.append(cursor)

    async def _reach(self, *call: str) -> None:
        await asyncio.sleep(0)
        self.server.calls.append(call)
        if self.server.down:
            raise Unreachable("The server does not answer.")

    async def snapshot(self) -> Snapshot:
        await self._reach("snapshot")
        self.server.snapshots += 1
        return self.server.snapshot_for(self.user_id)

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        await self._reach("stream", str(cursor))
        server = self.server
        epoch, _, sequence = str(cursor).partition(".")
        log = server.logs[self.user_id]
        if epoch != server.epoch or int(sequence) > len(log):
            yield ResetRequired(safe_text("another epoch"))
            return
        queue: asyncio.Queue[Any] = asyncio.Queue()
        for number, event in enumerate(log[int(sequence) :], int(sequence) + 1):
            queue.put_nowait(Received(event, Cursor(f"{epoch}.{number}")))
        queue.put_nowait(Synced(server.cursor(self.user_id), 10.0))
        entry = self.user_id, queue
        server.streams.append(entry)
        try:
            while (item := await queue.get()) is not BROKEN:
                yield item
            raise Unreachable("The connection broke.")
        finally:
            server.streams.remove(entry)

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        await self._reach("history", conversation_id, str(page.around or page.before))
        answer = self.server.page(conversation_id, page)
        await self.server.gate.wait()
        return answer

    async def perform(self, intent: Intent) -> Outcome | None:
        await self._reach("perform", type(intent).__name__)
        await self.server.gate.wait()
        if self.server.down:
            raise Unreachable("The server does not answer.")
        refusal = self.server.refusals.get(type(intent))
        if refusal is not None:
            self.server.refused.append(intent)
            raise refusal
        self.server.performed.append(intent)
        outcome = self.server.do(self.user_id, self.origin, intent)
        if self.server.lose_answers:
            raise Unreachable("The answer got lost.")
        return outcome

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        await self._reach("delivered", conversation_id, message_id)

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        await self._reach("typing", conversation_id, str(typing))

    async def create_dm(self, user_id: UserId, report_id: Any = None) -> Opened:
        await self._reach("create_dm", user_id)
        name = "-".join(sorted((user_id, self.user_id)))
        conversation_id = self.server.open(name, self.user_id, user_id)
        return Opened(conversation_id, self.server._entities(conversation_id))

    async def discuss_report(self, report_id: ReportId) -> Opened:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def report(self, report_id: ReportId) -> Report:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        sent(len(image) // 2, len(image))
        await self._reach("upload", conversation_id)
        return SafeText(f"https://images.example/{len(image)}.png")

    async def fetch_image(self, address: str) -> bytes:
        await self._reach("fetch_image", address)
        return b"image"

    async def change_password(self, current: str, password: str) -> None:
        await self._reach("change_password")

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        await self._reach("search_messages", str(cursor))
        of_whom = [c for c, user_id in self.server.members if user_id == self.user_id]
        found = sorted(
            (
                message
                for message in self.server.messages.values()
                if message.conversation_id in of_whom
                and places_in(searchable_text(message) or "", search.terms)
                and (cursor is None or message.created_at.isoformat() < cursor)
            ),
            key=lambda message: message.created_at,
            reverse=True,
        )
        more = len(found) > limit
        return Found(
            messages=tuple(found[:limit]),
            next=SearchCursor(found[limit - 1].created_at.isoformat()) if more else None,
            users=tuple(self.server.users.values()),
        )

    async def search_users(self, alias: str) -> Sequence[User]:
        await self._reach("search", alias)
        return [user for user in self.server.users.values() if alias in user.alias]

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        conversation_id = self.server.open(name, self.user_id, *user_ids)
        return Opened(conversation_id, self.server._entities(conversation_id))

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        await self._reach("set_icon", icon)

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        await self._reach("set_role", user_id, role)

    async def add_members(self, conversation_id: ConversationId, user_ids: Any) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def rename_self(self, alias: SafeText) -> User:
        self.server.users[self.user_id] = User(self.user_id, alias)
        return self.server.users[self.user_id]

    async def log_out(self) -> None:
        await self._reach("log_out")

    async def aclose(self) -> None:
        self.closed = True


class Windows:
    """Engines of anybody on one `FakeServer`; all are closed after the test."""

    until = staticmethod(until)

    async def until_written(self, true: Callable[[], Any]) -> None:
        """As `until`, of what is so once everything is durable: facts wait a moment for others."""
        deadline = time.monotonic() + 5.0
        while not true():
            assert time.monotonic() < deadline, "it never became true"
            await self.clock.advance(COMMIT_SECONDS)
            await asyncio.sleep(0.001)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = FakeServer()
        self.clock = StillClock()
        self._running: dict[Engine, asyncio.Task[None]] = {}

    def path(self, user_id: UserId) -> Path:
        return self.folder / f"{user_id}.db"

    def restored(self, user_id: UserId, origin: OriginClientId | None = None) -> Engine:
        """An engine that has been made and not run."""
        origin = origin or new_origin()

        async def open_gateway() -> FakeGateway:
            return FakeGateway(self.server, user_id, origin)

        return open_session(self.path(user_id), origin, open_gateway, self.clock)

    def run(self, engine: Engine) -> Engine:
        self._running[engine] = asyncio.create_task(engine.run())
        return engine

    async def open(self, user_id: UserId) -> Engine:
        """An engine that is live."""
        engine = self.run(self.restored(user_id))
        await self.live(engine)
        return engine

    async def live(self, engine: Engine) -> None:
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)

    async def state(self, engine: Engine, state: str) -> None:
        await until(lambda: engine.store.connection.state == state)

    async def close(self, engine: Engine) -> None:
        await self.kill(engine)
        await engine.aclose()

    async def kill(self, engine: Engine) -> None:
        """Stop it where it stands; what it had not written, it has not."""
        task = self._running.pop(engine)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def crash(self, engine: Engine) -> None:
        """As `kill`, and its file is let go of without another word, as the kernel does."""
        await self.kill(engine)
        await engine._keeper._in_worker(engine._keeper._archive.close)

    async def close_all(self) -> None:
        self.server.gate.set()
        for engine in list(self._running):
            await self.close(engine)


@pytest.fixture
async def windows(tmp_path: Path) -> AsyncGenerator[Windows]:
    windows = Windows(tmp_path)
    yield windows
    await windows.close_all()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def fake_server() -> type[FakeServer]:
    return FakeServer
