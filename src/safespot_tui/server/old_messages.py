"""Messages that the old chat wrote, as clients of today are shown them.

Their rows keep what was written: a sighting or a location by its type, an image by its address,
which is somewhere else and not among our images.
"""

import json
from typing import Any

from sqlalchemy import Row

from safespot_tui.domain.message import MessageType

SIGHTING = "sighting"
LOCATION = "location"

_MARKS = {SIGHTING: "👀", LOCATION: "📍"}


def shown_type(row: Row[Any]) -> MessageType:
    """What a client is told that a row of `messages` is: what none could draw as it is is text."""
    if row.type in _MARKS or (row.type == MessageType.IMAGE and row.image_id is None):
        return MessageType.TEXT
    return MessageType(row.type)


def shown_content(row: Row[Any]) -> str:
    """The words for it."""
    if row.type in _MARKS and row.content:
        return f"{_MARKS[row.type]} {_place(row.content)}"
    return row.content


def _place(content: str) -> str:
    """Coordinates where they were written as JSON; anything else as it was written."""
    try:
        told: object = json.loads(content)
    except (ValueError, RecursionError):
        return content
    match told:
        case {"lat": float(north), "lng": float(east)} | {"lat": float(north), "lon": float(east)}:
            return f"{north}, {east}"
        case {"latitude": float(north), "longitude": float(east)}:
            return f"{north}, {east}"
        case _:
            return content
