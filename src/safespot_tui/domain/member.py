"""One person's place in one conversation."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, UserId


class Role(StrEnum):
    """What a member of a group may do: its server holds to it, its clients explain it."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    OBSERVER = "observer"
    """A moderator who has the conversation open: no member, and nobody else is told of them."""

    @property
    def manages(self) -> bool:
        """Whether they may rename the group, give it an icon, and add people."""
        return self in (Role.OWNER, Role.ADMIN)

    @property
    def takes_part(self) -> bool:
        """Whether they may write, react and be seen."""
        return self is not Role.OBSERVER

    @property
    def gives_roles(self) -> bool:
        """Whether they may change what others are."""
        return self is Role.OWNER

    def may_remove(self, other: "Role") -> bool:
        """Whether they may take somebody out who is `other`."""
        return self is Role.OWNER or (self is Role.ADMIN and other is Role.MEMBER)


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
