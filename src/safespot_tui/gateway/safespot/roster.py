"""The conversations: which there are, and what the server lists of each."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    MemberChanges,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    Snapshot,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.safespot import identifiers, translate
from safespot_tui.gateway.safespot.differences import different
from safespot_tui.gateway.safespot.events import MessageTold
from safespot_tui.gateway.safespot.memory import MOST_REMEMBERED, Memory, bound, skipping
from safespot_tui.gateway.safespot.messages import Messages
from safespot_tui.gateway.safespot.people import People
from safespot_tui.gateway.safespot.room import Room
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp
from safespot_tui.gateway.safespot.wire import MessageRow, RoomRow

FIRST_HEAD = 1_000_000
"""Where counting begins: high enough for all that may be unread, and never the first message."""
LIST_LIMIT = 20
"""The server lists no more conversations than these."""
LIVE_SECONDS = 60.0
"""How old a message may be and still be a sign of life."""


class Roster:
    """Compares what the server lists with what was told, and tells the difference."""

    def __init__(self, memory: Memory, messages: Messages, people: People) -> None:
        self._memory = memory
        self._messages = messages
        self._people = people
        self._left: OrderedDict[ConversationId, int] = OrderedDict()
        self._limbo: OrderedDict[ConversationId, list[tuple[int, MessageTold]]] = OrderedDict()

    def snapshot(self, rows: Sequence[RoomRow]) -> Snapshot:
        """All conversations, for a store that forgets everything else. How they were counted stays.

        What was to be told and is not taken yet is in it.
        """
        self._memory.outlet.clear()
        self._people.forget()
        kept, self._memory.rooms = self._memory.rooms, {}
        told = Entities()
        for row in rows:
            with skipping("a conversation"):
                room = self._fresh(row, kept.get(identifiers.conversation_id(row.id)))
                entities = self._entities(room, row)
                self._memory.rooms[room.id] = room
                told = _joined(told, entities)
                if room.peer and row.is_online is not None:
                    self._people.counted(room.peer, online=row.is_online, tell=False)
                if room.last_at:
                    self._memory.messages_at = max(
                        self._memory.messages_at, milliseconds(room.last_at)
                    )
        self._memory.receipts_at = max(self._memory.receipts_at, self._memory.messages_at)
        self._memory.moved()
        online = {room.peer for room in self._memory.rooms.values() if room.peer}
        return Snapshot(
            me=self._memory.me,
            cursor=self._memory.cursor,
            entities=told,
            online=tuple(sorted(each for each in online if self._people.is_online(each))),
        )

    def take_rooms(self, rows: Sequence[RoomRow], asked: int) -> list[ConversationId]:
        """The list of conversations; gives those in which something was written or deleted."""
        news: list[ConversationId] = []
        listed: set[ConversationId] = set()
        for row in rows:
            with skipping("a conversation"):
                name = identifiers.conversation_id(row.id)
                listed.add(name)
                if self._left.get(name, -1) >= asked:
                    continue
                room = self._memory.rooms.get(name)
                if room is None:
                    room = self.appeared(row)
                    at = translate.active_at(row)
                    room.owed = at if at != room.last_at else None
                elif self._changed(room, row, asked):
                    room.owed = translate.active_at(row)
                if room.owed is not None:
                    news.append(name)
        if len(rows) < LIST_LIMIT:
            for name in [name for name in self._memory.rooms if name not in listed]:
                if self._memory.rooms[name].flags_stamp < asked:
                    self.depart(name)
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
            with skipping("a conversation"):
                room = self._memory.rooms.get(identifiers.conversation_id(row.id))
                if room is not None and room.read_stamp < asked:
                    self._settle(room, row)

    def opened(self, row: RoomRow) -> Entities:
        """A conversation that the user opened: a row without their flags, and with nothing unread.

        Raises `NotUnderstood`.
        """
        name = identifiers.conversation_id(row.id)
        room = self._memory.rooms.get(name)
        if room is None:
            room = self._fresh(row, None)
            self._memory.rooms[name] = room
            self._left.pop(name, None)
            self._memory.moved()
        room.flags_stamp = self._memory.stamp()
        told = dict(room.told)
        entities = self._entities(room, row)
        if told:
            room.told = told
        return entities

    def found(self, rows: Sequence[MessageRow]) -> None:
        """The history of a conversation that the server's list is too short for."""
        others = [row for row in rows if row.sender_id not in {None, self._memory.me}]
        if (
            not others
            or identifiers.conversation_id(others[0].conversation_id) in self._memory.rooms
        ):
            return
        first, last = others[0], rows[-1]
        unread = [row for row in others if not (row.is_read and row.is_delivered)]
        self.appeared(
            RoomRow(
                id=first.conversation_id,
                created_at=rows[0].created_at,
                last_message_at=last.created_at,
                other_participant_id=first.sender_id,
                other_participant_alias=others[-1].sender_alias,
                unread_count=len(unread),
            )
        )

    def take_live(self, told: MessageTold) -> None:
        """A message that a stream told. Raises `NotUnderstood`."""
        stamp = self._memory.stamp()
        room = self._memory.rooms.get(told.conversation_id)
        if room is None:
            self._wait_for_room(told)
            return
        known = self._messages.known(told.row, position=0, stamp=stamp)
        known.turn = room.next_turn(known.at)
        self._messages.take_one(room, known, stamp, told.origin)
        if room.owed is not None and room.owed <= told.at:
            room.owed = None
        if known.row.sender_id == room.peer and room.peer is not None:
            age = self._memory.clock.now() - told.at
            if abs(age.total_seconds()) < LIVE_SECONDS:
                self._people.alive(room.peer)

    def _wait_for_room(self, told: MessageTold) -> None:
        if told.conversation_id in self._left:
            del self._left[told.conversation_id]
        waiting = self._limbo.setdefault(told.conversation_id, [])
        waiting.append((self._memory.stamp(), told))
        while sum(map(len, self._limbo.values())) > MOST_REMEMBERED:
            self._limbo.popitem(last=False)
        self._memory.want(told.conversation_id)

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
        own = translate.own_member(row, self._memory.me, read_position=room.read)
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

    def appeared(self, row: RoomRow) -> Room:
        """A conversation that was not there before."""
        room = self._fresh(row, None)
        if (
            room.counted
            and self._memory.messages_at
            and self._memory.messages_at < milliseconds(room.counted)
        ):
            # What was written since is fetched, told and counted; the rest is as it was found.
            room.counted, room.read = timestamp(self._memory.messages_at), room.head
        entities = self._entities(room, row)
        self._memory.rooms[room.id] = room
        self._left.pop(room.id, None)
        self._memory.moved()
        self._memory.tell(ConversationCreated(entities.conversations[0], entities))
        if room.peer is not None and row.is_online is not None:
            self._people.counted(room.peer, online=row.is_online, tell=True)
        for _stamp, told in self._limbo.pop(room.id, []):
            with skipping("a message"):
                self.take_live(told)
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
            own = translate.own_member(row, self._memory.me, read_position=room.read)
            flags: dict[str, object] = {
                "pinned": own.pinned,
                "archived": own.archived,
                "read_position": room.read,
            }
            if row.is_manually_unread is not None:
                flags["marked_unread"] = own.marked_unread
            self._tell_own(room, flags)
        if row.is_online is not None and room.peer is not None:
            self._people.counted(room.peer, online=row.is_online, tell=True)
        return self._has_news(room, row, at, asked)

    def _has_news(self, room: Room, row: RoomRow, at: datetime | None, asked: int) -> bool:
        if at is None or asked <= room.news_stamp:
            return False
        last_at = room.last_at
        if last_at is None:
            # It was deleted, or there never was one: nobody can have written before this.
            room.counted = at
            self._memory.moved()
            return row.unread_count > 0
        if at < last_at and not room.tail:
            room.counted = at
            self._memory.moved()
            return False
        if at != last_at or room.may_have_missed:
            return True
        # One that came to be late is looked for once; what is not found was counted differently.
        suspects = room.tail and row.unread_count > room.head - room.read
        if not suspects or asked <= room.read_stamp or room.suspected == row.unread_count:
            return False
        room.suspected = row.unread_count
        return True

    def _changed_people(self, room: Room, row: RoomRow) -> None:
        person = translate.other(row)
        if person is None:
            if room.peer is not None:
                gone, room.peer = room.peer, None
                if room.alias:
                    self._memory.tell(
                        ConversationUpdated(room.id, ConversationChanges(name=room.alias))
                    )
                self._memory.moved()
                self._memory.tell(MemberLeft(room.id, gone))
                room.told["peer"] = None
            return
        if room.peer is None:
            room.peer = person.id
            self._memory.moved()
            if (member := translate.other_member(row)) is not None:
                self._memory.tell(MemberJoined(member, Entities(users=(person,))))
        if room.alias != person.alias or room.told.get("alias") != person.alias:
            room.alias, room.told["alias"] = person.alias, person.alias
            self._memory.moved()
            self._memory.tell(UserUpdated(person.id, UserChanges(alias=person.alias)))

    def _settle(self, room: Room, row: RoomRow) -> None:
        at = translate.active_at(row)
        if at is None or at != (room.last_at or at):
            return
        unread, counted = max(0, row.unread_count), room.head - room.read
        if unread < counted:
            room.read = room.head - unread
            self._memory.moved()
            self._tell_own(room, {"read_position": room.read})
        elif unread > counted:
            room.head = room.read + unread
            self._memory.moved()
            self._tell_conversation(room, {"head_position": room.head})

    def answered(self, room: Room) -> None:
        """An own message was counted; its answer says so past all that still waits to be told.

        What waits may say when something was last written there as it was before.
        """
        if len(self._memory.outlet):
            self._tell_conversation(room, {"last_message_at": room.last_at})

    def _tell_conversation(self, room: Room, fields: dict[str, object]) -> None:
        if news := different(room, fields):
            changes = ConversationChanges(**news)  # pyright: ignore[reportArgumentType]
            self._memory.tell(ConversationUpdated(room.id, changes))

    def _tell_own(self, room: Room, fields: dict[str, object]) -> None:
        if news := different(room, fields):
            changes = MemberChanges(**news)  # pyright: ignore[reportArgumentType]
            self._memory.tell(MemberUpdated(room.id, self._memory.me, changes))

    def depart(self, name: ConversationId) -> None:
        """The user is not in a conversation any more."""
        self._memory.rooms.pop(name, None)
        self._limbo.pop(name, None)
        self._left[name] = self._memory.stamp()
        bound(self._left)
        self._memory.moved()
        self._memory.tell(MemberLeft(name, self._memory.me))


def _joined(one: Entities, other: Entities) -> Entities:
    return Entities(
        conversations=one.conversations + other.conversations,
        members=one.members + other.members,
        users=one.users + tuple(user for user in other.users if user not in one.users),
        reports=one.reports + tuple(r for r in other.reports if r not in one.reports),
    )
