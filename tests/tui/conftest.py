"""The app on a neighbourhood that is always the same, with an engine that has no network."""

import asyncio
import time
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import UNSET, UnsetType, structs
from textual.pilot import Pilot

from safespot_tui import i18n
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import ConversationCreated, Entities, HistoryPage, PresenceChanged
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    ReportId,
    UserId,
    temp_id,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    OutboxItem,
    React,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, DraftPut, OutboxDropped, OutboxPut, Restored
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation import reading, window
from safespot_tui.tui.engine import Launch, OpenEngine

NEIGHBOURHOOD = tomllib.loads(Path(__file__).with_name("neighbourhood.toml").read_text("utf-8"))
ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
NOW: datetime = NEIGHBOURHOOD["now"].astimezone(ZONE)
FOUNDED = NOW - timedelta(days=60)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def moment(words: str) -> datetime:
    """When `words` say, in UTC like a server tells it."""
    days, _, clock = words.rpartition(" ")
    hour, minute = map(int, clock.split(":"))
    day = NOW - timedelta(days=int(days or 0))
    return day.replace(hour=hour, minute=minute, second=0).astimezone(UTC)


def user_id(name: str) -> UserId:
    return UserId(f"u-{name}")


def messages_of(name: str, table: Mapping[str, Any]) -> Sequence[Message]:
    replies, reactions = table.get("replies", {}), table.get("reactions", {})
    return [
        Message(
            id=MessageId(f"m-{name}-{position:03}"),
            conversation_id=ConversationId(f"c-{name}"),
            sender_id=user_id(who),
            created_at=moment(when),
            content=SafeText(what),
            position=position,
            reply_to_id=MessageId(f"m-{name}-{replies[key]:03}") if key in replies else None,
            reactions=tuple(
                Reaction(SafeText(emoji), tuple(map(user_id, people)))
                for emoji, *people in reactions.get(key, ())
            ),
        )
        for position, (when, who, what) in enumerate(table["lines"], 1)
        for key in (str(position),)
    ]


def entities_of(name: str, table: Mapping[str, Any]) -> Entities:
    messages = messages_of(name, table)
    head, last = len(messages), messages[-1]
    group = "title" in table
    own = Member(
        last.conversation_id,
        user_id(NEIGHBOURHOOD["me"]),
        FOUNDED,
        Role.OWNER if group else Role.MEMBER,
        read_position=head - table.get("unread", 0),
        delivered_position=head,
        pinned=table.get("pinned", False),
        archived=table.get("archived", False),
        muted_until=NOW + timedelta(days=365) if table.get("muted") else None,
        marked_unread=table.get("marked_unread", False),
    )
    return Entities(
        conversations=(
            Conversation(
                id=last.conversation_id,
                type=ConversationType.GROUP if group else ConversationType.DM,
                created_at=FOUNDED,
                report_id=ReportId(f"r-{table['report']}") if "report" in table else None,
                name=SafeText(table.get("title", "")),
                icon=SafeText(table.get("icon", "")),
                last_message_id=last.id,
                last_message_at=last.created_at,
                head_position=head,
            ),
        ),
        members=(
            own,
            *(
                Member(
                    last.conversation_id,
                    user_id(other),
                    FOUNDED,
                    read_position=head - table.get("unseen", 0),
                    delivered_position=head,
                )
                for other in table["others"]
            ),
        ),
        messages=tuple(messages),
    )


def build_neighbourhood() -> Store:
    """The store as the archive would restore it, with the history that was loaded."""
    every = [entities_of(*item) for item in NEIGHBOURHOOD["conversations"].items()]
    store = Store()
    store.apply(
        Restored(
            user_id(NEIGHBOURHOOD["me"]),
            Entities(
                conversations=tuple(c for entities in every for c in entities.conversations),
                members=tuple(m for entities in every for m in entities.members),
                messages=tuple(m for entities in every for m in entities.messages),
                users=tuple(
                    User(user_id(name), SafeText(alias))
                    for name, alias in NEIGHBOURHOOD["people"].items()
                ),
                reports=tuple(
                    Report(ReportId(f"r-{name}"), SafeText(title), SafeText(category))
                    for name, (title, category) in NEIGHBOURHOOD["reports"].items()
                ),
            ),
        ),
        *(
            HistoryPage(entities.messages[0].conversation_id, entities.messages, False, False)
            for entities in every
        ),
        *(PresenceChanged(user_id(name), online=True) for name in NEIGHBOURHOOD["online"]),
        *(
            DraftPut(Draft(ConversationId(f"c-{name}"), text))
            for name, text in NEIGHBOURHOOD["drafts"].items()
        ),
        ConnectionPut(Connection(ConnectionState.LIVE, heard_at=NOW)),
    )
    return store


class FakeEngine:
    """A messenger without a network: intents wait in the outbox, requests answer or refuse."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.capabilities = frozenset(Capability)
        self.calls: list[tuple[object, ...]] = []
        self.refusal: GatewayError | None = None
        self.running = asyncio.Event()
        self.stopped = False
        self._sequence = 100

    async def run(self) -> None:
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True

    def _put(self, intent: Intent) -> OutboxItem:
        self._sequence += 1
        item = OutboxItem(self._sequence, OriginClientId("here"), intent, NOW)
        self.store.apply(OutboxPut(item))
        return item

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        self.calls.append(("send", conversation_id, text, reply_to_id))
        client_message_id = ClientMessageId(f"own-{self._sequence}")
        self._put(SendMessage(conversation_id, client_message_id, SafeText(text), reply_to_id))
        return temp_id(client_message_id)

    def _place_of(self, message_id: MessageId) -> ConversationId:
        message = self.store.message(message_id)
        assert message is not None
        return message.conversation_id

    async def edit(self, message_id: MessageId, text: str) -> None:
        self.calls.append(("edit", message_id, text))
        self._put(EditMessage(self._place_of(message_id), message_id, SafeText(text)))

    async def delete(self, message_id: MessageId) -> None:
        self.calls.append(("delete", message_id))
        self._put(DeleteMessage(self._place_of(message_id), message_id))

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        self.calls.append(("react", message_id, emoji, present))
        self._put(React(self._place_of(message_id), message_id, emoji, present))

    def show(self, conversation_id: ConversationId | None) -> None:
        self.calls.append(("show", conversation_id))
        if conversation_id is not None:
            self.mark_read(conversation_id)

    def set_focused(self, *, focused: bool) -> None:
        self.calls.append(("set_focused", focused))

    def mark_read(self, conversation_id: ConversationId) -> None:
        conversation = self.store.conversation(conversation_id)
        if conversation and conversation.last_message_id and self.store.is_unread(conversation_id):
            self._put(
                MarkRead(conversation_id, conversation.last_message_id, conversation.head_position)
            )

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        self._put(SetFlags(conversation_id, pinned, archived, muted_until, marked_unread))

    def save_draft(self, draft: Draft) -> None:
        self.store.apply(DraftPut(draft))

    def typed(self, conversation_id: ConversationId) -> None:
        self.calls.append(("typed", conversation_id))

    async def retry(self, sequence: int) -> None:
        self.calls.append(("retry", sequence))

    async def discard(self, sequence: int) -> None:
        self.calls.append(("discard", sequence))
        self.store.apply(OutboxDropped(sequence))

    async def load_older(self, conversation_id: ConversationId) -> None:
        self.calls.append(("load_older", conversation_id))

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        self.calls.append(("fill_gap", conversation_id, gap_id))

    def _request(self, *call: object) -> None:
        self.calls.append(call)
        if self.refusal is not None:
            raise self.refusal

    async def search_users(self, alias: str) -> Sequence[User]:
        self._request("search_users", alias)
        users = self.store.base_entities().users
        return [user for user in users if alias.casefold() in user.alias.casefold()]

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> ConversationId:
        self._request("create_dm", user_id, report_id)
        for conversation_id in self.store.inbox():
            others = [member.user_id for member in self.store.others(conversation_id)]
            if others == [user_id]:
                return conversation_id
        return ConversationId("c-ana")

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> ConversationId:
        self._request("create_group", name, tuple(user_ids))
        return ConversationId("c-cuadra")

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        self._request("rename_conversation", conversation_id, name)

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        self._request("add_members", conversation_id, tuple(user_ids))

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        self._request("remove_member", conversation_id, user_id)

    async def rename_self(self, alias: SafeText) -> None:
        self._request("rename_self", alias)

    async def log_out(self) -> None:
        self._request("log_out")


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English, Buenos Aires, and a day that does not pass."""
    monkeypatch.setenv("TZ", str(ZONE))
    time.tzset()
    for module in (reading, window):
        monkeypatch.setattr(module, "local_today", NOW.date)
    i18n.install("en")
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def clock(surroundings: None) -> Clock:
    return Clock()


@pytest.fixture
def store(surroundings: None) -> Store:
    return build_neighbourhood()


@pytest.fixture
def engine(store: Store) -> FakeEngine:
    return FakeEngine(store)


class Logins:
    """Answers log-ins: `password` is right, everything else is refused."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, str | None]] = []
        self.engines: list[FakeEngine] = []

    async def __call__(
        self, server: str, email: str, password: str, alias: str | None
    ) -> OpenEngine:
        self.asked.append((server, email, password, alias))
        if password != "password":
            raise GatewayError("The e-mail or the password is not right.")

        def open_engine() -> FakeEngine:
            self.engines.append(FakeEngine(build_neighbourhood()))
            return self.engines[-1]

        return open_engine


@pytest.fixture
def logins() -> Logins:
    return Logins()


@pytest.fixture
def launch(tmp_path: Path, clock: Clock, logins: Logins) -> Launch:
    return Launch(
        log_in=logins,
        state_path=tmp_path / "screen.json",
        log_path=tmp_path / "safespot.log",
        server="https://chat.safespot.example",
        email="vera@example.org",
        clock=clock,
    )


OpenApp = Callable[..., AbstractAsyncContextManager[tuple[MessengerApp, Pilot[None]]]]


@pytest.fixture
def open_app(engine: FakeEngine, launch: Launch) -> OpenApp:
    """Opens the app on the neighbourhood, or on the login screen."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40), *, login: bool = False
    ) -> AsyncIterator[tuple[MessengerApp, Pilot[None]]]:
        app = MessengerApp(None if login else engine, launch)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot

    return opened


@pytest.fixture
def make_many() -> Callable[[Store, int], None]:
    """Adds that many conversations with one message each."""

    def add(store: Store, count: int) -> None:
        base = store.base_entities()
        template, own = base.conversations[1], base.members[1]
        me = user_id(NEIGHBOURHOOD["me"])
        for number in range(count):
            conversation_id = ConversationId(f"c-many-{number:05}")
            message = Message(
                id=MessageId(f"m-many-{number:05}"),
                conversation_id=conversation_id,
                sender_id=user_id("ana"),
                created_at=FOUNDED + timedelta(minutes=number),
                content=SafeText(f"Mensaje {number}"),
                position=1,
            )
            conversation = structs.replace(
                template,
                id=conversation_id,
                report_id=None,
                last_message_id=message.id,
                last_message_at=message.created_at,
                head_position=1,
            )
            members = tuple(
                structs.replace(own, conversation_id=conversation_id, user_id=who, read_position=1)
                for who in (me, user_id("ana"))
            )
            entities = Entities((conversation,), members, (message,))
            store.apply(ConversationCreated(conversation, entities))

    return add
