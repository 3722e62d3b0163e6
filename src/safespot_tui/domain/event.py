"""Facts that a server tells, in no dialect. Gateways make them, the store obeys them.

`…Changes` carry only what changed; a field that did not is UNSET.
"""

from datetime import datetime
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType, structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation, Lock, Preview
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, OriginClientId, UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User


class Entities(Struct, frozen=True):
    """Whole entities, as a snapshot, a page or an event brings them along."""

    conversations: tuple[Conversation, ...] = ()
    members: tuple[Member, ...] = ()
    messages: tuple[Message, ...] = ()
    users: tuple[User, ...] = ()
    reports: tuple[Report, ...] = ()
    cases: tuple[Case, ...] = ()
    """For moderators only."""


class MessageChanges(Struct, frozen=True):
    """What changed of a message, and the revision that made it so."""

    revision: int | UnsetType = UNSET
    content: SafeText | UnsetType = UNSET
    edited_at: datetime | UnsetType = UNSET
    deleted_at: datetime | UnsetType = UNSET
    removal: SafeText | UnsetType = UNSET
    reactions: tuple[Reaction, ...] | UnsetType = UNSET
    caption: SafeText | UnsetType = UNSET
    starred: bool | UnsetType = UNSET
    star_revision: int | UnsetType = UNSET
    delivered: bool | UnsetType = UNSET
    read: bool | UnsetType = UNSET


class ConversationChanges(Struct, frozen=True):
    """What changed of a conversation."""

    name: SafeText | UnsetType = UNSET
    icon: SafeText | UnsetType = UNSET
    last_message_at: datetime | UnsetType = UNSET
    pinned_message_id: MessageId | UnsetType | None = UNSET
    preview: Preview | UnsetType | None = UNSET
    head_position: int | UnsetType = UNSET
    lock: Lock | UnsetType | None = UNSET


class MemberChanges(Struct, frozen=True):
    """What changed of a membership. Watermarks never go back, whatever order these arrive in."""

    role: Role | UnsetType = UNSET
    last_read_message_id: MessageId | UnsetType = UNSET
    read_position: int | UnsetType = UNSET
    delivered_position: int | UnsetType = UNSET
    pinned: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    muted_until: datetime | UnsetType | None = UNSET
    marked_unread: bool | UnsetType = UNSET


class UserChanges(Struct, frozen=True):
    """What changed of a person."""

    alias: SafeText | UnsetType = UNSET


Changes = MessageChanges | ConversationChanges | MemberChanges | UserChanges
EntityT = TypeVar("EntityT", Message, Conversation, Member, User)


def changed(entity: EntityT, changes: Changes) -> EntityT:
    """`entity` with `changes` made."""
    made = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    return structs.replace(entity, **made)


class MessageCreated(Struct, frozen=True):
    """Somebody wrote something."""

    message: Message
    entities: Entities = Entities()
    origin: OriginClientId | None = None
    reads: bool = True
    """Whether to write is to have read what is above; not every server takes it so."""


class MessageUpdated(Struct, frozen=True):
    """A message was edited or reacted to."""

    message_id: MessageId
    conversation_id: ConversationId
    changes: MessageChanges
    origin: OriginClientId | None = None


class MessageDeleted(Struct, frozen=True):
    """A message became a tombstone."""

    message_id: MessageId
    conversation_id: ConversationId
    deleted_at: datetime
    revision: int = 0
    removal: SafeText = SafeText("")
    """Why, where it was a moderator."""
    origin: OriginClientId | None = None


class MessagesListed(Struct, frozen=True):
    """All messages that a conversation has, oldest first.

    One that is held, is not listed, and was written before `settled_before` is gone without a word:
    a server that keeps no tombstones tells it no other way. A younger one may only have come while
    the list was being made.
    """

    conversation_id: ConversationId
    message_ids: tuple[MessageId, ...]
    settled_before: datetime


class ConversationCreated(Struct, frozen=True):
    """A conversation that the user can see now: new, or one they were added to."""

    conversation: Conversation
    entities: Entities
    origin: OriginClientId | None = None


class ConversationUpdated(Struct, frozen=True):
    """A conversation was renamed, got another icon, or has another message pinned."""

    conversation_id: ConversationId
    changes: ConversationChanges
    entities: Entities = Entities()
    """The message that is pinned now, where it may not be known."""
    origin: OriginClientId | None = None


class MemberJoined(Struct, frozen=True):
    """Somebody is in a conversation now."""

    member: Member
    entities: Entities = Entities()
    origin: OriginClientId | None = None


class MemberLeft(Struct, frozen=True):
    """Somebody is not in a conversation any more; if it is the user, the conversation goes."""

    conversation_id: ConversationId
    user_id: UserId
    origin: OriginClientId | None = None


class MemberUpdated(Struct, frozen=True):
    """A member read, or changed a flag of their own."""

    conversation_id: ConversationId
    user_id: UserId
    changes: MemberChanges
    origin: OriginClientId | None = None


class MessageDelivered(Struct, frozen=True):
    """A member's device has everything up to this message."""

    conversation_id: ConversationId
    user_id: UserId
    message_id: MessageId
    position: int


class UserUpdated(Struct, frozen=True):
    """A person goes by another name."""

    user_id: UserId
    changes: UserChanges


class AccountUpdated(Struct, frozen=True):
    """The user became a moderator or is none any more, or was muted or suspended, or is not."""

    account: Account


class CaseUpdated(Struct, frozen=True):
    """A case is new, or stands otherwise than before. Told to moderators only."""

    case: Case
    entities: Entities = Entities()
    """The people that it names."""
    origin: OriginClientId | None = None


class TypingChanged(Struct, frozen=True):
    """Somebody types, or stopped. Ephemeral: never replayed, and forgotten after a few seconds."""

    conversation_id: ConversationId
    user_id: UserId
    typing: bool


class PresenceChanged(Struct, frozen=True):
    """Somebody came or went. Ephemeral: never replayed."""

    user_id: UserId
    online: bool
    last_seen_at: datetime | None = None


Event = (
    MessageCreated
    | MessageUpdated
    | MessageDeleted
    | MessagesListed
    | ConversationCreated
    | ConversationUpdated
    | MemberJoined
    | MemberLeft
    | MemberUpdated
    | MessageDelivered
    | UserUpdated
    | AccountUpdated
    | CaseUpdated
    | TypingChanged
    | PresenceChanged
)


class Synced(Struct, frozen=True):
    """Everything up to `cursor` has been sent: what was received so far is a consistent whole."""

    cursor: Cursor
    heartbeat: float
    """Seconds between the server's signs of life."""


class ResetRequired(Struct, frozen=True):
    """The cursor cannot be resumed; only a snapshot helps."""

    reason: SafeText


class Heartbeat(Struct, frozen=True):
    """The stream is alive and has nothing to tell."""


class Throttled(Struct, frozen=True):
    """The server takes no more requests for this many seconds; what is to be sent waits."""

    seconds: float


class Received(Struct, frozen=True):
    """One durable or ephemeral fact as the stream brought it; `cursor` is None if ephemeral."""

    event: Event
    cursor: Cursor | None = None


class Skipped(Struct, frozen=True):
    """A durable fact of a kind that this client does not know: only the cursor moves."""

    cursor: Cursor


StreamItem = Received | Skipped | Synced | ResetRequired | Heartbeat | Throttled


class Snapshot(Struct, frozen=True):
    """All that a user can see, without history, as of `cursor`."""

    me: UserId
    cursor: Cursor
    entities: Entities
    online: tuple[UserId, ...] = ()
    account: Account = Account()


class HistoryPage(Struct, frozen=True):
    """A contiguous piece of one conversation, oldest first.

    It joins the message it was asked `before` or `after`, which is not among `messages`; an empty
    page says that nothing is beyond it.
    """

    conversation_id: ConversationId
    messages: tuple[Message, ...]
    has_older: bool
    has_newer: bool
    users: tuple[User, ...] = ()
    before: MessageId | None = None
    after: MessageId | None = None
