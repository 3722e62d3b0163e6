"""The messages of a conversation: which are new, which are different, which are gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import structs

from safespot_tui.domain.event import (
    Entities,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessagesListed,
    MessageUpdated,
)
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId
from safespot_tui.domain.user import User
from safespot_tui.gateway.safespot import identifiers, translate
from safespot_tui.gateway.safespot.differences import changes_of, retold, ticks
from safespot_tui.gateway.safespot.memory import Memory, bound, skipping
from safespot_tui.gateway.safespot.room import LONGEST_TAIL, Known, Mark, Room
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.gateway.safespot.wire import MessageRow

RECHECKED = 200
"""Messages told again, the newest, when it is not known what the store holds of a conversation."""
LISTED_EVERY = 10
"""How often a history is told whole, where there may be messages that are not known here."""


ReadRow = tuple[MessageRow, Known | None]
"""A row, and the message that was read from it; None where the one that is known says the same."""


class Messages:
    """Compares what comes with what was told, and tells the difference."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def known(self, row: MessageRow, *, position: int, stamp: int) -> Known:
        """Raises `NotUnderstood`."""
        name = identifiers.message_id(row.id)
        row = row if row.id == name else structs.replace(row, id=name)
        known = Known(
            row,
            timestamp(row.created_at),
            position,
            revision=stamp,
            heard=stamp,
            delivered=row.is_delivered is True or row.is_read is True,
            read=row.is_read is True,
            client_message_id=self._memory.names.get(name),
        )
        known.message(self._memory.me)
        return known

    def read(self, where: ConversationId, rows: Sequence[MessageRow], asked: int) -> list[ReadRow]:
        """The rows that are messages of this conversation, in their order; nothing is changed."""
        room = self._memory.rooms.get(where)
        read: list[ReadRow] = []
        for row in rows:
            held = room.messages.get(MessageId(row.id)) if room else None
            if held is not None and held.row == row and not held.doubtful:
                read.append((row, None))
                continue
            with skipping("a message"):
                if identifiers.conversation_id(row.conversation_id) == where:
                    read.append((row, self.known(row, position=0, stamp=asked)))
        return read

    def come(self, room: Room, read: Sequence[ReadRow], asked: int) -> list[Known]:
        """What was read, as of now, oldest first: other things may have been told meanwhile."""
        come: list[Known] = []
        for row, known in read:
            held = room.messages.get(MessageId(row.id))
            if held is not None and held.row == row and not held.doubtful:
                held.heard = max(held.heard, asked)
                come.append(held)
                continue
            with skipping("a message"):
                known = known or self.known(row, position=0, stamp=asked)
                known.client_message_id = self._memory.names.get(known.id)
                come.append(known)
        _take_turns(room, come)
        come.sort(key=lambda known: known.order)
        return come

    def take_one(
        self, room: Room, come: Known, asked: int, origin: OriginClientId | None = None
    ) -> None:
        """A message that is told already, or was, or is new."""
        mark = Mark(come.at, come.id)
        if come.id in self._memory.gone:
            return
        if held := room.messages.get(come.id):
            self._compare(room, held, come, asked)
        elif come.id in room.before:
            self.remember_old(room, come)
            self._memory.tell(retold(come, self._memory.me))
        elif room.is_old(mark):
            return
        elif room.is_counted(come.at):
            self.remember_old(room, come)
            self._create(room, come, origin)
        else:
            self.count(room, come)
            room.messages[come.id] = come
            self._create(room, come, origin)

    def take_run(self, room: Room, come: Sequence[Known], asked: int) -> None:
        """Messages in order; those that are counted are numbered from the newest back."""
        was_before = set(room.before)
        numbered: set[MessageId] = set()
        for known in reversed(come):
            mark = Mark(known.at, known.id)
            is_known = known.id in room.messages or known.id in self._memory.gone
            if known.id in room.before or not (
                is_known or room.is_old(mark) or not room.is_counted(known.at)
            ):
                self.remember_old(room, known)
                numbered.add(known.id)
        for known in come:
            if known.id not in numbered:
                self.take_one(room, known, asked)
            elif known.id in was_before:
                self._memory.tell(retold(known, self._memory.me))
            else:
                self._create(room, known, None)

    def take_whole(self, room: Room, come: Sequence[Known], asked: int) -> None:
        """All there is. What is old is counted from the newest of them back."""
        old, rest = self._split(room, come)
        newest_place = room.head
        for known in reversed(rest):
            if known.id in room.messages or known.id in room.before:
                newest_place -= 1
        for number, known in enumerate(reversed(old)):
            known.position = max(1, newest_place - number)
            room.messages[known.id] = known
            self.tick(room, known)
        first_look = not room.loaded
        self.take_run(room, rest, asked)
        room.loaded = True
        room.counted = None
        room.before.clear()
        for known in come[:-LONGEST_TAIL]:
            room.forget_until(known.at)
        for known in come[-LONGEST_TAIL:]:
            if known.id in room.messages:
                room.saw(Mark(known.at, known.id))
        if room.archived:
            if first_look:
                self._retell(old)
            if room.listings % LISTED_EVERY == 0:
                self._list(room)
            room.listings += 1

    def _split(self, room: Room, come: Sequence[Known]) -> tuple[list[Known], list[Known]]:
        """What is older than all that is remembered, and the rest."""
        if room.loaded:
            return [], list(come)
        old: list[Known] = []
        rest: list[Known] = []
        told = False
        for known in come:
            mark = Mark(known.at, known.id)
            is_told = known.id in room.messages or known.id in room.before
            told = told or is_told
            # After one that was told there must be no hole, counted or not.
            is_old = (room.is_counted(known.at) and not told) or room.is_old(mark)
            (old if is_old and not is_told and known.id not in self._memory.gone else rest).append(
                known
            )
        return old, rest

    def _retell(self, old: Sequence[Known]) -> None:
        """The store may hold these as they were once."""
        for known in old[-RECHECKED:]:
            self._memory.tell(retold(known, self._memory.me))

    def _list(self, room: Room) -> None:
        history = room.in_order()
        times = [known.at for known in history[-1:]]
        if room.last_at is not None:
            times.append(room.last_at)
        if not times:
            return
        listed = tuple(known.id for known in history)
        until = max(times) + timedelta(milliseconds=1)
        self._memory.tell(MessagesListed(room.id, listed, settled_before=until))

    def bury_missing(
        self, room: Room, rows: Sequence[MessageRow], asked: int, since: MessageId | None
    ) -> None:
        """What was told, should be among what came, and is not, is gone."""
        there = {row.id.lower() for row in rows}
        start: datetime | None = None
        if since is not None:
            held = next((mark.at for mark in room.tail if mark.id == since), None)
            if held is None:
                return
            start = held + timedelta(milliseconds=1)
        marks = {mark.id: mark.at for mark in room.tail if mark.id in room.before}
        marks |= {one.id: one.at for one in room.messages.values() if one.heard < asked}
        for name, at in marks.items():
            if name not in there and (start is None or at > start):
                self.forget(room.id, name)
                self._memory.tell(
                    MessageDeleted(
                        name,
                        room.id,
                        deleted_at=self._memory.clock.now(),
                        revision=self._memory.stamp(),
                    )
                )

    def answered(self, room: Room, known: Known) -> None:
        """An own message, told by the answer to the one who wrote it."""
        if known.id in room.before:
            self.remember_old(room, known)
        else:
            self.count(room, known, answered=True)
            room.messages[known.id] = known
            self.tick(room, known)

    def remember_old(self, room: Room, known: Known) -> None:
        """A message that is counted already."""
        known.position = room.place_of(known.order)
        room.messages[known.id] = known
        room.before.discard(known.id)
        self.tick(room, known)
        room.saw(Mark(known.at, known.id))
        self._memory.heard_message(known.at)

    def count(self, room: Room, known: Known, *, answered: bool = False) -> None:
        """A message that is new."""
        room.head += 1
        known.position = room.head
        newest = room.newest
        mark = Mark(known.at, known.id)
        if newest is None or newest < mark:
            room.news_stamp = known.heard
        room.saw(mark, answered=answered)
        if known.row.sender_id == self._memory.me:
            room.read = max(room.read, known.position)
        if not answered:
            self._memory.heard_message(known.at)
        self._memory.moved()

    def _create(self, room: Room, known: Known, origin: OriginClientId | None) -> None:
        self.tick(room, known)
        message = known.message(self._memory.me)
        last_at = room.last_at
        room.told |= {"head_position": room.head, "last_message_at": last_at}
        if message.sender_id == self._memory.me:
            told = room.told.get("read_position")
            room.told["read_position"] = max(told if isinstance(told, int) else 0, known.position)
        users: tuple[User, ...] = ()
        if message.sender_id != room.peer and (writer := translate.sender(known.row)):
            users = (writer,)
        reads = message.sender_id == self._memory.me
        self._memory.tell(MessageCreated(message, Entities(users=users), origin, reads))

    def tick(self, room: Room, known: Known) -> None:
        """What was told of a message before it came."""
        delivered, read = self._memory.early.pop(known.id, (False, False))
        if known.row.sender_id != self._memory.me:
            return
        if room.delivered_until is not None and known.at <= room.delivered_until:
            delivered = True
        if room.read_until is not None and known.at <= room.read_until:
            read = True
        known.delivered = known.delivered or delivered or read
        known.read = known.read or read

    def raise_(self, known: Known, *, delivered: bool, read: bool) -> None:
        """How far a message has come, which never goes back."""
        if (delivered and not known.delivered) or (read and not known.read):
            known.delivered, known.read = True, known.read or read
            where = identifiers.conversation_id(known.row.conversation_id)
            self._memory.tell(MessageUpdated(known.id, where, ticks(delivered=True, read=read)))

    def _compare(self, room: Room, held: Known, come: Known, asked: int) -> None:
        """Tell what is different of a message, if what came is newer than what was told."""
        if held is come:
            return
        held.heard = max(held.heard, asked)
        if come.row.is_starred is None:
            # Not from a history: it says nothing that can change, but how far it has come.
            self.raise_(held, delivered=come.delivered, read=come.read)
            return
        if asked >= held.revision:
            changes = changes_of(
                held.message(self._memory.me), come.message(self._memory.me), whole=held.doubtful
            )
            held.row, held.doubtful = come.row, False
            if changes != MessageChanges():
                held.revision = asked
                changes = structs.replace(changes, revision=asked)
                self._memory.tell(MessageUpdated(held.id, room.id, changes))
        self.raise_(held, delivered=come.delivered, read=come.read)

    def forget(self, where: ConversationId, name: MessageId) -> None:
        """A message is gone, and stays so whatever comes late."""
        room = self._memory.rooms.get(where)
        if room is None:
            return
        known = room.messages.get(name)
        self._memory.gone[name] = Mark(known.at, name) if known else None
        bound(self._memory.gone)
        was = room.last_at
        room.lost(name)
        if room.last_at != was:
            room.news_stamp = self._memory.stamp()
        self._memory.moved()


def _take_turns(room: Room, come: Sequence[Known]) -> None:
    """Have messages of one millisecond in the order in which the server lists them."""
    turns: dict[datetime, int] = {}
    for told in room.messages.values():
        turns[told.at] = max(turns.get(told.at, 0), told.turn + 1)
    for known in come:
        if held := room.messages.get(known.id):
            known.turn = held.turn
        else:
            known.turn = turns.get(known.at, 0)
            turns[known.at] = known.turn + 1
