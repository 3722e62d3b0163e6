"""The cursor of this dialect: how far was told, in a text that nobody else reads.

The server numbers nothing. So it is remembered how many messages of each conversation have been
counted, which were told last, and up to which times a catch-up need not go back.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from safespot_tui.domain.ids import Cursor
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot.identifiers import (
    conversation_id,
    message_id,
    optional,
    user_id,
)
from safespot_tui.gateway.safespot.room import Mark, Room
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp

_TAG = "safespot-1:"
_LONGEST = 4 * 1024 * 1024


class RoomPlace(Struct, frozen=True, array_like=True):
    """How far one conversation was told."""

    head: int
    read: int
    counted: int | None
    """Milliseconds: up to here messages are counted in `head`, though they were never told."""
    forgotten: int | None
    """Milliseconds: up to here messages were told that `tail` does not name."""
    tail: tuple[tuple[str, int], ...]
    """The last messages told, oldest first, each with its milliseconds."""
    peer: str | None = None
    alias: str = ""
    heard: int | None = 0
    """Milliseconds of the newest message that was not only answered; 0 where nobody noted it."""


class Place(Struct, frozen=True):
    """How far everything was told."""

    messages: int
    """Milliseconds of the newest message."""
    receipts: int
    """Milliseconds of the newest receipt for a single message."""
    rooms: dict[str, RoomPlace]


def written(messages: int, receipts: int, rooms: Iterable[Room]) -> Cursor:
    """How far was told, as a cursor."""
    places: dict[str, RoomPlace] = {
        room.id: RoomPlace(
            head=room.head,
            read=room.read,
            counted=optional(milliseconds, room.counted),
            forgotten=optional(milliseconds, room.forgotten),
            tail=tuple((mark.id, milliseconds(mark.at)) for mark in room.tail),
            peer=room.peer,
            alias=room.alias,
            heard=optional(milliseconds, room.heard),
        )
        for room in rooms
    }
    return Cursor(_TAG + msgspec.json.encode(Place(messages, receipts, places)).decode())


def read(cursor: Cursor) -> Place | None:
    """The place that a cursor names; None if it is of another dialect, or of another version."""
    if not cursor.startswith(_TAG) or len(cursor) > _LONGEST:
        return None
    try:
        place = msgspec.json.decode(cursor.removeprefix(_TAG), type=Place)
        rooms_of(place)
    except (msgspec.DecodeError, UnicodeError, NotUnderstood):
        return None
    return place


def rooms_of(place: Place) -> list[Room]:
    """The conversations of a place, told by a process that has ended. Raises `NotUnderstood`."""
    return [_room(name, each) for name, each in place.rooms.items()]


def _room(name: str, place: RoomPlace) -> Room:
    tail = sorted(Mark(timestamp(at), message_id(told)) for told, at in place.tail)
    heard = optional(timestamp, place.heard)
    if place.heard == 0:
        heard = tail[-1].at if tail else None
    return Room(
        conversation_id(name),
        head=max(0, place.head),
        read=max(0, min(place.read, place.head)),
        counted=optional(timestamp, place.counted),
        forgotten=optional(timestamp, place.forgotten),
        heard=heard,
        tail=tail,
        before={mark.id for mark in tail},
        peer=optional(user_id, place.peer),
        alias=safe_line(place.alias),
        archived=True,
    )
