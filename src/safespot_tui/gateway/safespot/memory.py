"""What all parts of the replica remember together, and how they tell."""

import logging
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from msgspec import Struct

from safespot_tui.domain.event import Event, Received
from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, MessageId, UserId
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot import cursor as cursors
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.room import Mark, Room
from safespot_tui.gateway.safespot.timestamps import milliseconds

MOST_REMEMBERED = 2000
"""Receipts for messages not known yet, deleted messages, and messages of unknown conversations."""

_log = logging.getLogger(__name__)


class Wants(Struct):
    """What has to be asked for after something was heard."""

    rooms: bool = False
    messages: set[ConversationId] = set()


class Memory:
    """What was told, and the one way to tell more."""

    def __init__(self, me: UserId, clock: Clock, outlet: Outlet) -> None:
        self.me = me
        self.clock = clock
        self.outlet = outlet
        self.rooms: dict[ConversationId, Room] = {}
        self.messages_at = 0
        """Milliseconds of the newest message heard of."""
        self.receipts_at = 0
        """Milliseconds of the newest receipt for a single message."""
        self.wants = Wants()
        self.early: OrderedDict[MessageId, tuple[bool, bool]] = OrderedDict()
        """Delivered and read, of messages that have not come yet."""
        self.gone: OrderedDict[MessageId, Mark | None] = OrderedDict()
        """Messages that were deleted, and where they stood."""
        self.names: dict[MessageId, ClientMessageId] = {}
        """By the id that the server put in its place: what the sender called a message."""
        self._last_stamp = 0
        self._cursor: Cursor | None = None

    def stamp(self) -> int:
        """Now, in microseconds; later than every stamp before."""
        now = self.clock.now()
        whole = milliseconds(now) * 1000 + now.microsecond % 1000
        self._last_stamp = max(whole, self._last_stamp + 1)
        return self._last_stamp

    @property
    def cursor(self) -> Cursor:
        """How far was told."""
        if self._cursor is None:
            self._cursor = cursors.written(self.messages_at, self.receipts_at, self.rooms.values())
        return self._cursor

    def want(self, conversation_id: ConversationId) -> None:
        """Something is to be asked for."""
        if conversation_id in self.rooms:
            self.wants.messages.add(conversation_id)
        else:
            self.wants.rooms = True

    def heard_message(self, at: datetime) -> None:
        """There is a message of this time."""
        self.messages_at = max(self.messages_at, milliseconds(at))
        self.moved()

    def heard_receipt(self, at: datetime) -> None:
        """There is a receipt of this time."""
        self.receipts_at = max(self.receipts_at, milliseconds(at))
        self.moved()

    def moved(self) -> None:
        """What the cursor names is different."""
        self._cursor = None

    def tell(self, event: Event, *, lasts: bool = True) -> None:
        """Tell a fact, with the cursor that covers it if it `lasts`."""
        self.outlet.put(Received(event, self.cursor if lasts else None))


@contextmanager
def skipping(kind: str) -> Generator[None]:
    """What cannot be read is passed over, by its kind and without a word of it."""
    try:
        yield
    except NotUnderstood:
        _log.warning("%s could not be read", kind)


def bound(remembered: "OrderedDict[Any, Any]") -> None:
    """Forget what was remembered first, where it is too much."""
    while len(remembered) > MOST_REMEMBERED:
        remembered.popitem(last=False)
