"""A server in memory, and the ways in which a network breaks it."""

import asyncio
import itertools
from datetime import datetime, timedelta
from typing import Any

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
    Snapshot,
    TypingChanged,
    changed,
)
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.ids import (
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
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
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, Hindered, Rejected
from safespot_tui.gateway.hindrance import hindrance_words
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Outcome, Page
from safespot_tui.store.overlay import with_reaction
from tests.sync.still_clock import START

BROKEN = object()


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
        self.hindered: GatewayError | None = None
        """What every request is refused with."""
        self.refused: list[Intent] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.performed: list[Intent] = []
        self.calls: list[tuple[str, ...]] = []
        self.snapshots = 0
        self.streams: list[tuple[UserId, asyncio.Queue[Any]]] = []
        self.desk: Moderation | None = None
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
        if page.after is not None:
            place = self.messages[page.after].position
            newer = [message for message in all_of_it if message.position > place]
            return HistoryPage(
                conversation_id,
                tuple(newer[: page.limit]),
                has_older=True,
                has_newer=len(newer) > page.limit,
                after=page.after,
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

    def suspend(self, until: datetime, reason: str) -> None:
        """Whoever asks for anything is refused; nothing of it is in anybody's log."""
        suspension = Hindrance(HindranceKind.SUSPENDED, until, safe_text(reason))
        self.hindered = Hindered(hindrance_words(suspension), suspension, 403)
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
