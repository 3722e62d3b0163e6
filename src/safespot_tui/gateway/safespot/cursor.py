"""The cursor of this dialect: how far was told, in a text that nobody else reads.

The server numbers nothing. So it is remembered how many messages of each conversation have been
counted, which were told last, and up to which times a catch-up need not go back.
"""

import msgspec
from msgspec import Struct

from safespot_tui.domain.ids import Cursor

_TAG = "safespot-1:"
MAX_LENGTH = 4 * 1024 * 1024


class RoomPlace(Struct, frozen=True, array_like=True):
    """How far one conversation was told."""

    head: int
    read: int
    counted: int | None
    """Milliseconds: up to here messages are counted in `head`, though they were never told."""
    told: tuple[tuple[str, int], ...]
    """The last messages told, oldest first, each with its milliseconds; the first of them is what
    later ones are asked `since`."""
    peer: str | None = None
    alias: str = ""


class Place(Struct, frozen=True):
    """How far everything was told."""

    messages: int = 0
    """Milliseconds of the newest message."""
    receipts: int = 0
    """Milliseconds of the newest receipt for a single message."""
    rooms: dict[str, RoomPlace] = {}


def written(place: Place) -> Cursor:
    """`place` as a cursor."""
    return Cursor(_TAG + msgspec.json.encode(place).decode())


def read(cursor: Cursor) -> Place | None:
    """The place that a cursor names; None if it is of another dialect, or of another version."""
    if not cursor.startswith(_TAG) or len(cursor) > MAX_LENGTH:
        return None
    try:
        return msgspec.json.decode(cursor.removeprefix(_TAG), type=Place)
    except (msgspec.DecodeError, UnicodeError):
        return None
