"""A conversation: two people or a group."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText


class ConversationType(StrEnum):
    """What kind of conversation it is."""

    DM = "dm"
    GROUP = "group"


class Preview(Struct, frozen=True):
    """The last message as a server tells it that lists conversations without naming messages."""

    sender_id: UserId | None
    content: SafeText
    type: MessageType = MessageType.TEXT


class Lock(Struct, frozen=True):
    """Nobody may write here until a moderator unlocks it."""

    reason: SafeText
    locked_at: datetime


class Conversation(Struct, frozen=True):
    """What all members share. It points at its last message; it does not quote it."""

    id: ConversationId
    type: ConversationType
    created_at: datetime
    report_id: ReportId | None = None
    name: SafeText = SafeText("")
    """Empty for a DM, which is called after the other person."""
    icon: SafeText = SafeText("")
    last_message_id: MessageId | None = None
    last_message_at: datetime | None = None
    head_position: int = 0
    """The `position` of the newest message: how many messages that count were ever written here."""
    pinned_message_id: MessageId | None = None
    lock: Lock | None = None
    preview: Preview | None = None
    """Stands for the last message for as long as that is not known: `last_message_id` is None."""

    @property
    def active_at(self) -> datetime:
        """When something last happened here: what the inbox sorts by."""
        return self.last_message_at or self.created_at
