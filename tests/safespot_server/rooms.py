"""Opening, listing, flagging and leaving rooms."""

from collections.abc import Callable
from typing import Any, Literal

from . import identifiers, rows
from .clock import Clock
from .envelopes import coded, failed, not_a_member, text
from .events import Events
from .state import Membership, Message, Room, State, order
from .traps import Traps

_FLAGS = {
    "pin": ("is_pinned", "isPinned"),
    "archive": ("is_archived", "isArchived"),
    "unread": ("is_manually_unread", "isUnread"),
}


class Rooms:
    """What one does with a room as a whole."""

    def __init__(self, state: State, clock: Clock, events: Events) -> None:
        self._state = state
        self._clock = clock
        self._events = events

    def between(self, person_id: str, other_id: Any, report_id: Any = None) -> Room:
        """The room of these two, and of that report; made if there is none. Nobody is told."""
        if report_id:
            if not identifiers.is_uuid(report_id):
                raise failed()
            report = self._state.reports.get(identifiers.canonical(report_id))
            if report is None or report.deleted_at is not None:
                raise text(404, "Report not found")
            other_id, report_id = report.owner_id, report.id
        else:
            report_id = None
        if other_id == person_id:
            raise text(400, "Cannot start a chat with yourself")
        if not identifiers.is_uuid(other_id):
            raise failed()
        other_id = identifiers.canonical(other_id)
        if {person_id, other_id} - self._state.people.keys():
            raise failed()
        for room in self._state.rooms.values():
            if room.report_id == report_id and {person_id, other_id} <= room.members.keys():
                return room
        now = self._clock.next()
        room = Room(identifiers.new(), now, now, report_id)
        room.members = {person_id: Membership(), other_id: Membership()}
        self._state.rooms[room.id] = room
        return room

    def of_member(self, room_id: str, person_id: str) -> Room:
        """Raises `Refusal` for rooms one is not in, that do not exist, or that have no UUID."""
        if not identifiers.is_uuid(room_id):
            raise coded(500, "Internal Server Error", "MEMBERSHIP_CHECK_FAILED")
        room = self._state.rooms.get(identifiers.canonical(room_id))
        if room is None or person_id not in room.members:
            raise not_a_member()
        return room

    def listed(
        self, person_id: str, is_online: Callable[[str], bool], traps: Traps
    ) -> list[rows.Row]:
        """Pinned first, then the latest first; the rest is cut off."""
        listed = []
        for room in self._state.rooms_of(person_id):
            others = room.others(person_id)
            online = bool(others) and is_online(others[0])
            listed.append(rows.room_listed(self._state, room, person_id, is_online=online))
        listed.sort(key=lambda row: (row["is_pinned"], row["last_message_at"]), reverse=True)
        return listed[: traps.rooms_limit]

    def flag(
        self,
        room: Room,
        person_id: str,
        action: Literal["pin", "archive", "unread"],
        *,
        on: bool,
    ) -> None:
        attribute, name = _FLAGS[action]
        setattr(room.members[person_id], attribute, on)
        self._events.flagged(room.id, person_id, action, name, on=on)

    def leave(self, room: Room, person_id: str) -> None:
        """The others keep it, and are not told."""
        del room.members[person_id]
        self._events.left(room.id, person_id)

    def undelivered(self, person_id: str, limit: int) -> list[Message]:
        """What others wrote to somebody and was not delivered, oldest first."""
        found = [
            message
            for room in self._state.rooms_of(person_id)
            for message in self._state.to(person_id, room.id)
            if not message.is_delivered
        ]
        return sorted(found, key=order)[:limit]
