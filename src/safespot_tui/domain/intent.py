"""What the user wants the server to do: durable before it is shown, a fact once the server says so.

Every intent is idempotent, so it may be sent again whenever it is not known to have arrived.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    temp_id,
)
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText


class SendMessage(Struct, frozen=True, tag=True):
    """A new message."""

    conversation_id: ConversationId
    client_message_id: ClientMessageId
    content: SafeText
    reply_to_id: MessageId | None = None
    message_type: MessageType = MessageType.TEXT
    """If `IMAGE`, `content` is the address that the uploaded image got."""
    caption: SafeText = SafeText("")
    file: str = ""
    """Of an image that has no address yet, so that `content` is empty: its file among those on
    their way out. It is uploaded before the message is sent."""
    forwarded: bool = False


class EditMessage(Struct, frozen=True, tag=True):
    """New words for an own message."""

    conversation_id: ConversationId
    message_id: MessageId
    content: SafeText


class DeleteMessage(Struct, frozen=True, tag=True):
    """An own message to be replaced by a tombstone, for everybody."""

    conversation_id: ConversationId
    message_id: MessageId


class React(Struct, frozen=True, tag=True):
    """An own reaction to be there (`present`) or not."""

    conversation_id: ConversationId
    message_id: MessageId
    emoji: SafeText
    present: bool


class MarkRead(Struct, frozen=True, tag=True):
    """The own read watermark to be at least at this message.

    It has no name where the server told only that there is something: then all of it is meant.
    """

    conversation_id: ConversationId
    message_id: MessageId | None
    position: int
    on_purpose: bool = False
    """Whether the user acknowledged it: that is told in silent mode, too."""


class StarMessage(Struct, frozen=True, tag=True):
    """An own star to be on a message (`starred`) or not."""

    conversation_id: ConversationId
    message_id: MessageId
    starred: bool


class PinMessage(Struct, frozen=True, tag=True):
    """A message to be the conversation's pinned one, for everybody (`pinned`), or not any more."""

    conversation_id: ConversationId
    message_id: MessageId
    pinned: bool


class SetFlags(Struct, frozen=True, tag=True):
    """Own flags of a conversation; what is UNSET stays as it is."""

    conversation_id: ConversationId
    pinned: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    muted_until: datetime | UnsetType | None = UNSET
    marked_unread: bool | UnsetType = UNSET


Intent = (
    SendMessage
    | EditMessage
    | DeleteMessage
    | React
    | StarMessage
    | PinMessage
    | MarkRead
    | SetFlags
)


class OutboxState(StrEnum):
    """Where an intent stands.

    ::

        held ──▶ queued ──▶ sending ──▶ (removed: the server has it)
          │        ▲           │
          │        ├───────────┤ network, 5xx, 429: waits and tries again
          │        │ retry     ▼
          │        └──────── failed     4xx: kept with its reason until the user decides
          └──▶ (removed: taken back, the server never hears of it)

    What is held is `QUEUED` with a time in `not_before`.
    """

    QUEUED = "queued"
    SENDING = "sending"
    FAILED = "failed"


UNDO_SECONDS = 10.0
"""For this long the server is not told of a deletion, so that it can be taken back."""


class OutboxItem(Struct, frozen=True):
    """An intent on its way out. `sequence` is the order in which the user wanted things."""

    sequence: int
    owner: OriginClientId
    """The window that sends it; another one adopts it if that window dies."""
    intent: Intent
    created_at: datetime
    state: OutboxState = OutboxState.QUEUED
    reason: SafeText = SafeText("")
    """Why it failed, or did the last time and waits; as a sentence for the user."""
    not_before: datetime | None = None
    """When the server may be told at the earliest, by the wall clock: it survives a restart."""

    def held_for(self, now: datetime) -> float:
        """Seconds for which this is still kept from the server; 0 once it may be told.

        Where the clock was put back meanwhile, nothing is held for longer than was meant.
        """
        if self.not_before is None or self.state is not OutboxState.QUEUED:
            return 0.0
        left = (self.not_before - now).total_seconds()
        return left if 0 < left <= UNDO_SECONDS else 0.0

    @property
    def row_key(self) -> MessageId | None:
        """The timeline row that shows this item, if it has one of its own."""
        match self.intent:
            case SendMessage(client_message_id=client_message_id):
                return temp_id(client_message_id)
            case _:
                return None
