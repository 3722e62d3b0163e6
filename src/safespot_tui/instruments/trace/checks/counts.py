"""That a server counts as unread what it says is."""

from collections.abc import Iterator

from msgspec import Struct

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

    unread: dict[str, int] | None = None
    """Messages, with the entry that told of them; None as long as that is not known."""
    newest: int = 0
    changed: int = 0
    """The entry that last said something of it."""
    read: int = 0
    """The entry that last said that all was read."""
    reading: int | None = None
    """The request that is about to say so."""
    is_sure: bool = False
    """Whether nothing was told since the unread messages were listed, or read: a stream may have
    left some out."""
    is_followed: bool = False
    """Whether a stream would have told if it had been read in another window."""
    is_short: bool = False
    """Whether the last count was too low: what was read elsewhere may still be on its way here."""


class Counts:
    """Counts along, from a whole history on, and compares where nothing is on its way.

    A count that is too high is only one where a history has said what is unread.
    """

    def __init__(self) -> None:
        self._me = ""
        self._rooms: dict[str, _Room] = {}
        self._is_followed = False
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Known(user_id=me):
                self._me = me
            case Held(conversation_id=where):
                self._hold(self._room(where), fact)
            case Told(line=line, entry=entry):
                room = self._room(line.conversation_id)
                room.is_sure = False
                self._hear(room, line, entry)
            case Reading(conversation_id=where, entry=entry):
                self._room(where).reading = entry
            case Read(conversation_id=where):
                self._have_read(self._room(where), fact)
            case Gone():
                # Which message is the newest now is not known, and maybe not in which conversation.
                self._rooms.clear()
            case Left(conversation_id=where):
                self._rooms.pop(where, None)
            case Whole(channel=channel) if channel == EVERYTHING:
                self._is_followed = True
            case Interrupted(channel=channel) if channel == EVERYTHING:
                self._is_followed = False
                for room in self._rooms.values():
                    room.is_followed = False
            case Count(conversation_id=where):
                self._compare(self._room(where), fact)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found

    def _room(self, conversation_id: str) -> _Room:
        return self._rooms.setdefault(conversation_id, _Room())

    def _have_read(self, room: _Room, read: Read) -> None:
        asked, room.reading = read.asked or room.reading or read.entry, None
        # What came meanwhile may have been read, or not.
        room.unread = {} if room.changed < asked else None
        room.read, room.is_sure, room.is_short = read.entry, True, False
        room.is_followed = self._is_followed

    def _hold(self, room: _Room, held: Held) -> None:
        is_as_before = room.reading is not None or room.read > held.asked
        if is_as_before:
            # What it says of being read is older than what is known.
            if any(line.order > room.newest for line in held.lines):
                room.unread = None
        elif held.is_whole:
            before = room.unread or {}
            room.unread = {id_: entry for id_, entry in before.items() if entry > held.asked}
            room.is_sure = room.changed < held.asked
            room.is_short, room.is_followed = False, self._is_followed
        for line in held.lines:
            if is_as_before:
                room.newest = max(room.newest, line.order)
            else:
                self._hear(room, line, held.entry)

    def _hear(self, room: _Room, line: Line, entry: int) -> None:
        if room.unread is not None and line.sender_id != self._me and line.is_unread:
            room.unread.setdefault(line.id, entry)
        room.newest = max(room.newest, line.order)
        room.changed = entry

    def _compare(self, room: _Room, count: Count) -> None:
        is_still = room.reading is None and max(room.changed, room.read) < count.asked
        if room.unread is None or not is_still or room.newest != count.newest:
            return
        known = len(room.unread)
        is_short = count.unread < known and room.is_followed
        is_long = count.unread > known and room.is_sure
        if is_long or (is_short and room.is_short):
            detail = f"{count.unread} instead of {known}"
            finding = Finding(Fault.WRONG_UNREAD, count.conversation_id, detail, count.entry)
            self._found.append(finding)
        room.is_short = is_short
