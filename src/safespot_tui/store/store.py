"""The single source of truth of the client."""

from collections.abc import Sequence

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    HistoryPage,
    MemberChanges,
    MemberUpdated,
    MessageCreated,
    Snapshot,
)
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import MarkRead, OutboxItem, SendMessage, SetFlags
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import inbox_order
from safespot_tui.domain.text import is_same_text
from safespot_tui.domain.unread import unread_count
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.inbox import Place
from safespot_tui.store.patch import (
    Adopted,
    Answered,
    ConnectionPut,
    DraftPut,
    Forgotten,
    Learned,
    OutboxDropped,
    OutboxPut,
    Patch,
    ProgressEnded,
    ProgressPut,
    Restored,
    SilentPut,
)
from safespot_tui.store.reader import Reader
from safespot_tui.store.watchers import BatchCallback, Callback, Unwatch, Watchers


class Store(Reader):
    """The single source of truth of the client: base tables, the overlay of intents, derived views.

    `apply` is the only way in. Reading never changes anything and never does I/O; it gives the base
    with the overlay merged in.
    """

    def __init__(self) -> None:
        super().__init__()
        self._watchers = Watchers()
        self._settled: list[int] = []
        self._altered: list[MessageId] = []
        self._repend: set[ConversationId] = set()

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
            altered=tuple(self._altered),
            reset=reset,
            patches=patches,
        )
        self._base.touched.clear()
        self._base.arrivals.clear()
        self._settled.clear()
        self._altered.clear()
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
                self._base.restore(patch.me, patch.account, patch.entities)
                self._adopt(patch.outbox)
                for draft in patch.drafts:
                    self._put_draft(draft)
                for conversation_id in self._base.conversations:
                    self._place(conversation_id)
            case Learned():
                self._base.learn(patch.entities)
            case Forgotten():
                for conversation_id, kept in patch.kept.items():
                    # What is under way is about messages that have to be there to show it.
                    if not self._overlay.items_of(conversation_id):
                        self._base.forget(conversation_id, kept)
            case OutboxPut():
                self._put_item(patch.item)
            case Adopted():
                self._adopt(patch.items)
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
                    if not patch.connection.tells_presence:
                        self._base.forget_presence()
            case SilentPut(silent):
                if silent != self._silent:
                    self._silent = silent
                    self._base.touched.add(keys.SILENT)
            case ProgressPut():
                if self._progress.put(patch.progress):
                    self._base.touched.add(keys.PROGRESS)
            case ProgressEnded():
                if self._progress.end(patch.work, patch.name):
                    self._base.touched.add(keys.PROGRESS)
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
                if isinstance(message := answer.outcome, Message):
                    # Who has left meanwhile holds nothing of the conversation any more.
                    if message.conversation_id in self._base.conversations:
                        self._base.put_message(message)
                    self._confirm(message, live=True)
                    if not is_same_text(message.content, item.intent.content):
                        self._altered.append(message.id)
            case MarkRead():
                self._change_own(
                    item.intent.conversation_id,
                    # Not which message: notices share the position of what they follow, and which
                    # of them the server takes for the last one read, its log tells.
                    MemberChanges(read_position=item.intent.position, marked_unread=False),
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
                match answer.outcome:
                    case Message(id=message_id) as message:
                        if message_id in self._base.messages:
                            self._base.put_message(message)
                    case None:
                        pass
                    case event:
                        self._base.apply(event)
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

    def _adopt(self, items: Sequence[OutboxItem]) -> None:
        """Put intents that others made, but for those whose message is held: these are done.

        Who dies between the answer to a send and the next commit leaves the send in the file, and
        the server does not tell a second time of a message that is known.
        """
        sends = {item.row_key for item in items if item.row_key is not None}
        held = {
            message.row_key: message.id
            for message in (self._base.messages.values() if sends else ())
            if message.row_key in sends
        }
        for item in items:
            sent = held.get(item.row_key) if item.row_key else None
            if sent is not None:
                self._settled.append(item.sequence)
                self._base.touched.add(keys.message(sent))
            else:
                self._put_item(item)

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
        self._repend.update(
            ConversationId(key[2]) for key in self._base.touched if key[1:2] == ("messages",)
        )
        for conversation_id in self._repend:
            timeline = self._base.timelines.get(conversation_id)
            if timeline is not None:
                version = timeline.version
                timeline.set_pending(self._overlay.pending_rows(conversation_id))
                if timeline.version != version:
                    self._base.touched.add(keys.timeline(conversation_id))
        self._repend.clear()

    def _place_in_inbox(self) -> None:
        for key in [key for key in self._base.touched if key[:2] == ("conversations", "detail")]:
            if self._place(ConversationId(key[-1])):
                self._base.touched.add(keys.INBOX)

    def _place(self, conversation_id: ConversationId) -> bool:
        """Put a conversation where it belongs in the inbox; whether that is another place."""
        conversation, own = self.conversation(conversation_id), self.own(conversation_id)
        if conversation is None or own is None:
            return self._inbox.remove(conversation_id)
        return self._inbox.place(
            conversation_id,
            Place(
                order=inbox_order(conversation, own),
                archived=own.archived,
                unread=unread_count(conversation, own),
            ),
        )

    def watch(self, key: keys.Key, callback: Callback) -> Unwatch:
        """Call `callback` once after each batch that changed the value under `key`."""
        return self._watchers.watch(key, callback)

    def watch_all(self, callback: BatchCallback) -> Unwatch:
        """Call `callback` once with each batch that changed anything."""
        return self._watchers.watch_all(callback)
