"""What the user has asked for and the server has not confirmed, merged over the base when read.

Derived from the outbox alone: a rejected intent leaves no trace, a crash none half-done.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.event import MemberChanges, changed
from safespot_tui.domain.ids import ConversationId, MessageId, UserId, temp_id
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    OutboxItem,
    OutboxState,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message, Reaction
from safespot_tui.domain.text import SafeText


class Overlay:
    """The outbox, indexed by what it changes on the screen."""

    def __init__(self) -> None:
        self._items: dict[int, OutboxItem] = {}
        self._sends: dict[MessageId, int] = {}
        self._sequences: dict[ConversationId, set[int]] = {}

    @property
    def items(self) -> Sequence[OutboxItem]:
        """All intents, in the order in which the user wanted them."""
        return [self._items[sequence] for sequence in sorted(self._items)]

    def get(self, sequence: int) -> OutboxItem | None:
        """One intent."""
        return self._items.get(sequence)

    def put(self, item: OutboxItem) -> None:
        """An intent is new, or stands otherwise than before."""
        self._items[item.sequence] = item
        self._sequences.setdefault(item.intent.conversation_id, set()).add(item.sequence)
        if item.row_key is not None:
            self._sends[item.row_key] = item.sequence

    def drop(self, sequence: int) -> OutboxItem | None:
        """Forget an intent."""
        item = self._items.pop(sequence, None)
        if item is None:
            return None
        sequences = self._sequences[item.intent.conversation_id]
        sequences.discard(sequence)
        if not sequences:
            del self._sequences[item.intent.conversation_id]
        if item.row_key is not None:
            self._sends.pop(item.row_key, None)
        return item

    def items_of(self, conversation_id: ConversationId) -> Sequence[OutboxItem]:
        """The intents of one conversation, in the order in which the user wanted them."""
        sequences = self._sequences.get(conversation_id)
        return [self._items[sequence] for sequence in sorted(sequences)] if sequences else ()

    def send_of(self, row_key: MessageId) -> OutboxItem | None:
        """The send that is shown under this temp id."""
        sequence = self._sends.get(row_key)
        return None if sequence is None else self._items[sequence]

    def failed_change(self, message: Message) -> OutboxItem | None:
        """The last change of this message that the server refused, with its reason."""
        changes = (
            item
            for item in reversed(self.items_of(message.conversation_id))
            if item.state is OutboxState.FAILED
        )
        return next((item for item in changes if _target(item) == message.id), None)

    def deletion_of(self, message: Message) -> OutboxItem | None:
        """The wish that this message be deleted."""
        deletions = (
            item for item in self._concerning(message) if isinstance(item.intent, DeleteMessage)
        )
        return next(iter(deletions), None)

    def pending_rows(self, conversation_id: ConversationId) -> Sequence[MessageId]:
        """The temp ids of a conversation's sends, in the order typed."""
        return [item.row_key for item in self.items_of(conversation_id) if item.row_key is not None]

    def pending_message(self, row_key: MessageId, me: UserId, position: int) -> Message | None:
        """The message that a send is going to be."""
        item = self.send_of(row_key)
        if item is None or not isinstance(item.intent, SendMessage):
            return None
        return Message(
            id=temp_id(item.intent.client_message_id),
            conversation_id=item.intent.conversation_id,
            sender_id=me,
            created_at=item.created_at,
            content=item.intent.content,
            position=position,
            client_message_id=item.intent.client_message_id,
            reply_to_id=item.intent.reply_to_id,
            type=item.intent.message_type,
            caption=item.intent.caption,
            forwarded=item.intent.forwarded,
        )

    def over_message(self, message: Message, me: UserId | None) -> Message:
        """`message` as it will be once the server has done what is on its way."""
        for item in self._concerning(message):
            match item.intent:
                case EditMessage(content=content):
                    message = structs.replace(message, content=content, edited_at=item.created_at)
                case DeleteMessage():
                    message = structs.replace(
                        message, content=SafeText(""), deleted_at=item.created_at, reactions=()
                    )
                case React(emoji=emoji, present=present) if me is not None:
                    message = structs.replace(
                        message, reactions=with_reaction(message.reactions, emoji, me, present)
                    )
                case StarMessage(starred=starred):
                    message = structs.replace(message, starred=starred)
                case _:
                    pass
        return message

    def over_pinned(self, conversation: Conversation) -> MessageId | None:
        """The pinned message as it will be once the server has done what is on its way."""
        pinned = conversation.pinned_message_id
        for item in self.items_of(conversation.id):
            if isinstance(item.intent, PinMessage) and item.state is not OutboxState.FAILED:
                pinned = item.intent.message_id if item.intent.pinned else None
        return pinned

    def over_member(self, own: Member) -> Member:
        """The user's own membership as it will be once the server has done what is on its way."""
        for item in self.items_of(own.conversation_id):
            if item.state is OutboxState.FAILED:
                continue
            match item.intent:
                case MarkRead(own.conversation_id, message_id, position):
                    if position >= own.read_position:
                        own = structs.replace(
                            own,
                            read_position=position,
                            last_read_message_id=message_id,
                            marked_unread=False,
                        )
                case SetFlags(conversation_id=own.conversation_id) as flags:
                    own = changed(
                        own,
                        MemberChanges(
                            pinned=flags.pinned,
                            archived=flags.archived,
                            muted_until=flags.muted_until,
                            marked_unread=flags.marked_unread,
                        ),
                    )
                case _:
                    pass
        return own

    def _concerning(self, message: Message) -> Iterable[OutboxItem]:
        for item in self.items_of(message.conversation_id):
            if _target(item) == message.id and item.state is not OutboxState.FAILED:
                yield item


def _target(item: OutboxItem) -> MessageId | None:
    """The message that an intent changes."""
    match item.intent:
        case EditMessage() | DeleteMessage() | React() | StarMessage() | PinMessage():
            return item.intent.message_id
        case _:
            return None


def with_reaction(
    reactions: tuple[Reaction, ...], emoji: SafeText, user_id: UserId, present: bool
) -> tuple[Reaction, ...]:
    """`reactions` with the user's `emoji` there or not; an emoji that nobody chose is gone."""
    users = {reaction.emoji: reaction.user_ids for reaction in reactions}
    rest = tuple(other for other in users.get(emoji, ()) if other != user_id)
    users[emoji] = (*rest, user_id) if present else rest
    return tuple(Reaction(emoji, user_ids) for emoji, user_ids in users.items() if user_ids)
