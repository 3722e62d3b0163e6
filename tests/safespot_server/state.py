"""What the server knows: people, rooms, messages. Survives a restart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Person:
    id: str
    created_at: datetime
    alias: str | None = None
    avatar_url: str | None = None
    last_active_at: datetime | None = None
    last_seen_at: datetime | None = None
    role: str = "citizen"
    is_official: bool = False
    theme: str = "default"
    accent_color: str = "green"
    interest_radius_meters: int = 1000
    personal_aliases: dict[str, str] = field(default_factory=dict[str, str])
    follows: list[str] = field(default_factory=list[str])


@dataclass
class Account:
    """An e-mail address that leads to a person."""

    id: str
    email: str
    password: str
    person_id: str


@dataclass
class Membership:
    is_pinned: bool = False
    is_archived: bool = False
    is_manually_unread: bool = False


@dataclass
class Room:
    id: str
    created_at: datetime
    last_message_at: datetime
    report_id: str | None = None
    pinned_message_id: str | None = None
    members: dict[str, Membership] = field(default_factory=dict[str, Membership])
    """By person, in the order in which they came."""

    def others(self, person_id: str) -> list[str]:
        return [member for member in self.members if member != person_id]


@dataclass
class Message:
    id: str
    room_id: str
    sender_id: str
    content: str
    type: str
    created_at: datetime
    caption: str | None = None
    reply_to_id: str | None = None
    is_delivered: bool = False
    delivered_at: datetime | None = None
    is_read: bool = False
    read_at: datetime | None = None
    is_edited: bool = False
    edited_at: datetime | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


@dataclass
class Report:
    id: str
    owner_id: str
    title: str
    created_at: datetime
    description: str = ""
    category: str = "Otros"
    zone: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    status: str = "pendiente"
    upvotes_count: int = 0
    is_hidden: bool = False
    deleted_at: datetime | None = None


@dataclass
class State:
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    """By e-mail address, as it was written."""
    rooms: dict[str, Room] = field(default_factory=dict[str, Room])
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    reports: dict[str, Report] = field(default_factory=dict[str, Report])
    stars: dict[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])
    """By person and message."""
    notifications: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    images: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    """By path: media type, bytes."""

    def rooms_of(self, person_id: str) -> list[Room]:
        return [room for room in self.rooms.values() if person_id in room.members]

    def messages_of(self, room_id: str) -> list[Message]:
        """In the order of the database: by time, then by id."""
        found = (m for m in self.messages.values() if m.room_id == room_id)
        return sorted(found, key=order)

    def to(self, person_id: str, room_id: str) -> Iterator[Message]:
        """What others wrote in that room."""
        return (m for m in self.messages_of(room_id) if m.sender_id != person_id)

    def by_alias(self, alias: str) -> Person | None:
        return next((p for p in self.people.values() if p.alias == alias), None)


def order(message: Message) -> tuple[datetime, str]:
    return message.created_at, message.id
