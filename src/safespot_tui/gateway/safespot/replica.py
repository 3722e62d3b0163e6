"""What this gateway has told, so that it tells everything once.

Rows of any kind come in: live, polled, caught up with, answered. Each is compared with what was
told before, and the difference leaves through the `outlet` as a fact, with the cursor that covers
it. Nothing is told from a forged copy.

What is read from the server is as new as the moment it was asked for; what it does for the user is
as new as its answer. Both moments are stamps of one clock, which never gives the same one twice:
so a slow poll undoes nothing that was answered meanwhile.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from msgspec import UNSET, structs

from safespot_tui.domain.event import (
    ConversationUpdated,
    Entities,
    Event,
    MemberChanges,
    MemberUpdated,
    MessageDeleted,
    MessageUpdated,
    Snapshot,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import MessageOrder
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.safespot import cursor as cursors
from safespot_tui.gateway.safespot import identifiers
from safespot_tui.gateway.safespot.events import (
    Alive,
    Connected,
    DeletionTold,
    DeliveredTold,
    FlagsTold,
    HintTold,
    Ignored,
    MessageTold,
    OwnLeaveTold,
    OwnReadTold,
    PresenceTold,
    ReadTold,
    Said,
    TypingTold,
)
from safespot_tui.gateway.safespot.memory import Memory, Wants, skipping
from safespot_tui.gateway.safespot.messages import Messages, ReadRow
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.people import People
from safespot_tui.gateway.safespot.receipts import Receipts
from safespot_tui.gateway.safespot.room import Known, Mark, Room
from safespot_tui.gateway.safespot.roster import Roster
from safespot_tui.gateway.safespot.timestamps import milliseconds
from safespot_tui.gateway.safespot.wire import MessageRow, RoomRow

UNPLACED = 2**40
"""Where counting begins in a conversation that nobody has counted yet. Later than any watermark,
so that it passes for read by nobody."""
AHEAD = timedelta(days=1)
BELOW_ALL = 2
"""The position of an own message in a conversation that nobody has counted yet: it must not move
how far the store has counted."""

_log = logging.getLogger(__name__)


class Replica:
    """What was told, and what is to be told.

    ::

        rows, events ──▶ roster ─ messages ─ receipts ─ people ──▶ memory ──▶ outlet
    """

    def __init__(self, me: UserId, clock: Clock, outlet: Outlet) -> None:
        self._memory = memory = Memory(me, clock, outlet)
        self._messages = Messages(memory)
        self._people = People(memory)
        self._roster = Roster(memory, self._messages, self._people)
        self._receipts = Receipts(memory, self._messages)
        self._resumed = False

    @property
    def rooms(self) -> dict[ConversationId, Room]:
        """The conversations, by id; not to be changed."""
        return self._memory.rooms

    @property
    def messages_at(self) -> int:
        """Milliseconds of the newest message heard of that is not of the future."""
        return min(self._memory.messages_at, self._latest)

    @property
    def receipts_at(self) -> int:
        """Milliseconds of the newest receipt for a single message that is not of the future."""
        return min(self._memory.receipts_at, self._latest)

    @property
    def _latest(self) -> int:
        """Milliseconds until which a server may be ahead of this machine.

        It is not asked for what was missed since a time that is to come: a single message of the
        year 8000 would hide all that are written until then.
        """
        return milliseconds(self._memory.clock.now() + AHEAD)

    @property
    def cursor(self) -> Cursor:
        """How far was told."""
        return self._memory.cursor

    def stamp(self) -> int:
        """Now, in microseconds; later than every stamp before."""
        return self._memory.stamp()

    def snapshot(self, rows: Sequence[RoomRow]) -> Snapshot:
        """All conversations, for a store that forgets everything else."""
        self._resumed = True
        return self._roster.snapshot(rows)

    def take_rooms(self, rows: Sequence[RoomRow], asked: int) -> list[ConversationId]:
        """The list of conversations as of the stamp `asked`.

        Gives those in which something was written or deleted.
        """
        return self._roster.take_rooms(rows, asked)

    def settle(self, rows: Sequence[RoomRow], asked: int) -> None:
        """Have as much unread as the server says, where it speaks of the same messages."""
        self._roster.settle(rows, asked)

    @property
    def holed(self) -> tuple[ConversationId, ...]:
        """Conversations of which what was told does not reach up to their end."""
        return tuple(room.id for room in self._memory.rooms.values() if room.has_hole)

    @property
    def homeless(self) -> tuple[ConversationId, ...]:
        """Conversations that were heard of and that the server's list does not have."""
        return self._roster.homeless

    def found(self, rows: Sequence[MessageRow]) -> None:
        """The history of a conversation that the server's list is too short for."""
        self._roster.found(rows)

    def opened(self, row: RoomRow) -> Entities:
        """A conversation that the user opened. Raises `NotUnderstood`."""
        return self._roster.opened(row)

    def left(self, conversation_id: ConversationId) -> None:
        """The user left a conversation."""
        self._roster.depart(conversation_id)

    def resume(self, cursor: Cursor | None) -> bool:
        """Go on from `cursor`; whether that is possible. What this process told, it remembers."""
        if self._resumed:
            for room in self._memory.rooms.values():
                room.told.clear()
            return True
        if cursor is not None:
            place = cursors.read(cursor)
            if place is None:
                return False
            self._memory.messages_at = max(self._memory.messages_at, place.messages)
            self._memory.receipts_at = max(self._memory.receipts_at, place.receipts)
            for room in cursors.rooms_of(place):
                self._memory.rooms.setdefault(room.id, room)
        self._resumed = True
        return True

    def message(self, message_id: MessageId) -> Message | None:
        """A message as it was told."""
        for room in self._memory.rooms.values():
            if known := room.messages.get(message_id):
                return known.message(self._memory.me)
        return None

    def knows(
        self, conversation_id: ConversationId, message_id: MessageId, at: datetime | None = None
    ) -> bool:
        """Whether a message need not be asked for."""
        room = self._memory.rooms.get(conversation_id)
        if message_id in self._memory.gone:
            return True
        if room is None:
            return False
        is_told = message_id in room.messages or message_id in room.before
        return is_told or (at is not None and room.is_counted(at))

    def newest(self, conversation_id: ConversationId) -> MessageId | None:
        """A message that later ones can be asked `since`."""
        room = self._memory.rooms.get(conversation_id)
        return room.anchor if room else None

    def gone_at(self, message_id: MessageId) -> MessageOrder | None:
        """Where a message stood that is gone."""
        mark = self._memory.gone.get(message_id)
        return (mark.at, mark.id) if mark else None

    def take_wants(self) -> Wants:
        """What has to be asked for, given once."""
        wants, self._memory.wants = self._memory.wants, Wants()
        return wants

    def read(self, conversation_id: ConversationId) -> None:
        """The user has read a conversation, and the server knows.

        How far is told by the stream, in the order in which it tells of messages.
        """
        room = self._memory.rooms.get(conversation_id)
        if room is not None:
            room.told.pop("marked_unread", None)
            room.flags_stamp = self._memory.stamp()

    def answered(
        self, row: MessageRow, client_message_id: ClientMessageId | None = None
    ) -> Message:
        """A message that the server took from the user, as it is told now.

        Raises `NotUnderstood`.
        """
        stamp, name = self._memory.stamp(), identifiers.message_id(row.id)
        if client_message_id is not None and client_message_id.lower() != name:
            self._memory.names[name] = client_message_id
        room = self._memory.rooms.get(identifiers.conversation_id(row.conversation_id))
        if room is None:
            message = self._messages.known(row, position=BELOW_ALL, stamp=stamp).message(
                self._memory.me
            )
        else:
            known = room.messages.get(name)
            if known is None:
                known = self._messages.known(row, position=0, stamp=stamp)
                known.turn = room.next_turn(known.at)
                self._messages.answered(room, known)
                self._roster.answered(room)
            else:
                known.client_message_id = self._memory.names.get(name, known.client_message_id)
                known.revision = stamp
            message = known.message(self._memory.me)
        own = client_message_id or message.client_message_id
        return structs.replace(message, client_message_id=own)

    def changed(self, event: Event) -> None:
        """The answer of a request told this already, past the stream."""
        match event:
            case MessageUpdated(message_id=message_id, conversation_id=conversation_id):
                room = self._memory.rooms.get(conversation_id)
                if room is not None and (known := room.messages.get(message_id)):
                    known.doubtful = True
            case MessageDeleted(message_id=message_id, conversation_id=conversation_id):
                self._messages.forget(conversation_id, message_id)
            case ConversationUpdated(conversation_id=conversation_id):
                room = self._memory.rooms.get(conversation_id)
                if room is not None:
                    room.told.pop("pinned_message_id", None)
            case _:
                pass

    def read_messages(
        self, conversation_id: ConversationId, rows: Sequence[MessageRow], asked: int
    ) -> list[ReadRow]:
        """Rows of a history, to be taken later. Reading costs most of it, and tells nothing.

        It looks things up and changes none, so that a thread may do it.
        """
        return self._messages.read(conversation_id, rows, asked)

    def take_messages(
        self,
        conversation_id: ConversationId,
        rows: Sequence[MessageRow],
        asked: int,
        *,
        since: MessageId | None = None,
        read: Sequence[ReadRow] | None = None,
    ) -> None:
        """A history as of the stamp `asked`: the whole, or what was written after `since`.

        `read` is what `read_messages` gave for the same rows, where they were many.
        """
        room = self._memory.rooms.get(conversation_id)
        if room is None:
            return
        if read is None:
            read = self._messages.read(conversation_id, rows, asked)
        come = self._messages.come(room, read, asked)
        self._messages.bury_missing(room, rows, asked, since)
        if since is None:
            self._messages.take_whole(room, come, asked)
        else:
            self._messages.take_run(room, come, asked)
        for newest in come[-1:]:
            if newest.id in room.messages:
                room.saw(Mark(newest.at, newest.id))
        room.owed = None
        self._memory.moved()

    def place_unnumbered(
        self, conversation_id: ConversationId, read: Sequence[ReadRow], asked: int
    ) -> list[Known]:
        """The history of a conversation of which nothing is known here; it is not remembered."""
        room = Room(conversation_id, UNPLACED, UNPLACED)
        come = self._messages.come(room, read, asked)
        for number, known in enumerate(come):
            known.position = UNPLACED + number
        return come

    def take(self, told: Said) -> None:
        """Something that a stream or a catch-up says."""
        match told:
            case MessageTold():
                with skipping("a message"):
                    self._roster.take_live(told)
            case HintTold(conversation_id=where, message_id=name, at=at):
                # One that is to be fetched is not passed by before it has come.
                if not self.knows(where, name, at):
                    self._memory.want(where)
                elif at is not None:
                    self._memory.heard_message(at)
            case TypingTold():
                self._people.take_typing(told)
            case FlagsTold(conversation_id=where, changes=changes):
                self._take_flags(where, changes)
            case OwnReadTold(conversation_id=where, at=at):
                self._receipts.take_own_read(where, at)
            case OwnLeaveTold(conversation_id=where):
                self._roster.depart(where)
            case DeletionTold():
                self._take_deletion(told)
            case DeliveredTold() | ReadTold():
                self._receipts.take(told)
            case PresenceTold():
                self._people.take_presence(told)
            case Ignored(name=name, reason=reason):
                _log.debug("ignored %s: %s", name, reason)
            case Connected() | Alive():
                pass
            case _:
                assert_never(told)

    def _take_flags(self, where: ConversationId, changes: MemberChanges) -> None:
        room = self._memory.rooms.get(where)
        if room is None:
            self._memory.wants.rooms = True
            return
        room.flags_stamp = self._memory.stamp()
        for name, value in structs.asdict(changes).items():
            if value is not UNSET:
                room.told[name] = value
        self._memory.tell(MemberUpdated(where, self._memory.me, changes))

    def _take_deletion(self, told: DeletionTold) -> None:
        if told.conversation_id not in self._memory.rooms:
            return
        self._messages.forget(told.conversation_id, told.message_id)
        self._memory.tell(
            MessageDeleted(
                told.message_id,
                told.conversation_id,
                deleted_at=told.at or self._memory.clock.now(),
                revision=self._memory.stamp(),
            )
        )
