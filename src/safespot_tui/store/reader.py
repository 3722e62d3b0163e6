"""Reading the store: the base with the overlay merged in, and the views derived from both."""

from collections.abc import Collection, Sequence
from itertools import islice

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.delivery import Delivery, delivery_of
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.intent import OutboxItem, OutboxState
from safespot_tui.domain.member import Member
from safespot_tui.domain.mentions import mentions
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.unread import is_unread, unread_count
from safespot_tui.domain.user import User
from safespot_tui.store.connection import Connection
from safespot_tui.store.inbox import Inbox
from safespot_tui.store.overlay import Overlay
from safespot_tui.store.progress import Progress, Progresses, Work
from safespot_tui.store.tables import Tables
from safespot_tui.store.timeline import Timeline, is_gap
from safespot_tui.store.unread import Unread

MOST_LOOKED_THROUGH = 200
"""Unread messages of one conversation that are looked through for the user's name."""


class Reader:
    """What may be asked of the store. Asking changes nothing and does no I/O."""

    def __init__(self) -> None:
        self._base = Tables()
        self._overlay = Overlay()
        self._inbox = Inbox()
        self._drafts: dict[ConversationId, Draft] = {}
        self._connection = Connection()
        self._progress = Progresses()
        self._silent = False

    @property
    def me(self) -> UserId | None:
        """The user; None until an archive or a server has told."""
        return self._base.me

    @property
    def connection(self) -> Connection:
        """What is known of the way to the server."""
        return self._connection

    @property
    def is_silent(self) -> bool:
        """Whether nobody is told that the user is here, and what they read."""
        return self._silent

    @property
    def progress(self) -> Sequence[Progress]:
        """What takes long and is under way, what was begun first first."""
        return self._progress.items

    def uploaded(self, message: Message) -> int | None:
        """How much of a message's image is with the server, in percent; None unless it goes there.

        An upload of which nothing is known yet has come to 0.
        """
        name = message.client_message_id
        for progress in self._progress.items:
            if progress.work is Work.UPLOAD and progress.name == name:
                return progress.percent or 0
        return None

    @property
    def outbox(self) -> Sequence[OutboxItem]:
        """All intents on their way, in the order in which the user wanted them."""
        return self._overlay.items

    def inbox(self, *, archived: bool = False) -> Sequence[ConversationId]:
        """Conversations in order: those that are archived, or those that are not."""
        return self._inbox.ids(archived=archived)

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """What all members of a conversation share."""
        return self._base.conversations.get(conversation_id)

    def pinned_message(self, conversation_id: ConversationId) -> MessageId | None:
        """The message that is pinned in a conversation; it may be one that is not held."""
        conversation = self.conversation(conversation_id)
        return self._overlay.over_pinned(conversation) if conversation else None

    def message(self, message_id: MessageId) -> Message | None:
        """One message, by its own id or a temp id, as it will be once everything is sent."""
        message = self._base.messages.get(message_id)
        if message is not None:
            return self._overlay.over_message(message, self._base.me)
        item = self._overlay.send_of(message_id)
        if item is None or self._base.me is None:
            return None
        conversation = self._base.conversations.get(item.intent.conversation_id)
        position = conversation.head_position if conversation else 0
        pending = self._overlay.pending_message(message_id, self._base.me, position)
        return pending and self._overlay.over_message(pending, self._base.me)

    @property
    def held(self) -> int:
        """How many messages are held."""
        return len(self._base.messages)

    def base_message(self, message_id: MessageId) -> Message | None:
        """One message exactly as the server last described it: what is archived."""
        return self._base.messages.get(message_id)

    def base_member(self, conversation_id: ConversationId, user_id: UserId) -> Member | None:
        """One membership exactly as the server last described it: what is archived."""
        return self._base.members.get(conversation_id, {}).get(user_id)

    def base_entities(self) -> Entities:
        """Everything the server has said: what a fresh snapshot is compared with."""
        return Entities(
            conversations=tuple(self._base.conversations.values()),
            members=tuple(
                member for members in self._base.members.values() for member in members.values()
            ),
            messages=tuple(self._base.messages.values()),
            users=tuple(self._base.users.values()),
            reports=tuple(self._base.reports.values()),
            cases=tuple(self._base.cases.values()),
        )

    @property
    def account(self) -> Account:
        """What the user is to the server, and what is laid upon them."""
        return self._base.account

    def case(self, conversation_id: ConversationId) -> Case | None:
        """A conversation as the moderators' work, where the server keeps that."""
        return self._base.cases.get(conversation_id)

    @property
    def cases(self) -> Collection[Case]:
        """All that the server has told of, in no order."""
        return self._base.cases.values()

    def timeline(self, conversation_id: ConversationId) -> Timeline:
        """The rows of a conversation, live: it changes with every batch that touches its key."""
        known = conversation_id in self._base.timelines
        timeline = self._base.timeline(conversation_id)
        if not known:
            timeline.set_pending(self._overlay.pending_rows(conversation_id))
        return timeline

    def follows_gap(self, message: Message) -> bool | None:
        """Whether something may be missing just before a message, as is archived with it.

        None when memory does not know: the message has no row, or what is above it was never
        loaded, of which the archive may have more.
        """
        timeline = self._base.timelines.get(message.conversation_id)
        index = timeline.index_of(message) if timeline else None
        if timeline is None or index is None:
            return None
        if index == 0 or not is_gap(timeline.rows[index - 1]):
            return False
        return True if timeline.is_told(timeline.rows[index - 1]) else None

    def user(self, user_id: UserId) -> User | None:
        """A person."""
        return self._base.users.get(user_id)

    def users(self) -> Sequence[User]:
        """Everybody who was ever named here."""
        return tuple(self._base.users.values())

    def report(self, report_id: ReportId) -> Report | None:
        """A report."""
        return self._base.reports.get(report_id)

    def own(self, conversation_id: ConversationId) -> Member | None:
        """The user's own membership: watermark and flags, as they will be once all is sent."""
        if self._base.me is None:
            return None
        own = self.base_member(conversation_id, self._base.me)
        return None if own is None else self._overlay.over_member(own)

    def members(self, conversation_id: ConversationId) -> Sequence[Member]:
        """Everybody in a conversation, the user included; who observes it is not in it."""
        members = self._base.members.get(conversation_id, {}).values()
        return [member for member in members if member.role.takes_part]

    def others(self, conversation_id: ConversationId) -> Sequence[Member]:
        """Everybody in a conversation but the user."""
        return list(self._base.others(conversation_id))

    def title(self, conversation_id: ConversationId) -> SafeText:
        """What a conversation is called: a group's name, or the other person's alias."""
        conversation = self.conversation(conversation_id)
        if conversation is None:
            return SafeText("")
        if conversation.type is ConversationType.GROUP or conversation.name:
            return conversation.name
        aliases = (self.user(member.user_id) for member in self.others(conversation_id))
        return SafeText(", ".join(user.alias for user in aliases if user))

    def unread(self, conversation_id: ConversationId) -> int:
        """How many messages the user has not read."""
        conversation, own = self.conversation(conversation_id), self.own(conversation_id)
        return unread_count(conversation, own) if conversation and own else 0

    def is_unread(self, conversation_id: ConversationId) -> bool:
        """Whether a conversation wants attention; also when only marked so, with nothing new."""
        conversation, own = self.conversation(conversation_id), self.own(conversation_id)
        return bool(conversation and own and is_unread(conversation, own))

    def is_called(self, conversation_id: ConversationId) -> bool:
        """Whether what the user has not read calls them by name, as far as it is held."""
        own = self.own(conversation_id)
        me = self.user(self.me) if self.me is not None else None
        timeline = self._base.timelines.get(conversation_id)
        if own is None or me is None or timeline is None:
            return False
        for row in islice(reversed(timeline.rows), MOST_LOOKED_THROUGH):
            message = self._base.messages.get(MessageId(row))
            if message is None:
                continue
            if message.position <= own.read_position:
                return False
            if message.sender_id != me.id and mentions(message.content, me.alias):
                return True
        return False

    @property
    def unread_total(self) -> Unread:
        """Unread over the inbox; archived conversations do not count."""
        return self._inbox.unread

    def delivery(self, message: Message) -> Delivery:
        """How far an own message has come."""
        item = self._overlay.send_of(message.row_key)
        if item is not None:
            return Delivery.FAILED if item.state is OutboxState.FAILED else Delivery.PENDING
        return delivery_of(message, self._base.others(message.conversation_id))

    def send_of(self, message: Message) -> OutboxItem | None:
        """The send under way that a pending row shows, with its reason if it failed."""
        return self._overlay.send_of(message.row_key)

    def failure_of(self, message: Message) -> OutboxItem | None:
        """What the server refused of a message: its send, or the last change of it."""
        send = self.send_of(message)
        if send is not None and send.state is OutboxState.FAILED:
            return send
        return self._overlay.failed_change(message)

    def deletion_of(self, message: Message) -> OutboxItem | None:
        """The wish that a message be deleted, while it is not done."""
        return self._overlay.deletion_of(message)

    def typing(self, conversation_id: ConversationId) -> Sequence[UserId]:
        """Who types there now."""
        return self._base.typing.get(conversation_id, ())

    def online(self, user_id: UserId) -> bool:
        """Whether a person has a client open."""
        return user_id in self._base.online

    def draft(self, conversation_id: ConversationId) -> Draft | None:
        """What the user has typed there and not sent."""
        return self._drafts.get(conversation_id)
