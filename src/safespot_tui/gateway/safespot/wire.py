"""What the deployed server answers and streams, as it stands on the wire.

Only what is used is named; what else comes is passed over, and what may be missing has a default:
one and the same row arrives with eight fields from a catch-up and with twenty-five from a room's
history. Ids are still plain strings here and may be anything; `translate` checks them.
"""

from typing import Any

from msgspec import Struct


class MessageRow(Struct, frozen=True):
    """A message. From a catch-up it has its first eight fields only."""

    id: str
    conversation_id: str
    created_at: str
    """ISO 8601 in UTC with milliseconds: when the inserting transaction began."""
    sender_id: str | None = None
    """The word `system` marks a forgery (see `ORCHESTRATOR`)."""
    content: Any = None
    """Text, sanitised by the server; for an image its address. A forgery may hold anything."""
    type: str = "text"
    is_read: bool | None = None
    is_delivered: bool | None = None
    caption: str | None = None
    """Not sanitised."""
    reply_to_id: str | None = None
    reactions: dict[str, list[str]] | None = None
    """Who chose an emoji. Null in old rows."""
    is_edited: bool | None = None
    edited_at: str | None = None
    sender_alias: str | None = None
    is_starred: bool | None = None
    """Told by a room's history alone."""


class RoomRow(Struct, frozen=True):
    """A conversation. One that was just made lacks the user's flags and the last message."""

    id: str
    created_at: str | None = None
    report_id: str | None = None
    report_title: str | None = None
    report_category: str | None = None
    type: str = "dm"
    last_message_at: str | None = None
    pinned_message_id: str | None = None
    """May name a message that is gone."""
    is_pinned: bool | None = None
    is_archived: bool | None = None
    is_manually_unread: bool | None = None
    other_participant_id: str | None = None
    """Null, like the other three, once the other one has left."""
    other_participant_alias: str | None = None
    other_participant_last_seen: str | None = None
    last_message_content: str | None = None
    last_message_type: str | None = None
    last_message_sender_id: str | None = None
    unread_count: int = 0
    """Messages of others that are unread or undelivered."""
    is_online: bool | None = None
    """A weak hint: false two minutes after the other one connected, whatever they do."""


class PersonRow(Struct, frozen=True):
    """A person, as a search finds them."""

    anonymous_id: str
    alias: str | None = None


class ReportRow(Struct, frozen=True):
    """A report with all that is told of it."""

    id: str
    anonymous_id: str | None = None
    title: str | None = None
    description: str | None = None
    category: str | None = None
    zone: str | None = None
    address: str | None = None
    status: str | None = None
    created_at: str | None = None
    incident_date: str | None = None
    image_urls: list[str] | None = None


class MissedRow(Struct, frozen=True):
    """One element of a catch-up."""

    type: str
    payload: Any = None
    """Not `partial`, as on a stream."""
    serverTimestamp: int | str | None = None  # noqa: N815 - the server's name
    eventId: str | None = None  # noqa: N815


class Frame(Struct, frozen=True):
    """The JSON of an event of a stream, before anybody knows what it says."""

    type: str | None = None
    id: str | None = None
    """Of a message, a conversation or a person, by event; none in receipts for a whole room."""
    conversationId: str | None = None  # noqa: N815
    roomId: str | None = None  # noqa: N815
    userId: str | None = None  # noqa: N815
    """Only in the presence that a room's stream begins with, which has no `partial`."""
    status: str | None = None
    partial: Any = None
    originClientId: str | None = None  # noqa: N815
    eventId: str | None = None  # noqa: N815
    """No identity: a message has up to five of them, and every typing of one person the same."""
    serverTimestamp: int | str | None = None  # noqa: N815
    """Milliseconds since 1970, or ISO 8601 where the event is a delivery with a time."""


ORCHESTRATOR = "orchestrator"
"""The origin of a second, forged copy of a message: raw text, another time, sent by `system`."""
