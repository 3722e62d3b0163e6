"""A conversation to look at: a real store, a messenger that does what the engine would do to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs
from textual.app import App, ComposeResult

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import Entities, HistoryPage, MessageCreated, Snapshot
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    UserId,
    temp_id,
)
from safespot_tui.domain.intent import MarkRead, OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message, MessageType, Notice
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import Answered, ConnectionPut, DraftPut, OutboxPut
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.conversation.row import RowKeys
from safespot_tui.tui.screen import PaintOnKeyScreen

ME = UserId("me")
ANA = UserId("ana")
BETO = UserId("beto")
HERE = ConversationId("here")
THERE = ConversationId("there")
START = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
WINDOW = OriginClientId("window")


class Chat:
    """Two conversations in a store, and a server that is played by the test."""

    def __init__(self) -> None:
        self.store = Store()
        self.asked: list[tuple[object, ...]] = []
        self.full = False
        self.failure: GatewayError | None = None
        self.past: list[Message] = []
        self.sequence = 0
        self.position = {HERE: 0, THERE: 0}
        self.count = 0
        self.on_screen: ConversationId | None = None

    # -- what the server says

    def start(
        self,
        count: int = 0,
        *,
        read: int | None = None,
        has_older: bool = False,
        kind: ConversationType = ConversationType.GROUP,
    ) -> list[Message]:
        """Log in to `count` messages, of which `read` have been read."""
        messages = [self.message(f"message {number}") for number in range(count)]
        newest = messages[-1] if messages else None
        members = [
            Member(where, user, START, read_position=0 if user != ME else 10**6)
            for where in (HERE, THERE)
            for user in (ME, ANA, BETO)
        ]
        members[0] = structs.replace(members[0], read_position=count if read is None else read)
        self.store.apply(
            Snapshot(
                me=ME,
                cursor=Cursor("e.1"),
                entities=Entities(
                    conversations=(
                        Conversation(
                            HERE,
                            kind,
                            START,
                            name=SafeText("Neighbours"),
                            last_message_id=newest.id if newest else None,
                            last_message_at=newest.created_at if newest else None,
                            head_position=count,
                        ),
                        Conversation(THERE, kind, START, name=SafeText("Elsewhere")),
                    ),
                    members=tuple(members),
                    users=(
                        User(ME, SafeText("Mica")),
                        User(ANA, SafeText("Ana")),
                        User(BETO, SafeText("Beto")),
                    ),
                ),
            )
        )
        self.store.apply(ConnectionPut(Connection(ConnectionState.LIVE)))
        if messages:
            self.store.apply(
                HistoryPage(HERE, tuple(messages), has_older=has_older, has_newer=False)
            )
        return messages

    def message(
        self,
        text: str,
        sender: UserId = ANA,
        where: ConversationId = HERE,
        *,
        minutes: float = 1,
        notice: Notice | None = None,
        reply_to: MessageId | None = None,
        client_id: str | None = None,
    ) -> Message:
        self.count += 1
        if notice is None:
            self.position[where] += 1
        return Message(
            id=MessageId(f"m{self.count:06}"),
            conversation_id=where,
            sender_id=sender,
            created_at=START + timedelta(minutes=self.count * minutes),
            content=safe_text(text),
            type=MessageType.SYSTEM if notice else MessageType.TEXT,
            position=self.position[where],
            reply_to_id=reply_to,
            client_message_id=ClientMessageId(client_id) if client_id else None,
            notice=notice,
        )

    def receive(self, text: str, sender: UserId = ANA, **rest: object) -> Message:
        message = self.message(text, sender, **rest)  # type: ignore[arg-type]
        self.store.apply(MessageCreated(message))
        if self.on_screen == message.conversation_id:
            self.mark_read(message.conversation_id)
        return message

    def older(self, count: int) -> list[Message]:
        """Messages before everything there is."""
        return [
            Message(
                id=MessageId(f"k{number:06}"),
                conversation_id=HERE,
                sender_id=BETO,
                created_at=START - timedelta(minutes=count - number),
                content=SafeText(f"past {number} " + "word " * (number % 30)),
            )
            for number in range(count)
        ]

    def confirm(self, temp: MessageId) -> Message:
        """The server has the message that is pending under `temp`."""
        pending = self.store.message(temp)
        assert pending is not None
        item = self.store.send_of(pending)
        assert item is not None
        message = self.message(
            pending.content, ME, client_id=pending.client_message_id, reply_to=pending.reply_to_id
        )
        self.store.apply(Answered(item.sequence, message))
        return message

    def fail(self, temp: MessageId, reason: str) -> None:
        pending = self.store.message(temp)
        assert pending is not None
        item = self.store.send_of(pending)
        assert item is not None
        self.store.apply(
            OutboxPut(structs.replace(item, state=OutboxState.FAILED, reason=SafeText(reason)))
        )

    # -- the messenger, as far as a conversation pane needs it

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(Capability)

    edit_window: timedelta | None = None

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        self.asked.append(("send", conversation_id, text, reply_to_id))
        if self.full:
            raise OutboxFull("The disk is full. Make room, then send again.")
        self.sequence += 1
        client_id = ClientMessageId(str(UUID(int=self.sequence)))
        intent = SendMessage(conversation_id, client_id, safe_text(text), reply_to_id)
        self.store.apply(
            OutboxPut(
                OutboxItem(self.sequence, WINDOW, intent, START + timedelta(minutes=self.count))
            )
        )
        return temp_id(client_id)

    async def edit(self, message_id: MessageId, text: str) -> None:
        self.asked.append(("edit", message_id, text))

    def show(
        self,
        conversation_id: ConversationId | None,
        *,
        keep_unread: bool = False,
        beside: Sequence[ConversationId] = (),
    ) -> None:
        self.asked.append(("show", conversation_id))
        self.on_screen = conversation_id
        if conversation_id is not None and not keep_unread and self.store.unread(conversation_id):
            self.mark_read(conversation_id)

    def mark_read(self, conversation_id: ConversationId) -> None:
        conversation = self.store.conversation(conversation_id)
        assert conversation is not None
        self.sequence += 1
        intent = MarkRead(conversation.id, MessageId("newest"), conversation.head_position)
        self.store.apply(OutboxPut(OutboxItem(self.sequence, WINDOW, intent, START)))
        self.store.apply(Answered(self.sequence))

    def save_draft(self, draft: Draft) -> None:
        self.asked.append(("save_draft", draft))
        self.store.apply(DraftPut(draft))

    def typed(self, conversation_id: ConversationId) -> None:
        self.asked.append(("typed", conversation_id))

    async def load_older(self, conversation_id: ConversationId) -> None:
        self.asked.append(("load_older", conversation_id))
        if self.failure is not None:
            raise self.failure
        if self.past:
            page, self.past = self.past[-200:], self.past[:-200]
            self.store.apply(
                HistoryPage(
                    conversation_id, tuple(page), has_older=bool(self.past), has_newer=False
                )
            )

    async def load_around(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        self.asked.append(("load_around", conversation_id, message_id))
        if self.failure is not None:
            raise self.failure
        return self.store.base_message(message_id) is not None

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        self.asked.append(("fill_gap", conversation_id, gap_id))

    def asked_for(self, what: str) -> Sequence[tuple[object, ...]]:
        return [asked for asked in self.asked if asked[0] == what]


class PaneApp(App[None]):
    """One pane on one screen."""

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        keys = RowKeys("r", "e", "x")
        self.pane = ConversationPane(chat.store, chat, Clock(), row_keys=keys)  # type: ignore[arg-type]
        self.wanted: list[MessageId] = []

    def get_default_screen(self) -> PaintOnKeyScreen:
        return PaintOnKeyScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_conversation_pane_message_wanted(self, event: ConversationPane.MessageWanted) -> None:
        self.wanted.append(event.message_id)


def shown(pane: ConversationPane) -> list[str]:
    """The lines of the timeline as they are on the screen."""
    return [strip.text.rstrip() for strip in pane.timeline.lines]


@pytest.fixture
def chat() -> Chat:
    return Chat()
