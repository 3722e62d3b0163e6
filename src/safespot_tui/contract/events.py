"""What travels on `GET /events`.

Each frame's `data:` is an `EventFrame`; its SSE `event:` repeats the name and its SSE `id:` is the
cursor. Ephemeral events (typing, presence) have no id and are never replayed. Controls are `sync`
and `reset`. A comment line is sent as a heartbeat while there is nothing to tell.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from safespot_tui.contract.base import Wire
from safespot_tui.contract.entities import EntitiesModel, ReactionModel
from safespot_tui.contract.moderation import LockModel
from safespot_tui.domain.member import Role


class EventName(StrEnum):
    """Every event there is."""

    MESSAGE_CREATED = "message-created"
    MESSAGE_UPDATED = "message-updated"
    MESSAGE_DELETED = "message-deleted"
    MESSAGE_DELIVERED = "message-delivered"
    CONVERSATION_CREATED = "conversation-created"
    CONVERSATION_UPDATED = "conversation-updated"
    MEMBER_JOINED = "member-joined"
    MEMBER_LEFT = "member-left"
    MEMBER_UPDATED = "member-updated"
    USER_UPDATED = "user-updated"
    ACCOUNT_UPDATED = "account-updated"
    CASE_UPDATED = "case-updated"
    TYPING = "typing"
    PRESENCE = "presence"
    SYNC = "sync"
    RESET = "reset"


class Payload(Wire):
    """The body of an event.

    `id` names what changed: a message, a conversation, or for member, typing, presence and user
    events the user. `partial` is read with the model of the event below. `entities` brings what the
    receiver may not know yet. `originClientId` is told to the acting user's own windows only.
    """

    id: str | None = None
    conversation_id: str | None = None
    partial: dict[str, Any] = Field(default_factory=dict)
    entities: EntitiesModel | None = None
    originClientId: str | None = None  # noqa: N815 - the proposal's spelling


class EventFrame(Wire):
    """One event."""

    event: str
    payload: Payload


# `message-created`, `conversation-created` and `member-joined` carry in `partial` the fields of
# MessageModel, ConversationModel and MemberModel but for the ids that the payload has already.
# `account-updated` carries those of `moderation.AccountModel`, and its `id` is the user.
# `case-updated` carries all of CaseModel; its `id` is the conversation, which its reader need not
# be in, so there is no `conversation_id`.


class MessagePartial(Wire):
    """`partial` of `message-updated` and `message-deleted`: only what changed, and the revision.

    A star comes alone, with a revision of its own.
    """

    revision: int | None = None
    content: str | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    removal: str | None = None
    reactions: list[ReactionModel] | None = None
    starred: bool | None = None
    star_revision: int | None = None


class ConversationPartial(Wire):
    """`partial` of `conversation-updated`; only what changed is set."""

    metadata: dict[str, str] = {}
    """The changed ones of `name` and `icon`."""
    pinned_message_id: str | None = None
    """May be set to null; the message itself is among the event's entities."""
    lock: LockModel | None = None
    """May be set to null."""


class MemberPartial(Wire):
    """`partial` of `member-updated`; only what changed is set. `muted_until` may be set to null."""

    role: Role | None = None
    last_read_message_id: str | None = None
    read_position: int | None = None
    pinned: bool | None = None
    archived: bool | None = None
    muted_until: datetime | None = None
    marked_unread: bool | None = None


class DeliveredPartial(Wire):
    """`partial` of `message-delivered`: this user has everything up to message `id`."""

    user_id: str
    delivered_position: int


class UserPartial(Wire):
    """`partial` of `user-updated`."""

    alias: str


class TypingPartial(Wire):
    """`partial` of `typing`."""

    typing: bool


class PresencePartial(Wire):
    """`partial` of `presence`."""

    online: bool
    last_seen_at: datetime | None = None


class SyncPartial(Wire):
    """`partial` of `sync`: everything up to this cursor has been sent."""

    cursor: str
    heartbeat_seconds: float


class ResetPartial(Wire):
    """`partial` of `reset`: why the cursor cannot be resumed."""

    reason: str
