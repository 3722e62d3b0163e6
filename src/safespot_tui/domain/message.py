"""A message, and what may hang on it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId, temp_id
from safespot_tui.domain.member import Role
from safespot_tui.domain.text import SafeText


class MessageType(StrEnum):
    """What a message carries."""

    TEXT = "text"
    IMAGE = "image"
    SYSTEM = "system"


class NoticeKind(StrEnum):
    """What a system message tells."""

    CREATED = "created"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    RENAMED = "renamed"
    ICON_CHANGED = "icon_changed"
    ROLE_CHANGED = "role_changed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"


class Notice(Struct, frozen=True):
    """What happened in a conversation, as data, so that every reader is told in their language.

    The message's sender is who did it; `user_ids` are those it was done to.
    """

    kind: NoticeKind
    user_ids: tuple[UserId, ...] = ()
    name: SafeText = SafeText("")
    """The new name, for `RENAMED` and `CREATED`; for `ICON_CHANGED` the new icon, if any; why, for
    `LOCKED` and `UNLOCKED`."""
    role: Role | None = None
    """What those people are now, for `ROLE_CHANGED`."""


class Reaction(Struct, frozen=True):
    """One emoji and who chose it, in the order they did."""

    emoji: SafeText
    user_ids: tuple[UserId, ...]


class Message(Struct, frozen=True):
    """One message as the server last described it."""

    id: MessageId
    conversation_id: ConversationId
    sender_id: UserId | None
    """None when the sender's account is gone; of a notice, when the moderators did it."""
    created_at: datetime
    """Strictly increasing within a conversation; given by the server."""
    content: SafeText = SafeText("")
    """Empty once deleted."""
    type: MessageType = MessageType.TEXT
    position: int = 0
    """How many messages that count as unread the conversation held up to and including this one.

    System messages do not count and share the position of the message before them.
    """
    revision: int = 0
    """Grows with every change of this message, so that a late answer cannot undo a newer one."""
    client_message_id: ClientMessageId | None = None
    reply_to_id: MessageId | None = None
    forwarded: bool = False
    """The words were said elsewhere."""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    removal: SafeText = SafeText("")
    """Why a moderator removed it; empty for one that its sender deleted."""
    reactions: tuple[Reaction, ...] = ()
    notice: Notice | None = None
    caption: SafeText = SafeText("")
    """The words under an image, whose `content` is the address it is fetched from."""
    starred: bool = False
    """Whether the user put a star on it; nobody else sees it."""
    star_revision: int = 0
    """Grows with every change of `starred`, as `revision` does with what all see; 0 where a server
    does not count them."""
    delivered: bool = False
    """Told of this very message, by servers that keep no watermark of each member."""
    read: bool = False
    """As `delivered`. Neither is ever taken back."""

    @property
    def row_key(self) -> MessageId:
        """The id under which a row is known for as long as it lives.

        It is the temp id for every message that a client sent, so that the row painted before the
        server answered and the row of the server's message are one.
        """
        return temp_id(self.client_message_id) if self.client_message_id else self.id
