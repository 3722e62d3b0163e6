"""What of the Global Chat contract the checks read; everything else is passed over."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from safespot_tui.instruments.trace.checks.facts import Line


class Conversation(Struct):
    """A conversation, as far as counting goes."""

    id: str = ""
    head_position: int = 0
    last_message_id: str | None = None


class Member(Struct):
    """Somebody's place in one."""

    read_position: int = 0
    last_read_message_id: str | None = None


class Message(Struct):
    """A message, as far as checks care."""

    id: str = ""
    conversation_id: str = ""
    position: int = 0
    sender_id: str | None = None
    deleted_at: str | None = None

    def line(self) -> Line:
        """The same, in no dialect."""
        return Line(
            self.id,
            self.conversation_id,
            self.position,
            self.sender_id,
            is_gone=self.deleted_at is not None,
        )


class Entities(Struct):
    """What answers bring along."""

    conversations: dict[str, Conversation] = {}
    members: dict[str, dict[str, Member]] = {}
    messages: dict[str, Message] = {}


class Snapshot(Struct):
    """`GET /sync`."""

    me: str
    cursor: str
    entities: Entities = msgspec.field(default_factory=Entities)


class Page(Struct):
    """A piece of a history."""

    ids: list[str]
    entities: Entities = msgspec.field(default_factory=Entities)


class Detail(Struct):
    """One message, or one conversation."""

    id: str
    entities: Entities = msgspec.field(default_factory=Entities)


class Watermark(Struct):
    """Up to where was read."""

    message_id: str


class Payload(Struct):
    """The body of an event."""

    id: str | None = None
    conversation_id: str | None = None
    partial: Mapping[str, Any] = {}


class Frame(Struct):
    """An event."""

    event: str
    payload: Payload
