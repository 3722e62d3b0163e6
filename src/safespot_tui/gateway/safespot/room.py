"""One conversation as this gateway has told it.

::

    counted, never told          told earlier      told by this process
    ─────────────────────────┬──────────────────┬───────────────────────▶ time
                             │                  │
                         `counted`           `tail`: the last told, `before` of them by a process
                                             that has ended; the first is asked `since`

The server counts nothing. `head` is how many messages there are, beginning with an arbitrary
number; a message that is new gets the next one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct, field, structs

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import MessageOrder
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.wire import MessageRow

OVERLAP = timedelta(seconds=10)
"""How much older the message is that later ones are asked `since` than the newest: a message bears
the time at which its transaction began, and may come to be after a younger one."""
LONGEST_TAIL = 64
LONGEST_UNHEARD = 512
"""As long as it becomes where own messages were answered and nothing else is heard."""


class Known(Struct):
    """A message that was told."""

    row: MessageRow
    at: datetime
    """As the server tells it, to the millisecond."""
    position: int
    revision: int
    heard: int
    """The stamp of what last showed that the message is there."""
    delivered: bool = False
    read: bool = False
    client_message_id: ClientMessageId | None = None
    turn: int = 0
    """How many messages of the same millisecond come before it, as far as is known."""
    doubtful: bool = False
    """Whether it may have been told otherwise than `row` says, by the answer of a request."""

    @property
    def id(self) -> MessageId:
        """The message's."""
        return MessageId(self.row.id)

    @property
    def order(self) -> MessageOrder:
        """As messages are ordered."""
        return self.created_at, self.id

    @property
    def created_at(self) -> datetime:
        """When it was written, such that messages of one millisecond stay in the server's order.

        The server orders by microseconds, and tells milliseconds.
        """
        return self.at + timedelta(microseconds=min(self.turn, 999)) if self.turn else self.at

    def message(self, me: UserId) -> Message:
        """The message as it was told. Raises `NotUnderstood`."""
        message = translate.message(
            self.row,
            me,
            position=self.position,
            revision=self.revision,
            client_message_id=self.client_message_id,
        )
        message = structs.replace(message, created_at=self.created_at)
        return _ticked(message, delivered=self.delivered, read=self.read)


class Mark(Struct, frozen=True, order=True):
    """A message's place in the order of time."""

    at: datetime
    id: MessageId


class Room(Struct):
    """What is known of one conversation."""

    id: ConversationId
    head: int
    read: int
    counted: datetime | None = None
    forgotten: datetime | None = None
    """Up to here messages were told that `tail` does not remember."""
    heard: datetime | None = None
    """The newest message that a stream or a history told. An own one that was only answered says
    nothing of those before it: the stream may have been gone when they came."""
    tail: list[Mark] = field(default_factory=list[Mark])
    before: set[MessageId] = field(default_factory=set[MessageId])
    peer: UserId | None = None
    alias: SafeText = SafeText("")
    messages: dict[MessageId, Known] = field(default_factory=dict[MessageId, Known])
    loaded: bool = False
    """Whether `messages` are all there are."""
    archived: bool = False
    """Whether there may be messages in the store that this process never told."""
    read_stamp: int = 0
    """When `read` last moved by something that the user did."""
    news_stamp: int = 0
    """When the newest message was last another."""
    flags_stamp: int = 0
    """When the user last changed a flag."""
    delivered_until: datetime | None = None
    read_until: datetime | None = None
    """Own messages up to then have been delivered, or read: it was told of all there were."""
    told: dict[str, object] = field(default_factory=dict[str, object])
    """The conversation's fields as last told, and the own flags."""
    listings: int = 0
    """How often all of it was fetched, of what an earlier process told."""
    owed: datetime | None = None
    """Up to here the server's list showed something that has not been fetched yet."""
    suspected: int | None = None
    """How much the server said was unread when that was last looked into."""

    @property
    def newest(self) -> Mark | None:
        """The newest message told."""
        return self.tail[-1] if self.tail else None

    @property
    def anchor(self) -> MessageId | None:
        """The message that later ones are asked `since`; None if only the whole history helps."""
        if not self.tail or self.heard is None:
            return None
        oldest = self.tail[0]
        reaches_back = oldest.at <= self.heard - OVERLAP
        is_full = len(self.tail) >= LONGEST_TAIL and oldest.at <= self.heard
        return oldest.id if reaches_back or is_full else None

    @property
    def last_at(self) -> datetime | None:
        """When the last message that is counted was written."""
        times = [mark.at for mark in self.tail[-1:]] + ([self.counted] if self.counted else [])
        return max(times, default=None)

    def is_counted(self, at: datetime) -> bool:
        """Whether a message that was never told is counted in `head` already."""
        return self.counted is not None and at <= self.counted

    @property
    def has_hole(self) -> bool:
        """Whether some of what is counted was told, and not what came after it.

        A stream begins with the oldest of what was missed, and with no more than 50.
        """
        if self.counted is None:
            return False
        told = [known.at for known in self.messages.values() if self.is_counted(known.at)]
        return bool(told) and max(told) < self.counted

    @property
    def may_have_missed(self) -> bool:
        """Whether the newest message was only answered, so that others may have come before it."""
        newest = self.newest
        return newest is not None and (self.heard is None or self.heard < newest.at)

    def is_old(self, mark: Mark) -> bool:
        """Whether a message was told by a process that has ended, beyond what is remembered."""
        if self.loaded or not self.archived or self.forgotten is None:
            return False
        return mark.at <= self.forgotten

    def saw(self, mark: Mark, *, answered: bool = False) -> None:
        """A message was told, or only `answered`: remember it for as long as later ones need it."""
        if not answered:
            self.heard = max(self.heard or mark.at, mark.at)
        if mark not in self.tail:
            self.tail.append(mark)
            self.tail.sort()
        while self._is_spare():
            gone = self.tail.pop(0)
            self.before.discard(gone.id)
            self.forget_until(gone.at)

    def _is_spare(self) -> bool:
        """Whether the oldest of `tail` is needed by none of those to come."""
        if len(self.tail) > LONGEST_UNHEARD:
            return True
        if len(self.tail) < 2 or self.heard is None or self.tail[1].at > self.heard:
            return False
        return len(self.tail) > LONGEST_TAIL or self.tail[1].at <= self.heard - OVERLAP

    def forget_until(self, at: datetime) -> None:
        """The tail does not remember what was told up to then."""
        self.forgotten = max(self.forgotten or at, at)

    def lost(self, message_id: MessageId) -> None:
        """A message is gone."""
        self.messages.pop(message_id, None)
        self.before.discard(message_id)
        self.tail = [mark for mark in self.tail if mark.id != message_id]
        if not self.tail and self.messages:
            for known in sorted(self.messages.values(), key=lambda one: one.order)[-2:]:
                self.saw(Mark(known.at, known.id))

    def next_turn(self, at: datetime) -> int:
        """The turn of a message that comes after all that were told of a millisecond."""
        turns = (known.turn for known in self.messages.values() if known.at == at)
        return max(turns, default=-1) + 1

    def place_of(self, order: MessageOrder) -> int:
        """The position of a message that was counted without having been told."""
        newer = [known.position for known in self.messages.values() if known.order > order]
        return max(1, min(newer) - 1) if newer else self.head

    def place_at(self, time: datetime | None) -> int:
        """The position of the newest message that was there at `time`."""
        if time is None:
            return self.head
        newer = [known.position for known in self.messages.values() if known.at > time]
        return max(1, min(newer) - 1) if newer else self.head

    def in_order(self) -> list[Known]:
        """The messages told, oldest first."""
        return sorted(self.messages.values(), key=lambda known: known.order)

    def own_before(self, time: datetime | None, me: UserId) -> Iterable[Known]:
        """The user's messages that were there at `time`."""
        for known in self.messages.values():
            if known.row.sender_id == me and (time is None or known.at <= time):
                yield known


def _ticked(message: Message, *, delivered: bool, read: bool) -> Message:
    return structs.replace(
        message, delivered=message.delivered or delivered or read, read=message.read or read
    )
