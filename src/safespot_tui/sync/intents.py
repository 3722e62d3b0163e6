"""What the user wants of messages and conversations, as intents: durable, then shown, then sent."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId, temp_id
from safespot_tui.domain.intent import (
    UNDO_SECONDS,
    DeleteMessage,
    EditMessage,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.gateway.protocol import Capability
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock
from safespot_tui.sync.door import Door
from safespot_tui.sync.errors import MessageGone
from safespot_tui.sync.forwarding import forwarded
from safespot_tui.sync.lanes import Lanes
from safespot_tui.sync.outbox import Outbox
from safespot_tui.sync.signals import Signals
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.sync.uploads import Uploads


class Intents:
    """The part of `Messenger` that works without a network."""

    def __init__(
        self,
        store: Store,
        door: Door,
        outbox: Outbox,
        lanes: Lanes,
        uploads: Uploads,
        signals: Signals,
        silent: SilentMode,
        clock: Clock,
    ) -> None:
        self._store = store
        self._clock = clock
        self._door = door
        self._outbox = outbox
        self._lanes = lanes
        self._uploads = uploads
        self._signals = signals
        self._silent = silent

    # ---------------------------------------------------------------------------- messages

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        """Send a message; gives its temp id once it is durable and shown. Raises `OutboxFull`."""
        client_message_id = ClientMessageId(self._clock.new_id())
        await self._outbox.add(
            SendMessage(
                conversation_id,
                client_message_id,
                safe_text(text),
                reply_to_id and self._outbox.name_of(reply_to_id),
            ),
            draft=self._draft_of(conversation_id, text),
        )
        self._signals.sent(conversation_id)
        return temp_id(client_message_id)

    async def edit(self, message_id: MessageId, text: str) -> None:
        """Give an own message other words; one that was refused is sent with them.

        Raises `OutboxFull`, and `MessageGone` where there is no such message any more.
        """
        conversation_id, name = self._place_of(message_id)
        if conversation_id is None:
            raise MessageGone(
                _("That message is not here any more. Enter sends your words as a new one.")
            )
        draft = self._draft_of(conversation_id, text, message_id)
        words = safe_text(text)
        if not await self._outbox.rewrite(name, words, draft=draft):
            await self._outbox.add(EditMessage(conversation_id, name, words), draft=draft)

    async def delete(self, message_id: MessageId) -> None:
        """Replace an own message by a tombstone, in a moment. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(DeleteMessage(conversation_id, name), hold=UNDO_SECONDS)

    async def star(self, message_id: MessageId, *, starred: bool) -> None:
        """Have an own star on a message, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(StarMessage(conversation_id, name, starred))

    async def pin(self, message_id: MessageId, *, pinned: bool) -> None:
        """Have a message pinned for everybody, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(PinMessage(conversation_id, name, pinned))

    async def send_image(
        self, conversation_id: ConversationId, image: bytes, caption: str
    ) -> MessageId:
        """Send an image; gives its temp id once it is durable and shown. Raises `OutboxFull`."""
        client_message_id = ClientMessageId(self._clock.new_id())
        await self._outbox.add(
            SendMessage(
                conversation_id,
                client_message_id,
                SafeText(""),
                message_type=MessageType.IMAGE,
                caption=safe_text(caption),
                file=await self._uploads.keep(client_message_id, image),
            )
        )
        self._signals.sent(conversation_id)
        return temp_id(client_message_id)

    async def forward(self, message_id: MessageId, conversation_id: ConversationId) -> MessageId:
        """Send a message on to another conversation. Raises `OutboxFull`, `MessageGone`."""
        message = self._store.message(self._outbox.name_of(message_id))
        if message is None or message.deleted_at is not None:
            raise MessageGone(_("That message is not there any more."))
        marked = Capability.FORWARDS in self._door.capabilities
        intent = forwarded(
            message,
            conversation_id,
            ClientMessageId(self._clock.new_id()),
            said_by=None if marked else self._store.user(message.sender_id or UserId("")),
        )
        await self._outbox.add(intent)
        return temp_id(intent.client_message_id)

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        """Have an own reaction there, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(React(conversation_id, name, emoji, present))

    # ---------------------------------------------------------------------------- conversations

    def mark_read(self, conversation_id: ConversationId) -> None:
        """Everything in a conversation has been read; its unread is 0 when this returns."""
        conversation = self._store.conversation(conversation_id)
        if conversation is None or not self._store.is_unread(conversation_id):
            return
        if not self._store.unread(conversation_id):
            self.set_flags(conversation_id, marked_unread=False)
        elif not self._silent.on:
            self._outbox.add_at_once(
                MarkRead(conversation_id, conversation.last_message_id, conversation.head_position)
            )

    def acknowledge(self, conversation_id: ConversationId) -> None:
        """As `mark_read`, in silent mode too: the others are told because the user wants it.

        So is what was read before silent mode began and had not been told by then.
        """
        conversation = self._store.conversation(conversation_id)
        held = any(
            isinstance(item.intent, MarkRead) and item.intent.conversation_id == conversation_id
            for item in self._store.outbox
        )
        if conversation is None or not (held or self._store.unread(conversation_id)):
            self.mark_read(conversation_id)
            return
        last, head = conversation.last_message_id, conversation.head_position
        self._outbox.add_at_once(MarkRead(conversation_id, last, head, on_purpose=True))

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        """Change the user's own flags of a conversation; it shows when this returns."""
        self._outbox.add_at_once(
            SetFlags(conversation_id, pinned, archived, muted_until, marked_unread)
        )

    # ---------------------------------------------------------------------------- the outbox

    async def retry(self, sequence: int) -> None:
        """Try a failed intent again."""
        self._outbox.retry(sequence)

    async def discard(self, sequence: int) -> None:
        """Give up an intent that is not done yet. Raises `OutboxFull`."""
        if self._uploads.give_up(sequence):
            self._lanes.released(sequence)
        await self._outbox.discard(sequence)

    async def take_back(self, sequence: int) -> bool:
        """Forget an intent that is still held; whether it was in time."""
        return await self._outbox.take_back(sequence)

    # ---------------------------------------------------------------------------- inside

    def _draft_of(
        self, conversation_id: ConversationId, text: str, editing_id: MessageId | None = None
    ) -> Draft | None:
        """The draft that became `text`, if there is one: not what was typed in another window."""
        draft = self._store.draft(conversation_id)
        if draft is None or draft.editing_id != editing_id:
            return None
        return draft if text.startswith(draft.text.strip()) else None

    def _place_of(self, message_id: MessageId) -> tuple[ConversationId | None, MessageId]:
        """The conversation of a message, and its name if it has one by now."""
        name = self._outbox.name_of(message_id)
        message = self._store.message(name)
        return (message.conversation_id if message else None), name
