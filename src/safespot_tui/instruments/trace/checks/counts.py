"""That a server counts as unread what it says is."""

from collections.abc import Iterator

from msgspec import Struct, field

from safespot_tui.instruments.trace.checks.facts import (
    EVERYTHING,
    Count,
    Fact,
    Gone,
    Held,
    Interrupted,
    Known,
    Left,
    Line,
    Read,
    Reading,
    Told,
    Whole,
)
from safespot_tui.instruments.trace.finding import Fault, Finding


class _Room(Struct):
    """What a conversation's count follows from."""

    unread: dict[str, int] = field(default_factory=dict[str, int])
    """Messages, with the entry that told of them."""
    newest: int = 0
    entry: int = 0
    """What last changed it."""
    is_followed: bool = False
    """Whether a stream would have told if it had been read in another window."""
    fewer: Count | None = None
    """A count that was too low: what was read elsewhere may still be on its way here."""


class Counts:
    """Counts along, from a whole history on, and compares where nothing is on its way."""

    def __init__(self) -> None:
        self._me = ""
        self._rooms: dict[str, _Room] = {}
        self._read: dict[str, int] = {}
        """By conversation, when it was last read."""
        self._reading: dict[str, int] = {}
        self._is_followed = False
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Known(user_id=me):
                self._me = me
            case Held():
                self._hold(fact)
            case Told(line=line, entry=entry) if line.conversation_id in self._rooms:
                self._hear(self._rooms[line.conversation_id], line, entry)
            case Reading(conversation_id=where, entry=entry):
                self._reading[where] = entry
            case Read(conversation_id=where, entry=entry):
                self._have_read(where, entry)
            case Gone(message_id=name):
                # Which is the newest now is not known.
                for where in [w for w, room in self._rooms.items() if name in room.unread]:
                    del self._rooms[where]
            case Left(conversation_id=where):
                self._rooms.pop(where, None)
            case Whole(channel=channel) if channel == EVERYTHING:
                self._is_followed = True
            case Interrupted(channel=channel) if channel == EVERYTHING:
                self._is_followed = False
                for room in self._rooms.values():
                    room.is_followed = False
            case Count(conversation_id=where) if where in self._rooms:
                if where not in self._reading:
                    self._compare(self._rooms[where], fact)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found

    def _have_read(self, where: str, entry: int) -> None:
        asked, before = self._reading.pop(where, entry), self._rooms.get(where)
        self._read[where] = entry
        if before is None or before.entry > asked:
            # What came meanwhile may have been read, or not.
            self._rooms.pop(where, None)
        else:
            self._rooms[where] = _Room(
                newest=before.newest, entry=entry, is_followed=self._is_followed
            )

    def _hold(self, held: Held) -> None:
        where = held.conversation_id
        room = self._rooms.get(where)
        if where in self._reading or self._read.get(where, 0) > held.asked:
            newest = max((line.order for line in held.lines), default=0)
            if room is not None and newest > room.newest:
                del self._rooms[where]
            return
        if held.is_whole:
            before = room.unread if room is not None else {}
            room = self._rooms[where] = _Room(is_followed=self._is_followed)
            room.unread = {id_: entry for id_, entry in before.items() if entry > held.asked}
        if room is not None:
            for line in held.lines:
                self._hear(room, line, held.entry)

    def _hear(self, room: _Room, line: Line, entry: int) -> None:
        if line.sender_id != self._me and line.is_unread:
            room.unread.setdefault(line.id, entry)
        room.newest = max(room.newest, line.order)
        room.entry = entry

    def _compare(self, room: _Room, count: Count) -> None:
        known = len(room.unread)
        if room.entry > count.asked or room.newest != count.newest:
            return
        if count.unread > known or (room.fewer is not None and count.unread < known):
            detail = f"{count.unread} instead of {known}"
            finding = Finding(Fault.WRONG_UNREAD, count.conversation_id, detail, count.entry)
            self._found.append(finding)
        room.fewer = count if count.unread < known and room.is_followed else None
