"""One person's place in one conversation."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, UserId


class Role(StrEnum):
    """What a member may do."""

    OWNER = "owner"
    MEMBER = "member"


class Member(Struct, frozen=True):
    """One person's place in one conversation.

    The watermarks `read_position` and `delivered_position` are positions of messages (see
    `Message.position`) and only ever move forward. The flags below them are private: for everybody
    but oneself they hold their defaults.
    """

    conversation_id: ConversationId
    user_id: UserId
    joined_at: datetime
    role: Role = Role.MEMBER
    last_read_message_id: MessageId | None = None
    read_position: int = 0
    delivered_position: int = 0
    pinned: bool = False
    archived: bool = False
    muted_until: datetime | None = None
    marked_unread: bool = False
