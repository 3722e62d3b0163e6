"""What of what arrived an item of the stream was made of."""

from collections import OrderedDict, deque
from typing import assert_never

from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    ConversationCreated,
    ConversationUpdated,
    Event,
    Heartbeat,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessagesListed,
    MessageUpdated,
    PresenceChanged,
    Received,
    ResetRequired,
    Skipped,
    StreamItem,
    Synced,
    Throttled,
    TypingChanged,
    UserUpdated,
)
from safespot_tui.instruments.trace.entry import Answered, Entry, Framed

MOST_ARRIVALS = 128
"""Of what arrived last, as much is looked through for the ids of an event."""
MOST_CHARACTERS = 2 * 1024 * 1024
"""A millisecond, to look through."""
MOST_CURSORS = 4096


class Origins:
    """Finds what an item came of.

    By the id of its frame, where the server gave it one; else it is the newest arrival that names
    whatever the event is about. What a gateway found out by asking came of the answer.
    """

    def __init__(self) -> None:
        self._by_id = OrderedDict[str, list[int]]()
        """What nothing was told of yet comes first; the last one stays."""
        self._told = set[int]()
        self._arrivals = deque[Framed | Answered](maxlen=MOST_ARRIVALS)
        self._newest: Framed | None = None

    def note(self, entry: Entry) -> None:
        """Something was traced."""
        match entry:
            case Framed(id=id_, data=data):
                if id_:
                    self._by_id.setdefault(id_, []).append(entry.number)
                    if len(self._by_id) > MOST_CURSORS:
                        _id, gone = self._by_id.popitem(last=False)
                        self._told.difference_update(gone)
                if data:
                    self._arrivals.append(entry)
                self._newest = entry
            case Answered():
                self._arrivals.append(entry)
            case _:
                pass

    def of(self, item: StreamItem) -> int | None:
        """The number of the entry that it came of; None where nothing says so."""
        match item:
            case Received(event=event, cursor=cursor):
                return self._next_with(cursor or "") or self._naming(*_ids(event))
            case Skipped(cursor=cursor) | Synced(cursor=cursor):
                return self._next_with(cursor)
            case Heartbeat() | ResetRequired():
                return self._newest_frame()
            case Throttled():
                return self._arrivals[-1].number if self._arrivals else None
            case _:
                assert_never(item)

    def _newest_frame(self) -> int | None:
        if self._newest is None:
            return None
        if self._newest.id:
            # An event that the gateway knew already is no more than a sign of life.
            self._told.add(self._newest.number)
        return self._newest.number

    def _next_with(self, id_: str) -> int | None:
        """Several frames may have one id: what became of them is told in their order."""
        frames = self._by_id.get(id_)
        if frames is None:
            return None
        while len(frames) > 1 and frames[0] in self._told:
            self._told.discard(frames.pop(0))
        self._told.add(frames[0])
        return frames[0]

    def _naming(self, *ids: str) -> int | None:
        left = MOST_CHARACTERS
        for arrival in reversed(self._arrivals):
            text = arrival.data if isinstance(arrival, Framed) else arrival.body
            if all(each in text for each in ids):
                return arrival.number
            left -= len(text)
            if left < 0:
                break
        return None


def _ids(event: Event) -> tuple[str, ...]:
    """What names the thing that an event is about."""
    match event:
        case MessageCreated(message=message):
            return (message.id,)
        case MessageUpdated(message_id=message_id) | MessageDeleted(message_id=message_id):
            return (message_id,)
        case MessagesListed(conversation_id=conversation_id, message_ids=message_ids):
            return message_ids[-1:] or (conversation_id,)
        case ConversationCreated(conversation=conversation):
            return (conversation.id,)
        case ConversationUpdated(conversation_id=conversation_id):
            return (conversation_id,)
        case MemberJoined(member=member):
            return member.conversation_id, member.user_id
        case MemberLeft() | MemberUpdated() | TypingChanged():
            return event.conversation_id, event.user_id
        case MessageDelivered(message_id=message_id):
            return (message_id,)
        case UserUpdated(user_id=user_id) | PresenceChanged(user_id=user_id):
            return (user_id,)
        case AccountUpdated():
            return ("sanctions",)
        case CaseUpdated(case=case):
            return (case.conversation_id,)
        case _:
            assert_never(event)
