"""How far the user's messages have come, and how far the user has read. Nothing is taken back."""

from datetime import datetime

from safespot_tui.domain.event import MemberChanges, MemberUpdated, MessageUpdated
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.gateway.safespot.differences import ticks
from safespot_tui.gateway.safespot.events import DeliveredTold, ReadTold
from safespot_tui.gateway.safespot.memory import Memory, bound
from safespot_tui.gateway.safespot.messages import Messages


class Receipts:
    """Receipts may come before what they are for."""

    def __init__(self, memory: Memory, messages: Messages) -> None:
        self._memory = memory
        self._messages = messages

    def take(self, told: DeliveredTold | ReadTold) -> None:
        """A receipt for one message or for all, of the user's or of somebody else's."""
        read = isinstance(told, ReadTold)
        if told.user_id == self._memory.me:
            if read and told.message_id is None:
                self.take_own_read(told.conversation_id, told.at)
            return
        if told.message_id is None:
            self._take_bulk(told, read=read)
            return
        if told.at is not None:
            self._memory.heard_receipt(told.at)
        room = self._memory.rooms.get(told.conversation_id)
        known = room.messages.get(told.message_id) if room else None
        if known is None:
            self._take_early(told.conversation_id, told.message_id, read=read)
        elif known.row.sender_id == self._memory.me:
            self._messages.raise_(known, delivered=True, read=read)

    def take_own_read(self, where: ConversationId, at: datetime | None) -> None:
        """The user has read what was there at a time, or is there now."""
        room = self._memory.rooms.get(where)
        if room is None:
            self._memory.wants.rooms = True
            return
        room.flags_stamp = room.read_stamp = self._memory.stamp()
        room.read = max(room.read, room.place_at(at))
        self._memory.moved()
        room.told |= {"read_position": room.read, "marked_unread": False}
        changes = MemberChanges(read_position=room.read, marked_unread=False)
        self._memory.tell(MemberUpdated(where, self._memory.me, changes))

    def _take_early(self, where: ConversationId, name: MessageId, *, read: bool) -> None:
        """A receipt for a message whose answer is on its way, or which an earlier process told."""
        before = self._memory.early.pop(name, (False, False))
        self._memory.early[name] = (True, read or before[1])
        bound(self._memory.early)
        if where in self._memory.rooms and before != self._memory.early[name]:
            self._memory.tell(MessageUpdated(name, where, ticks(delivered=True, read=read)))

    def _take_bulk(self, told: DeliveredTold | ReadTold, *, read: bool) -> None:
        room = self._memory.rooms.get(told.conversation_id)
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
        for known in room.own_before(until, self._memory.me):
            known.delivered, known.read = True, known.read or read
        self._memory.tell(MemberUpdated(room.id, who, changes))
