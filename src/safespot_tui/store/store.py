"""The single source of truth of the client."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.delivery import Delivery, delivery_of
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    Entities,
    HistoryPage,
    MemberChanges,
    MemberUpdated,
    MessageCreated,
    Snapshot,
)
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.intent import MarkRead, OutboxItem, OutboxState, SendMessage, SetFlags
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import inbox_order
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.unread import is_unread, unread_count
from safespot_tui.domain.user import User
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import Connection
from safespot_tui.store.inbox import Inbox
from safespot_tui.store.overlay import Overlay
from safespot_tui.store.patch import (
    Answered,
    ConnectionPut,
    DraftPut,
    Learned,
    OutboxDropped,
    OutboxPut,
    Patch,
    Restored,
)
from safespot_tui.store.tables import Tables
from safespot_tui.store.timeline import Timeline, is_gap
from safespot_tui.store.watchers import BatchCallback, Callback, Unwatch, Watchers


class Unread(Struct, frozen=True):
    """What the inbox has that wants attention."""

    messages: int = 0
    conversations: int = 0


class Store:
    """The single source of truth of the client: base tables, the overlay of intents, derived views.

    `apply` is the only way in. Reading never changes anything and never does I/O; it gives the base
    with the overlay merged in.
    """

    def __init__(self) -> None:
        self._base = Tables()
        self._overlay = Overlay()
        self._inbox = Inbox()
        self._drafts: dict[ConversationId, Draft] = {}
        self._connection = Connection()
        self._watchers = Watchers()
        self._settled: list[int] = []
        self._repend: set[ConversationId] = set()

    # ---------------------------------------------------------------------------- the way in

    def apply(self, *patches: Patch) -> Batch:
        """Make all of `patches` true as one change, then tell the watchers once."""
        reset = False
        for patch in patches:
            reset = self._apply(patch) or reset
        self._settle_pending()
        self._place_in_inbox()
        batch = Batch(
            keys=frozenset(self._base.touched),
            settled=tuple(self._settled),
            arrivals=tuple(self._base.arrivals),
            reset=reset,
        )
        self._base.touched.clear()
        self._base.arrivals.clear()
        self._settled.clear()
        if batch.keys:
            self._watchers.notify(batch)
        return batch

    def _apply(self, patch: Patch) -> bool:
        """Make one patch true; whether it made void all that was known before."""
        match patch:
            case Snapshot():
                gone = list(self._base.conversations)
                self._base.replace_all(patch)
                for conversation_id in gone:
                    if conversation_id not in self._base.conversations:
                        self._inbox.remove(conversation_id)
                for message in patch.entities.messages:
                    self._confirm(message)
                self._repend.update(self._base.conversations)
                return True
            case HistoryPage():
                self._base.merge(patch)
                for message in patch.messages:
                    self._confirm(message)
            case Restored():
                self._base.me = patch.me
                self._base.put(patch.entities)
                for item in patch.outbox:
                    self._put_item(item)
                for draft in patch.drafts:
                    self._put_draft(draft)
                self._base.touched.add(keys.ACCOUNT)
            case Learned():
                self._base.learn(patch.entities)
            case OutboxPut():
                self._put_item(patch.item)
            case OutboxDropped():
                self._drop_item(patch.sequence)
            case Answered():
                self._answer(patch)
            case DraftPut():
                self._put_draft(patch.draft)
            case ConnectionPut():
                if patch.connection != self._connection:
                    self._connection = patch.connection
                    self._base.touched.add(keys.CONNECTION)
            case MessageCreated():
                self._base.apply(patch)
                if patch.message.sender_id == self._base.me:
                    self._confirm(patch.message, live=True)
            case _:
                self._base.apply(patch)
        return False

    def _answer(self, answer: Answered) -> None:
        item = self._overlay.get(answer.sequence)
        if item is None:
            return
        match item.intent:
            case SendMessage():
                if answer.message is not None:
                    self._base.put_message(answer.message)
                    self._confirm(answer.message, live=True)
            case MarkRead():
                self._change_own(
                    item.intent.conversation_id,
                    MemberChanges(
                        last_read_message_id=item.intent.message_id,
                        read_position=item.intent.position,
                        marked_unread=False,
                    ),
                )
            case SetFlags():
                self._change_own(
                    item.intent.conversation_id,
                    MemberChanges(
                        pinned=item.intent.pinned,
                        archived=item.intent.archived,
                        muted_until=item.intent.muted_until,
                        marked_unread=item.intent.marked_unread,
                    ),
                )
            case _:
                if answer.message is not None and answer.message.id in self._base.messages:
                    self._base.put_message(answer.message)
        if self._drop_item(answer.sequence):
            self._settled.append(answer.sequence)

    def _change_own(self, conversation_id: ConversationId, changes: MemberChanges) -> None:
        if self._base.me is not None:
            self._base.apply(MemberUpdated(conversation_id, self._base.me, changes))

    def _confirm(self, message: Message, *, live: bool = False) -> None:
        """The server has this message: its pending row, if there is one, gives way to it."""
        if message.sender_id != self._base.me:
            return
        item = self._overlay.send_of(message.row_key)
        if live and message.conversation_id in self._base.conversations:
            self._base.add_to_timeline(message, replaces=item.row_key if item else None)
        if item is not None and self._drop_item(item.sequence):
            self._settled.append(item.sequence)

    def _put_item(self, item: OutboxItem) -> None:
        self._overlay.put(item)
        self._touch_item(item)

    def _drop_item(self, sequence: int) -> bool:
        item = self._overlay.drop(sequence)
        if item is not None:
            self._touch_item(item)
        return item is not None

    def _touch_item(self, item: OutboxItem) -> None:
        conversation_id = item.intent.conversation_id
        self._base.touched |= {keys.OUTBOX, keys.conversation(conversation_id)}
        match item.intent:
            case SendMessage():
                if item.row_key is not None:
                    self._base.touched.add(keys.message(item.row_key))
                self._repend.add(conversation_id)
            case MarkRead() | SetFlags():
                pass
            case _:
                self._base.touched.add(keys.message(item.intent.message_id))

    def _put_draft(self, draft: Draft) -> None:
        if self._drafts.get(draft.conversation_id) == draft:
            return
        if draft.is_empty:
            self._drafts.pop(draft.conversation_id, None)
        else:
            self._drafts[draft.conversation_id] = draft
        self._base.touched.add(keys.draft(draft.conversation_id))

    def _settle_pending(self) -> None:
        """Every timeline ends with the sends that are under way, whatever else just happened."""
        # A timeline that was made just now by what came does not know yet what is under way.
        touched = {
            ConversationId(key[-1])
            for key in self._base.touched
            if key[:2] == ("conversations", "messages")
        }
        for conversation_id in self._repend | touched:
            timeline = self._base.timelines.get(conversation_id)
            if timeline is not None:
                version = timeline.version
                timeline.set_pending(self._overlay.pending_rows(conversation_id))
                if timeline.version != version:
                    self._base.touched.add(keys.timeline(conversation_id))
        self._repend.clear()

    def _place_in_inbox(self) -> None:
        for key in [key for key in self._base.touched if key[:2] == ("conversations", "detail")]:
            conversation_id = ConversationId(key[-1])
            conversation, own = self.conversation(conversation_id), self.own(conversation_id)
            if conversation is None or own is None:
                moved = self._inbox.remove(conversation_id)
            else:
                moved = self._inbox.place(
                    conversation_id, inbox_order(conversation, own), archived=own.archived
                )
            if moved:
                self._base.touched.add(keys.INBOX)

    # ---------------------------------------------------------------------------- watching

    def watch(self, key: keys.Key, callback: Callback) -> Unwatch:
        """Call `callback` once after each batch that changed the value under `key`."""
        return self._watchers.watch(key, callback)

    def watch_all(self, callback: BatchCallback) -> Unwatch:
        """Call `callback` once with each batch that changed anything."""
        return self._watchers.watch_all(callback)

    # ---------------------------------------------------------------------------- reading

    @property
    def me(self) -> UserId | None:
        """The user; None until an archive or a server has told."""
        return self._base.me

    @property
    def connection(self) -> Connection:
        """What is known of the way to the server."""
        return self._connection

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
        )

    def timeline(self, conversation_id: ConversationId) -> Timeline:
        """The rows of a conversation, live: it changes with every batch that touches its key."""
        known = conversation_id in self._base.timelines
        timeline = self._base.timeline(conversation_id)
        if not known:
            timeline.set_pending(self._overlay.pending_rows(conversation_id))
        return timeline

    def follows_gap(self, message: Message) -> bool | None:
        """Whether something may be missing just before a message, as is archived with it.

        None when memory does not know: the message has no row, or it is the oldest held, above
        which the archive may have more.
        """
        timeline = self._base.timelines.get(message.conversation_id)
        index = timeline.index_of(message) if timeline else None
        if timeline is None or index is None:
            return None
        if index == 0 or not is_gap(timeline.rows[index - 1]):
            return False
        return None if index == 1 else True

    def user(self, user_id: UserId) -> User | None:
        """A person."""
        return self._base.users.get(user_id)

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
        """Everybody in a conversation, the user included."""
        return list(self._base.members.get(conversation_id, {}).values())

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

    def unread_total(self, conversation_ids: Iterable[ConversationId] | None = None) -> Unread:
        """Unread over the inbox (archived apart), or over `conversation_ids`."""
        ids = self.inbox() if conversation_ids is None else conversation_ids
        unread = [count for count in map(self.unread, ids) if count]
        return Unread(messages=sum(unread), conversations=len(unread))

    def delivery(self, message: Message) -> Delivery:
        """How far an own message has come."""
        item = self._overlay.send_of(message.row_key)
        if item is not None:
            return Delivery.FAILED if item.state is OutboxState.FAILED else Delivery.PENDING
        return delivery_of(message, self._base.others(message.conversation_id))

    def send_of(self, message: Message) -> OutboxItem | None:
        """The send under way that a pending row shows, with its reason if it failed."""
        return self._overlay.send_of(message.row_key)

    def typing(self, conversation_id: ConversationId) -> Sequence[UserId]:
        """Who types there now."""
        return self._base.typing.get(conversation_id, ())

    def online(self, user_id: UserId) -> bool:
        """Whether a person has a client open."""
        return user_id in self._base.online

    def draft(self, conversation_id: ConversationId) -> Draft | None:
        """What the user has typed there and not sent."""
        return self._drafts.get(conversation_id)
