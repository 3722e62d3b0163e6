"""In which order intents are sent, and when: a machine without I/O.

Each conversation has two lanes, one for its messages and one for the user's own place in it. A lane
is a queue: what was wanted first is sent first, one at a time, so that the server has it in the
order typed. A lane that waits or fails holds up no other.

::

    held ──its time──▶ queued

    queued ──ready()──▶ in flight ──settled()──▶ gone
      ▲                    │
      └── postponed() ─────┤ network, 5xx, 429: the whole lane waits
                           └── released() ──▶ failed: the lane goes on without it
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from safespot_tui.domain.ids import MessageId, OriginClientId, is_temp
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    OutboxItem,
    OutboxState,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.sync.backoff import Backoff

Lane = tuple[str, str]

MESSAGES, OWN = "messages", "own"
OWN_PAUSE = 0.3
"""Seconds after which the server is told again where the user stands in a conversation.

What is read shows at once; in a busy conversation one request says it for many messages.
"""


def lane_of(intent: Intent) -> Lane:
    """The queue in which an intent waits."""
    match intent:
        case (
            SendMessage() | EditMessage() | DeleteMessage() | React() | StarMessage() | PinMessage()
        ):
            return MESSAGES, intent.conversation_id
        case MarkRead() | SetFlags():
            # One lane: "mark as unread" and "read" must arrive in the order they were meant.
            return OWN, intent.conversation_id


def target_of(intent: Intent) -> MessageId | None:
    """The message that must have a name before the intent can be sent."""
    match intent:
        case EditMessage() | DeleteMessage() | React() | StarMessage() | PinMessage():
            return intent.message_id
        case SendMessage():
            return intent.reply_to_id
        case MarkRead() | SetFlags():
            return None


class Lanes:
    """Which intents are under way, and which lanes wait."""

    def __init__(self, owner: OriginClientId, random: Callable[[], float]) -> None:
        """Only the intents of `owner` are sent."""
        self._owner = owner
        self._random = random
        self._in_flight: dict[int, Lane] = {}
        self._backoffs: dict[Lane, Backoff] = {}
        self._waits: dict[Lane, float] = {}
        self._held_until: float | None = None
        self._told: dict[Lane, float] = {}
        """Until when the server wants a lane to wait."""

    def is_in_flight(self, sequence: int) -> bool:
        """Whether an intent is with the server at this moment."""
        return sequence in self._in_flight

    def may_send(self, item: OutboxItem) -> bool:
        """Whether an intent is this window's to send, and waits for that."""
        waits = item.state is not OutboxState.FAILED and not self.is_in_flight(item.sequence)
        return waits and item.owner == self._owner

    def ready(self, outbox: Iterable[OutboxItem], now: float, wall: datetime) -> list[OutboxItem]:
        """The intents to send now, at most one of each lane; they are in flight from here on.

        One that is held at `wall`, the time of day, holds up nothing behind it.
        """
        self._held_until = None
        self._waits = {lane: until for lane, until in self._waits.items() if until > now}
        busy = {*self._in_flight.values(), *self._waits}
        ready: list[OutboxItem] = []
        for item in outbox:
            lane = lane_of(item.intent)
            if item.owner != self._owner or item.state is OutboxState.FAILED or lane in busy:
                continue
            target = target_of(item.intent)
            if target is not None and is_temp(target):
                # Its send failed, or it would be in front: this one waits for the user's word.
                continue
            held = item.held_for(wall)
            if held:
                until = now + held
                self._held_until = min(until, self._held_until or until)
                continue
            busy.add(lane)
            self._in_flight[item.sequence] = lane
            ready.append(item)
        return ready

    def next_due(self) -> float | None:
        """When the first waiting lane, or what is held, may go on; None if nothing waits."""
        held = () if self._held_until is None else (self._held_until,)
        return min((*self._waits.values(), *held), default=None)

    def settled(self, sequence: int, now: float) -> None:
        """The server has done it."""
        lane = self._in_flight.pop(sequence, None)
        if lane is not None:
            self._backoffs.pop(lane, None)
            self._told.pop(lane, None)
            if lane[0] == OWN:
                self._waits[lane] = now + OWN_PAUSE

    def released(self, sequence: int) -> None:
        """The server refused it: its lane goes on."""
        self._in_flight.pop(sequence, None)

    def postponed(self, sequence: int, now: float, at_least: float = 0.0) -> None:
        """It is not known to have arrived: it is tried again, before all behind it."""
        lane = self._in_flight.pop(sequence, None)
        if lane is not None:
            backoff = self._backoffs.setdefault(lane, Backoff(self._random))
            self._waits[lane] = now + backoff.next_wait(at_least)
            self._told[lane] = now + at_least

    def hurry(self, now: float) -> None:
        """The server is there: nothing waits any longer than the server itself asked for."""
        self._waits = {lane: until for lane, until in self._told.items() if until > now}
        self._backoffs.clear()
