"""What moderators did, as nobody can change it afterwards."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.text import SafeText


class AuditAction(StrEnum):
    """What can be done on the moderator's desk, but for claims, snoozes and notes."""

    CONVERSATION_OPENED = "conversation_opened"
    MEMBERS_SEEN = "members_seen"
    MESSAGE_REMOVED = "message_removed"
    USER_MUTED = "user_muted"
    USER_UNMUTED = "user_unmuted"
    USER_SUSPENDED = "user_suspended"
    USER_UNSUSPENDED = "user_unsuspended"
    CONVERSATION_LOCKED = "conversation_locked"
    CONVERSATION_UNLOCKED = "conversation_unlocked"
    MEMBERS_ADDED = "members_added"
    MEMBER_REMOVED = "member_removed"
    CASE_DONE = "case_done"
    CASE_HANDED_OVER = "case_handed_over"


class AuditEntry(Struct, frozen=True):
    """One row of the trail. Its hash is over all it says and the hash of the row before it."""

    number: int
    """1, 2, 3 …: a gap is a row that was taken out."""
    at: datetime
    actor_id: UserId
    action: AuditAction
    reason: SafeText
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None
    user_id: UserId | None = None
    until: datetime | None = None
    sha256: str = ""
