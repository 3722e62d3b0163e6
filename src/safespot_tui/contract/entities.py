"""The entities as they travel. Times are ISO 8601 in UTC."""

from datetime import datetime

from pydantic import Field

from safespot_tui.contract.base import Wire
from safespot_tui.contract.moderation import CaseModel, LockModel
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import MessageType, NoticeKind


class UserModel(Wire):
    """A person."""

    id: str
    alias: str


class ReportModel(Wire):
    """The part of a report that conversations show."""

    id: str
    title: str
    category: str


class MetadataModel(Wire):
    """A group's name and icon."""

    name: str = ""
    icon: str = ""


class ConversationModel(Wire):
    """What all members of a conversation share."""

    id: str
    type: ConversationType
    report_id: str | None = None
    metadata: MetadataModel = MetadataModel()
    created_at: datetime
    last_message_id: str | None = None
    last_message_at: datetime | None = None
    head_position: int = 0
    pinned_message_id: str | None = None
    lock: LockModel | None = None


class MemberModel(Wire):
    """One person's place in one conversation; the flags are told to that person alone."""

    conversation_id: str
    user_id: str
    role: Role = Role.MEMBER
    joined_at: datetime
    last_read_message_id: str | None = None
    read_position: int = 0
    delivered_position: int = 0
    pinned: bool = False
    archived: bool = False
    muted_until: datetime | None = None
    marked_unread: bool = False


class ReactionModel(Wire):
    """One emoji and who chose it."""

    emoji: str
    user_ids: list[str]


class ImageModel(Wire):
    """An image, at `GET /images/{id}`."""

    id: str
    width: int
    height: int
    size: int
    """In bytes."""


class NoticeModel(Wire):
    """What a system message tells, as data."""

    kind: NoticeKind
    user_ids: list[str] = []
    name: str = ""
    role: Role | None = None


class MessageModel(Wire):
    """A message. `content` is empty once it is deleted, and of an image the words under it."""

    id: str
    conversation_id: str
    sender_id: str | None
    content: str
    type: MessageType = MessageType.TEXT
    created_at: datetime
    position: int
    revision: int
    """Starts at 1 and grows by one with every edit, deletion or reaction: the server counts it."""
    client_message_id: str | None = None
    reply_to_id: str | None = None
    forwarded: bool = False
    """The words were said elsewhere; where and by whom is not told."""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    removal: str = ""
    """Why a moderator removed it."""
    reactions: list[ReactionModel] = []
    notice: NoticeModel | None = None
    image: ImageModel | None = None
    """What a message of type `image` shows; gone once it is deleted."""
    starred: bool = False
    """Whether the reader put a star on it: nobody is told of anybody else's."""
    star_revision: int = 0
    """How often the reader changed that."""


class EntitiesModel(Wire):
    """Entities by id. Members are by conversation id, then by user id."""

    conversations: dict[str, ConversationModel] = Field(default_factory=dict)
    members: dict[str, dict[str, MemberModel]] = Field(default_factory=dict)
    messages: dict[str, MessageModel] = Field(default_factory=dict)
    users: dict[str, UserModel] = Field(default_factory=dict)
    reports: dict[str, ReportModel] = Field(default_factory=dict)
    cases: dict[str, CaseModel] = Field(default_factory=dict)
    """By conversation id; for moderators only."""
