"""What this gateway has told, so that it tells everything once.

Rows of any kind come in: live, polled, caught up with, answered. Each is compared with what was
told before, and the difference leaves through the `outlet` as a fact, with the cursor that covers
it. Nothing is told from a forged copy.

What is read from the server is as new as the moment it was asked for; what it does for the user is
as new as its answer. Both moments are stamps of one clock, which never gives the same one twice:
so a slow poll undoes nothing that was answered meanwhile.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

from msgspec import UNSET, Struct, structs

from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    Event,
    MemberChanges,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessagesListed,
    MessageUpdated,
    PresenceChanged,
    Received,
    Snapshot,
    TypingChanged,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import MessageOrder
from safespot_tui.domain.text import safe_line
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot import cursor as cursors
from safespot_tui.gateway.safespot import identifiers, translate
from safespot_tui.gateway.safespot.clock import Clock
from safespot_tui.gateway.safespot.differences import changes_of, different, retold, ticks
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
    PresenceSource,
    PresenceTold,
    ReadTold,
    Said,
    TypingTold,
)
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.presence import Presence
from safespot_tui.gateway.safespot.room import Known, Mark, Room
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp
from safespot_tui.gateway.safespot.wire import MessageRow, RoomRow

FIRST_HEAD = 1_000_000
"""Where counting begins: high enough for all that may be unread, and never the first message."""
UNPLACED = 2**40
"""Where counting begins in a conversation that nobody has counted yet. Later than any watermark,
so that it passes for read by nobody."""
LIST_LIMIT = 20
"""The server lists no more conversations than these."""
RECHECKED = 200
"""Messages told again, the newest, when it is not known what the store holds of a conversation."""
LISTED_EVERY = 10
"""How often a history is told whole, where there may be messages that are not known here."""
MOST_REMEMBERED = 2000
"""Receipts for messages not known yet, deleted messages, and messages of unknown conversations."""
LIVE_SECONDS = 60.0
"""How old a message may be and still be a sign of life."""

_log = logging.getLogger(__name__)


class Wants(Struct):
    """What has to be asked for after something was heard."""

    rooms: bool = False
    messages: set[ConversationId] = set()


class Replica:
    """What was told, and what is to be told."""

    def __init__(self, me: UserId, clock: Clock, outlet: Outlet) -> None:
        self.rooms: dict[ConversationId, Room] = {}
        self.messages_at = 0
        """Milliseconds of the newest message heard of."""
        self.receipts_at = 0
        self.wants = Wants()
        self._me = me
        self._clock = clock
        self._outlet = outlet
        self._presence = Presence()
        self._resumed = False
        self._last_stamp = 0
        self._cursor: Cursor | None = None
        self._early: OrderedDict[MessageId, tuple[bool, bool]] = OrderedDict()
        self._gone: OrderedDict[MessageId, Mark | None] = OrderedDict()
        self._left: OrderedDict[ConversationId, int] = OrderedDict()
        self._names: dict[MessageId, ClientMessageId] = {}
        self._limbo: OrderedDict[ConversationId, list[tuple[int, MessageTold]]] = OrderedDict()

    # ------------------------------------------------------------------------ place in time

    def stamp(self) -> int:
        """Now, in microseconds; later than every stamp before."""
        now = self._clock.now()
        whole = milliseconds(now) * 1000 + now.microsecond % 1000
        self._last_stamp = max(whole, self._last_stamp + 1)
        return self._last_stamp

    @property
    def cursor(self) -> Cursor:
        """How far was told."""
        if self._cursor is None:
            self._cursor = cursors.written(self.messages_at, self.receipts_at, self.rooms.values())
        return self._cursor

    def resume(self, cursor: Cursor | None) -> bool:
        """Go on from `cursor`; whether that is possible. What this process told, it remembers."""
        if self._resumed:
            for room in self.rooms.values():
                room.told.clear()
            return True
        if cursor is not None:
            place = cursors.read(cursor)
            if place is None:
                return False
            self.messages_at = max(self.messages_at, place.messages)
            self.receipts_at = max(self.receipts_at, place.receipts)
            for room in cursors.rooms_of(place):
                self.rooms.setdefault(room.id, room)
        self._resumed = True
        return True

    # ------------------------------------------------------------------------ what is asked

    def message(self, message_id: MessageId) -> Message | None:
        """A message as it was told."""
        for room in self.rooms.values():
            if known := room.messages.get(message_id):
                return known.message(self._me)
        return None

    def knows(
        self, conversation_id: ConversationId, message_id: MessageId, at: datetime | None = None
    ) -> bool:
        """Whether a message need not be asked for."""
        room = self.rooms.get(conversation_id)
        if message_id in self._gone:
            return True
        if room is None:
            return False
        is_told = message_id in room.messages or message_id in room.before
        return is_told or (at is not None and room.is_counted(at))

    def newest(self, conversation_id: ConversationId) -> MessageId | None:
        """A message that later ones can be asked `since`."""
        room = self.rooms.get(conversation_id)
        return room.anchor if room else None

    def gone_at(self, message_id: MessageId) -> MessageOrder | None:
        """Where a message stood that is gone."""
        mark = self._gone.get(message_id)
        return (mark.at, mark.id) if mark else None

    def take_wants(self) -> Wants:
        """What has to be asked for, given once."""
        wants, self.wants = self.wants, Wants()
        return wants

    # ------------------------------------------------------------------------ conversations

    def snapshot(self, rows: Sequence[RoomRow], asked: int) -> Snapshot:
        """All conversations, for a store that forgets everything else. How they were counted stays.

        What was to be told and is not taken yet is in it.
        """
        self._outlet.clear()
        self._presence.forget()
        kept, self.rooms = self.rooms, {}
        told = Entities()
        for row in rows:
            with _skipping("a conversation"):
                room = self._fresh(row, kept.get(identifiers.conversation_id(row.id)))
                entities = self._entities(room, row)
                self.rooms[room.id] = room
                told = _joined(told, entities)
                if room.peer and row.is_online is not None:
                    self._heard_of(room.peer, online=row.is_online, tell=False)
                if room.last_at:
                    self.messages_at = max(self.messages_at, milliseconds(room.last_at))
        self.receipts_at = max(self.receipts_at, self.messages_at)
        self._resumed = True
        self._moved()
        online = {room.peer for room in self.rooms.values() if room.peer}
        return Snapshot(
            me=self._me,
            cursor=self.cursor,
            entities=told,
            online=tuple(sorted(each for each in online if self._presence.is_online(each))),
        )

    def take_rooms(self, rows: Sequence[RoomRow], asked: int) -> list[ConversationId]:
        """The list of conversations; gives those in which something was written or deleted."""
        news: list[ConversationId] = []
        listed: set[ConversationId] = set()
        for row in rows:
            with _skipping("a conversation"):
                name = identifiers.conversation_id(row.id)
                listed.add(name)
                if self._left.get(name, -1) >= asked:
                    continue
                room = self.rooms.get(name)
                if room is None:
                    room = self._appeared(row)
                    if translate.active_at(row) != room.last_at:
                        news.append(name)
                elif self._changed(room, row, asked):
                    news.append(name)
        if len(rows) < LIST_LIMIT:
            for name in [name for name in self.rooms if name not in listed]:
                if self.rooms[name].flags_stamp < asked:
                    self._depart(name)
            for name, waiting in list(self._limbo.items()):
                if waiting[-1][0] < asked:
                    del self._limbo[name]
        return news

    @property
    def homeless(self) -> tuple[ConversationId, ...]:
        """Conversations that were heard of and that the server's list does not have."""
        return tuple(self._limbo)

    def settle(self, rows: Sequence[RoomRow], asked: int) -> None:
        """Have as much unread as the server says, where it speaks of the same messages."""
        for row in rows:
            with _skipping("a conversation"):
                room = self.rooms.get(identifiers.conversation_id(row.id))
                if room is not None and room.read_stamp < asked:
                    self._settle(room, row)

    def opened(self, row: RoomRow) -> Entities:
        """A conversation that the user opened: a row without their flags, and with nothing unread.

        Raises `NotUnderstood`.
        """
        name = identifiers.conversation_id(row.id)
        room = self.rooms.get(name)
        if room is None:
            room = self._fresh(row, None)
            self.rooms[name] = room
            self._left.pop(name, None)
            self._moved()
        room.flags_stamp = self.stamp()
        told = dict(room.told)
        entities = self._entities(room, row)
        if told:
            room.told = told
        return entities

    def left(self, conversation_id: ConversationId) -> None:
        """The user left a conversation."""
        self._depart(conversation_id)

    def read(self, conversation_id: ConversationId) -> None:
        """The user has read a conversation, and the server knows.

        How far is told by the stream, in the order in which it tells of messages.
        """
        room = self.rooms.get(conversation_id)
        if room is not None:
            room.told.pop("marked_unread", None)
            room.flags_stamp = self.stamp()

    def found(self, rows: Sequence[MessageRow], asked: int) -> None:
        """The history of a conversation that the server's list is too short for."""
        others = [row for row in rows if row.sender_id not in {None, self._me}]
        if not others or identifiers.conversation_id(others[0].conversation_id) in self.rooms:
            return
        first, last = others[0], rows[-1]
        unread = [row for row in others if not (row.is_read and row.is_delivered)]
        self._appeared(
            RoomRow(
                id=first.conversation_id,
                created_at=rows[0].created_at,
                last_message_at=last.created_at,
                other_participant_id=first.sender_id,
                other_participant_alias=others[-1].sender_alias,
                unread_count=len(unread),
            )
        )

    # ------------------------------------------------------------------------ messages

    def answered(
        self, row: MessageRow, client_message_id: ClientMessageId | None = None
    ) -> Message:
        """A message that the server took from the user, as it is told now.

        Raises `NotUnderstood`.
        """
        stamp, name = self.stamp(), identifiers.message_id(row.id)
        if client_message_id is not None and client_message_id.lower() != name:
            self._names[name] = client_message_id
        room = self.rooms.get(identifiers.conversation_id(row.conversation_id))
        if room is None:
            # Not counted by this process: below whatever the store has counted.
            message = self._known(row, position=2, stamp=stamp).message(self._me)
        else:
            known = room.messages.get(name)
            if known is None:
                known = self._known(row, position=0, stamp=stamp)
                self._count(room, known)
                room.messages[name] = known
                self._tick(room, known)
            else:
                known.client_message_id = self._names.get(name, known.client_message_id)
                known.revision = stamp
            message = known.message(self._me)
        own = client_message_id or message.client_message_id
        return structs.replace(message, client_message_id=own)

    def changed(self, event: Event) -> None:
        """The answer of a request told this already, past the stream."""
        match event:
            case MessageUpdated(message_id=message_id, conversation_id=conversation_id):
                room = self.rooms.get(conversation_id)
                if room is not None and (known := room.messages.get(message_id)):
                    known.doubtful = True
            case MessageDeleted(message_id=message_id, conversation_id=conversation_id):
                self._forget(conversation_id, message_id)
            case ConversationUpdated(conversation_id=conversation_id):
                room = self.rooms.get(conversation_id)
                if room is not None:
                    room.told.pop("pinned_message_id", None)
            case _:
                pass

    def take_messages(
        self,
        conversation_id: ConversationId,
        rows: Sequence[MessageRow],
        asked: int,
        *,
        since: MessageId | None = None,
    ) -> None:
        """A history as of the stamp `asked`: the whole, or what was written after `since`."""
        room = self.rooms.get(conversation_id)
        if room is None:
            return
        come = self._readable(room, rows, asked)
        self._bury_missing(room, come, asked, since)
        if since is None:
            self._take_whole(room, come, asked)
        else:
            self._take_run(room, come, asked)
        self._moved()

    def place_unnumbered(
        self, conversation_id: ConversationId, rows: Sequence[MessageRow], asked: int
    ) -> list[Known]:
        """The history of a conversation of which nothing is known here; it is not remembered."""
        room = Room(conversation_id, UNPLACED, UNPLACED)
        come = self._readable(room, rows, asked)
        for number, known in enumerate(come):
            known.position = UNPLACED + number
        return come

    # ------------------------------------------------------------------------ what streams say

    def take(self, told: Said) -> None:
        """Something that a stream or a catch-up says."""
        match told:
            case MessageTold():
                self._take_live(told)
            case HintTold(conversation_id=where, message_id=name, at=at):
                if at is not None:
                    self._heard_message(at)
                if not self.knows(where, name, at):
                    self._want(where)
            case TypingTold():
                self._take_typing(told)
            case FlagsTold(conversation_id=where, changes=changes):
                self._take_flags(where, changes)
            case OwnReadTold(conversation_id=where, at=at):
                self._take_own_read(where, at)
            case OwnLeaveTold(conversation_id=where):
                self._depart(where)
            case DeletionTold():
                self._take_deletion(told)
            case DeliveredTold() | ReadTold():
                self._take_receipt(told)
            case PresenceTold():
                self._take_presence(told)
            case Ignored(name=name, reason=reason):
                _log.debug("ignored %s: %s", name, reason)
            case Connected() | Alive():
                pass
            case _:
                assert_never(told)

    def _take_live(self, told: MessageTold) -> None:
        stamp = self.stamp()
        room = self.rooms.get(told.conversation_id)
        if room is None:
            self._wait_for_room(told)
            return
        known = self._known(told.row, position=0, stamp=stamp)
        self._take_one(room, known, stamp, told.origin)
        if known.row.sender_id == room.peer and room.peer is not None:
            age = self._clock.now() - told.at
            if abs(age.total_seconds()) < LIVE_SECONDS:
                self._alive(room.peer)

    def _wait_for_room(self, told: MessageTold) -> None:
        if told.conversation_id in self._left:
            del self._left[told.conversation_id]
        waiting = self._limbo.setdefault(told.conversation_id, [])
        waiting.append((self.stamp(), told))
        while sum(map(len, self._limbo.values())) > MOST_REMEMBERED:
            self._limbo.popitem(last=False)
        self._want(told.conversation_id)

    def _take_typing(self, told: TypingTold) -> None:
        room = self.rooms.get(told.conversation_id)
        who = told.user_id or (room.peer if room else None)
        if room is None or who is None or who == self._me:
            return
        if told.typing:
            self._alive(who)
        self._tell(TypingChanged(room.id, who, told.typing), lasts=False)

    def _take_flags(self, where: ConversationId, changes: MemberChanges) -> None:
        room = self.rooms.get(where)
        if room is None:
            self.wants.rooms = True
            return
        room.flags_stamp = self.stamp()
        for name, value in structs.asdict(changes).items():
            if value is not UNSET:
                room.told[name] = value
        self._tell(MemberUpdated(where, self._me, changes))

    def _take_own_read(self, where: ConversationId, at: datetime | None) -> None:
        room = self.rooms.get(where)
        if room is None:
            self.wants.rooms = True
            return
        room.flags_stamp = room.read_stamp = self.stamp()
        room.read = max(room.read, room.place_at(at))
        self._moved()
        room.told |= {"read_position": room.read, "marked_unread": False}
        changes = MemberChanges(read_position=room.read, marked_unread=False)
        self._tell(MemberUpdated(where, self._me, changes))

    def _take_deletion(self, told: DeletionTold) -> None:
        if told.conversation_id not in self.rooms:
            return
        self._forget(told.conversation_id, told.message_id)
        self._tell(
            MessageDeleted(
                told.message_id,
                told.conversation_id,
                deleted_at=told.at or self._clock.now(),
                revision=self.stamp(),
            )
        )

    def _take_receipt(self, told: DeliveredTold | ReadTold) -> None:
        read = isinstance(told, ReadTold)
        if told.user_id == self._me:
            if read and told.message_id is None:
                self._take_own_read(told.conversation_id, told.at)
            return
        if told.message_id is None:
            self._take_bulk(told, read=read)
            return
        if told.at is not None:
            self._heard_receipt(told.at)
        room = self.rooms.get(told.conversation_id)
        known = room.messages.get(told.message_id) if room else None
        if known is None:
            self._take_early(told.conversation_id, told.message_id, read=read)
        elif known.row.sender_id == self._me:
            self._raise(known, delivered=True, read=read)

    def _take_early(self, where: ConversationId, name: MessageId, *, read: bool) -> None:
        """A receipt for a message whose answer is on its way, or which an earlier process told."""
        before = self._early.pop(name, (False, False))
        self._early[name] = (True, read or before[1])
        _bound(self._early)
        if where in self.rooms and before != self._early[name]:
            self._tell(MessageUpdated(name, where, ticks(delivered=True, read=read)))

    def _take_bulk(self, told: DeliveredTold | ReadTold, *, read: bool) -> None:
        room = self.rooms.get(told.conversation_id)
        who = told.user_id or (room.peer if room else None)
        if room is None or who is None:
            return
        until, place = told.at, room.place_at(told.at)
        if until is not None:
            room.delivered_until = max(room.delivered_until or until, until)
        changes = MemberChanges(delivered_position=place)
        if read:
            changes = MemberChanges(delivered_position=place, read_position=place)
            if until is not None:
                room.read_until = max(room.read_until or until, until)
        for known in room.own_before(until, self._me):
            known.delivered, known.read = True, known.read or read
        self._tell(MemberUpdated(room.id, who, changes))

    def _take_presence(self, told: PresenceTold) -> None:
        if not self._is_peer(told.user_id):
            return
        if self._presence.told(
            told.user_id, online=told.online, source=told.source, now=self._clock.monotonic()
        ):
            self._tell(PresenceChanged(told.user_id, told.online, told.last_seen_at), lasts=False)

    # ------------------------------------------------------------------------ one message

    def _known(self, row: MessageRow, *, position: int, stamp: int) -> Known:
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
            client_message_id=self._names.get(name),
        )
        known.message(self._me)
        return known

    def _readable(self, room: Room, rows: Sequence[MessageRow], asked: int) -> list[Known]:
        """The rows that are messages of this conversation, oldest first."""
        come: list[Known] = []
        for row in rows:
            held = room.messages.get(MessageId(row.id))
            if held is not None and held.row == row and not held.doubtful:
                held.heard = max(held.heard, asked)
                come.append(held)
                continue
            with _skipping("a message"):
                if identifiers.conversation_id(row.conversation_id) == room.id:
                    come.append(self._known(row, position=0, stamp=asked))
        come.sort(key=lambda known: known.order)
        return come

    def _take_one(
        self, room: Room, come: Known, asked: int, origin: OriginClientId | None = None
    ) -> None:
        """A message that is told already, or was, or is new."""
        mark = Mark(come.at, come.id)
        if come.id in self._gone:
            return
        if held := room.messages.get(come.id):
            self._compare(room, held, come, asked)
        elif come.id in room.before:
            self._remember_old(room, come)
            self._tell(retold(come, self._me))
        elif room.is_old(mark):
            return
        elif room.is_counted(come.at):
            self._remember_old(room, come)
            self._create(room, come, origin)
        else:
            self._count(room, come)
            room.messages[come.id] = come
            self._create(room, come, origin)

    def _take_run(self, room: Room, come: Sequence[Known], asked: int) -> None:
        """Messages in order; those that are counted are numbered from the newest back."""
        was_before = set(room.before)
        numbered: set[MessageId] = set()
        for known in reversed(come):
            mark = Mark(known.at, known.id)
            is_known = known.id in room.messages or known.id in self._gone
            if known.id in room.before or not (
                is_known or room.is_old(mark) or not room.is_counted(known.at)
            ):
                self._remember_old(room, known)
                numbered.add(known.id)
        for known in come:
            if known.id not in numbered:
                self._take_one(room, known, asked)
            elif known.id in was_before:
                self._tell(retold(known, self._me))
            else:
                self._create(room, known, None)

    def _take_whole(self, room: Room, come: Sequence[Known], asked: int) -> None:
        """All there is. What is old is counted from the newest of them back."""
        old, rest = self._split(room, come)
        newest_place = room.head
        for known in reversed(rest):
            if known.id in room.messages or known.id in room.before:
                newest_place -= 1
        for number, known in enumerate(reversed(old)):
            known.position = max(1, newest_place - number)
            room.messages[known.id] = known
            self._tick(room, known)
        first_look = not room.loaded
        self._take_run(room, rest, asked)
        room.loaded = True
        room.counted = None
        room.before.clear()
        for known in come[-64:]:
            if known.id in room.messages:
                room.saw(Mark(known.at, known.id))
        if room.archived:
            if first_look:
                self._retell(old)
            if room.listings % LISTED_EVERY == 0:
                self._list(room, asked)
            room.listings += 1

    def _split(self, room: Room, come: Sequence[Known]) -> tuple[list[Known], list[Known]]:
        """What is older than all that is remembered, and the rest."""
        if room.loaded:
            return [], list(come)
        first = room.tail[0] if room.archived and room.tail else None
        old: list[Known] = []
        rest: list[Known] = []
        for known in come:
            mark = Mark(known.at, known.id)
            is_told = known.id in room.messages or known.id in room.before
            is_old = room.is_counted(known.at) or (first is not None and mark < first)
            (old if is_old and not is_told and known.id not in self._gone else rest).append(known)
        return old, rest

    def _retell(self, old: Sequence[Known]) -> None:
        """The store may hold these as they were once."""
        for known in old[-RECHECKED:]:
            self._tell(retold(known, self._me))

    def _list(self, room: Room, asked: int) -> None:
        known = room.in_order()
        if not known:
            return
        self._tell(
            MessagesListed(
                room.id,
                tuple(one.id for one in known),
                settled_before=known[-1].at + timedelta(milliseconds=1)
                if room.last_at is None
                else max(known[-1].at, room.last_at) + timedelta(milliseconds=1),
            )
        )

    def _bury_missing(
        self, room: Room, come: Sequence[Known], asked: int, since: MessageId | None
    ) -> None:
        """What was told, should be among what came, and is not, is gone."""
        there = {known.id for known in come}
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
                self._forget(room.id, name)
                self._tell(
                    MessageDeleted(
                        name, room.id, deleted_at=self._clock.now(), revision=self.stamp()
                    )
                )

    def _remember_old(self, room: Room, known: Known) -> None:
        """A message that is counted already."""
        known.position = room.place_of(known.order)
        room.messages[known.id] = known
        room.before.discard(known.id)
        self._tick(room, known)
        room.saw(Mark(known.at, known.id))
        self._heard_message(known.at)

    def _count(self, room: Room, known: Known) -> None:
        """A message that is new."""
        room.head += 1
        known.position = room.head
        newest = room.newest
        mark = Mark(known.at, known.id)
        if newest is None or newest < mark:
            room.news_stamp = known.heard
        room.saw(mark)
        if known.row.sender_id == self._me:
            room.read = max(room.read, known.position)
        self._heard_message(known.at)
        self._moved()

    def _create(self, room: Room, known: Known, origin: OriginClientId | None) -> None:
        self._tick(room, known)
        message = known.message(self._me)
        last_at = room.last_at
        room.told |= {"head_position": room.head, "last_message_at": last_at}
        if message.sender_id == self._me:
            told = room.told.get("read_position")
            room.told["read_position"] = max(told if isinstance(told, int) else 0, known.position)
        users: tuple[User, ...] = ()
        if message.sender_id != room.peer and (writer := translate.sender(known.row)):
            users = (writer,)
        self._tell(MessageCreated(message, Entities(users=users), origin))

    def _tick(self, room: Room, known: Known) -> None:
        """What was told of a message before it came."""
        delivered, read = self._early.pop(known.id, (False, False))
        if known.row.sender_id != self._me:
            return
        if room.delivered_until is not None and known.at <= room.delivered_until:
            delivered = True
        if room.read_until is not None and known.at <= room.read_until:
            read = True
        known.delivered = known.delivered or delivered or read
        known.read = known.read or read

    def _raise(self, known: Known, *, delivered: bool, read: bool) -> None:
        """How far a message has come, which never goes back."""
        if (delivered and not known.delivered) or (read and not known.read):
            known.delivered, known.read = True, known.read or read
            where = identifiers.conversation_id(known.row.conversation_id)
            self._tell(MessageUpdated(known.id, where, ticks(delivered=True, read=read)))

    def _compare(self, room: Room, held: Known, come: Known, asked: int) -> None:
        """Tell what is different of a message, if what came is newer than what was told."""
        if held is come:
            return
        held.heard = max(held.heard, asked)
        if come.row.is_starred is None:
            # Not from a history: it says nothing that can change, but how far it has come.
            self._raise(held, delivered=come.delivered, read=come.read)
            return
        if asked >= held.revision:
            changes = changes_of(
                held.message(self._me), come.message(self._me), whole=held.doubtful
            )
            held.row, held.doubtful = come.row, False
            if changes != MessageChanges():
                held.revision = asked
                changes = structs.replace(changes, revision=asked)
                self._tell(MessageUpdated(held.id, room.id, changes))
        self._raise(held, delivered=come.delivered, read=come.read)

    def _forget(self, where: ConversationId, name: MessageId) -> None:
        room = self.rooms.get(where)
        if room is None:
            return
        known = room.messages.get(name)
        self._gone[name] = Mark(known.at, name) if known else None
        _bound(self._gone)
        was = room.last_at
        room.lost(name)
        if room.last_at != was:
            room.news_stamp = self.stamp()
        self._moved()

    # ------------------------------------------------------------------------ one conversation

    def _fresh(self, row: RoomRow, kept: Room | None) -> Room:
        """A conversation for a store that holds nothing of it; it is counted on from `kept`."""
        unread = max(0, row.unread_count)
        head = max(unread, FIRST_HEAD) if kept is None else max(kept.head, kept.read + unread)
        room = Room(
            identifiers.conversation_id(row.id),
            head=head,
            read=head - unread,
            counted=translate.active_at(row),
            peer=identifiers.optional(identifiers.user_id, row.other_participant_id),
            alias=safe_line(row.other_participant_alias or ""),
        )
        if kept is not None:
            room.read = max(room.read, kept.read)
            room.peer = room.peer or kept.peer
            room.alias = room.alias or kept.alias
            room.delivered_until, room.read_until = kept.delivered_until, kept.read_until
        return room

    def _entities(self, room: Room, row: RoomRow) -> Entities:
        """A conversation with all that belongs to it, which is told by this."""
        conversation = translate.conversation(row, head_position=room.head)
        own = translate.own_member(row, self._me, read_position=room.read)
        if not conversation.name and row.other_participant_id is None and room.alias:
            conversation = structs.replace(conversation, name=room.alias)
        other, report = translate.other_member(row), translate.room_report(row)
        person = translate.other(row)
        room.told |= {
            "pinned_message_id": conversation.pinned_message_id,
            "preview": conversation.preview,
            "last_message_at": conversation.last_message_at,
            "head_position": room.head,
            "read_position": room.read,
            "pinned": own.pinned,
            "archived": own.archived,
            "marked_unread": own.marked_unread,
            "alias": person.alias if person else None,
            "peer": room.peer,
        }
        return Entities(
            conversations=(conversation,),
            members=(own, other) if other else (own,),
            users=(person,) if person else (),
            reports=(report,) if report else (),
        )

    def _appeared(self, row: RoomRow) -> Room:
        """A conversation that was not there before."""
        room = self._fresh(row, None)
        if room.counted and self.messages_at and self.messages_at < milliseconds(room.counted):
            # What was written since is fetched, told and counted; the rest is as it was found.
            room.counted, room.read = timestamp(self.messages_at), room.head
        entities = self._entities(room, row)
        self.rooms[room.id] = room
        self._left.pop(room.id, None)
        self._moved()
        self._tell(ConversationCreated(entities.conversations[0], entities))
        if room.peer is not None and row.is_online is not None:
            self._heard_of(room.peer, online=row.is_online, tell=True)
        for _stamp, told in self._limbo.pop(room.id, []):
            self._take_live(told)
        return room

    def _changed(self, room: Room, row: RoomRow, asked: int) -> bool:
        """Tell what is different of a conversation; whether there is something to be fetched."""
        conversation = translate.conversation(row, head_position=room.head)
        self._changed_people(room, row)
        fields: dict[str, object] = {
            "pinned_message_id": conversation.pinned_message_id,
            "head_position": room.head,
        }
        at = conversation.last_message_at
        if asked > room.news_stamp and at is not None:
            fields |= {"preview": conversation.preview, "last_message_at": at}
        self._tell_conversation(room, fields)
        if asked > room.flags_stamp:
            own = translate.own_member(row, self._me, read_position=room.read)
            flags: dict[str, object] = {
                "pinned": own.pinned,
                "archived": own.archived,
                "read_position": room.read,
            }
            if row.is_manually_unread is not None:
                flags["marked_unread"] = own.marked_unread
            self._tell_own(room, flags)
        if row.is_online is not None and room.peer is not None:
            self._heard_of(room.peer, online=row.is_online, tell=True)
        return self._has_news(room, row, at, asked)

    def _has_news(self, room: Room, row: RoomRow, at: datetime | None, asked: int) -> bool:
        if at is None or asked <= room.news_stamp:
            return False
        last_at = room.last_at
        if last_at is None:
            # It was deleted, or there never was one: nobody can have written before this.
            room.counted = at
            self._moved()
            return row.unread_count > 0
        if at < last_at and not room.tail:
            room.counted = at
            self._moved()
            return False
        has_more = row.unread_count > room.head - room.read and bool(room.tail)
        return at != last_at or (has_more and asked > room.read_stamp)

    def _changed_people(self, room: Room, row: RoomRow) -> None:
        person = translate.other(row)
        if person is None:
            if room.peer is not None:
                gone, room.peer = room.peer, None
                if room.alias:
                    self._tell(ConversationUpdated(room.id, ConversationChanges(name=room.alias)))
                self._moved()
                self._tell(MemberLeft(room.id, gone))
                room.told["peer"] = None
            return
        if room.peer is None:
            room.peer = person.id
            self._moved()
            if (member := translate.other_member(row)) is not None:
                self._tell(MemberJoined(member, Entities(users=(person,))))
        if room.alias != person.alias or room.told.get("alias") != person.alias:
            room.alias, room.told["alias"] = person.alias, person.alias
            self._moved()
            self._tell(UserUpdated(person.id, UserChanges(alias=person.alias)))

    def _settle(self, room: Room, row: RoomRow) -> None:
        at = translate.active_at(row)
        if at is None or at != room.last_at:
            return
        unread, counted = max(0, row.unread_count), room.head - room.read
        if unread < counted:
            room.read = room.head - unread
            self._moved()
            self._tell_own(room, {"read_position": room.read})
        elif unread > counted:
            room.head = room.read + unread
            self._moved()
            self._tell_conversation(room, {"head_position": room.head})

    def _tell_conversation(self, room: Room, fields: dict[str, object]) -> None:
        if news := different(room, fields):
            changes = ConversationChanges(**news)  # pyright: ignore[reportArgumentType]
            self._tell(ConversationUpdated(room.id, changes))

    def _tell_own(self, room: Room, fields: dict[str, object]) -> None:
        if news := different(room, fields):
            changes = MemberChanges(**news)  # pyright: ignore[reportArgumentType]
            self._tell(MemberUpdated(room.id, self._me, changes))

    def _depart(self, name: ConversationId) -> None:
        """The user is not in a conversation any more."""
        self.rooms.pop(name, None)
        self._limbo.pop(name, None)
        self._left[name] = self.stamp()
        _bound(self._left)
        self._moved()
        self._tell(MemberLeft(name, self._me))

    # ------------------------------------------------------------------------ people

    def _is_peer(self, user_id: UserId) -> bool:
        return user_id != self._me and any(r.peer == user_id for r in self.rooms.values())

    def _alive(self, user_id: UserId) -> None:
        if self._presence.alive(user_id, self._clock.monotonic()):
            self._tell(PresenceChanged(user_id, online=True), lasts=False)

    def _heard_of(self, user_id: UserId, *, online: bool, tell: bool) -> None:
        now, source = self._clock.monotonic(), PresenceSource.COUNTER
        if self._presence.told(user_id, online=online, source=source, now=now) and tell:
            self._tell(PresenceChanged(user_id, online), lasts=False)

    # ------------------------------------------------------------------------ telling

    def _want(self, where: ConversationId) -> None:
        if where in self.rooms:
            self.wants.messages.add(where)
        else:
            self.wants.rooms = True

    def _heard_message(self, at: datetime) -> None:
        self.messages_at = max(self.messages_at, milliseconds(at))
        self._moved()

    def _heard_receipt(self, at: datetime) -> None:
        self.receipts_at = max(self.receipts_at, milliseconds(at))
        self._moved()

    def _moved(self) -> None:
        self._cursor = None

    def _tell(self, event: Event, *, lasts: bool = True) -> None:
        self._outlet.put(Received(event, self.cursor if lasts else None))


class _skipping:  # noqa: N801 - reads as a statement
    """What cannot be read is passed over, by kind and without a word of it."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is not None and issubclass(kind, NotUnderstood):
            _log.warning("%s could not be read", self._kind)
            return True
        return False


def _bound(remembered: "OrderedDict[Any, Any]") -> None:
    while len(remembered) > MOST_REMEMBERED:
        remembered.popitem(last=False)


def _joined(one: Entities, other: Entities) -> Entities:
    return Entities(
        conversations=one.conversations + other.conversations,
        members=one.members + other.members,
        users=one.users + tuple(user for user in other.users if user not in one.users),
        reports=one.reports + tuple(r for r in other.reports if r not in one.reports),
    )
