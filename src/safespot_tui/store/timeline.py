"""The rows of one conversation, in order, with what is missing as a row of its own.

::

    gap  m41 m42 m43  gap  m90 m91 m92   temp-a temp-b
     │   └ contiguous ┘ │  └ contiguous┘  └ pending, in the order typed
     │                  └ something may be missing just before m90
     └ older messages have not been loaded

Messages are in the server's order, `(created_at, id)`. Pending sends follow everything confirmed.
Every change is also kept as a `Splice`, so that a pane of 100,000 rows need not compare them all.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from typing import NewType

from msgspec import Struct

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import MessageOrder, message_order

GapId = NewType("GapId", str)
RowId = MessageId | GapId

_GAP = "gap-"
_REMEMBERED_SPLICES = 256


def gap_before(message_id: MessageId) -> GapId:
    """The row that says: something may be missing just before this message."""
    return GapId(_GAP + message_id)


def is_gap(row_id: RowId) -> bool:
    """Whether a row stands for what is missing."""
    return row_id.startswith(_GAP)


def gap_anchor(row_id: RowId) -> MessageId:
    """The message that a gap stands before."""
    return MessageId(row_id.removeprefix(_GAP))


class Splice(Struct, frozen=True):
    """`removed` rows at `index` gave way to `inserted`."""

    index: int
    removed: int
    inserted: tuple[RowId, ...]


class Timeline:
    """The rows of one conversation. Only the store changes it."""

    def __init__(self) -> None:
        self._rows: list[RowId] = []
        self._orders: list[tuple[MessageOrder, int]] = []
        self._confirmed = 0
        self._told: set[RowId] = set()
        self._splices: deque[Splice] = deque(maxlen=_REMEMBERED_SPLICES)
        self.version = 0
        """Grows by one with every splice."""

    @property
    def rows(self) -> Sequence[RowId]:
        """All rows, oldest first; not to be changed, and only valid until the next patch."""
        return self._rows

    @property
    def pending(self) -> Sequence[RowId]:
        """The temp ids of sends under way, in the order typed."""
        return self._rows[self._confirmed :]

    @property
    def newest(self) -> MessageId | None:
        """The newest confirmed message."""
        return MessageId(self._rows[self._confirmed - 1]) if self._confirmed else None

    @property
    def oldest(self) -> MessageId | None:
        """The oldest message held."""
        for row in self._rows[: min(2, self._confirmed)]:
            if not is_gap(row):
                return MessageId(row)
        return None

    @property
    def has_older(self) -> bool:
        """Whether older messages are known to be missing, or may be."""
        return bool(self._confirmed) and is_gap(self._rows[0])

    def is_told(self, gap: RowId) -> bool:
        """Whether a server told that there is more, and it is not only that it was never loaded."""
        return gap in self._told

    def splices_since(self, version: int) -> Sequence[Splice] | None:
        """What changed after `version`, oldest first; None if more did than is remembered."""
        missing = self.version - version
        if missing > len(self._splices):
            return None
        return list(self._splices)[len(self._splices) - missing :]

    def index_of(self, message: Message) -> int | None:
        """Where a confirmed message stands."""
        order = message_order(message), 1
        index = bisect_left(self._orders, order)
        if index < self._confirmed and self._orders[index] == order:
            return index
        return None

    def append(self, message: Message, replaces: MessageId | None = None) -> bool:
        """Take in a live message; `replaces` is its temp id, which gives way in the same splice.

        Returns whether the message is new here.
        """
        order = message_order(message), 1
        index = bisect_left(self._orders, order)
        if index < self._confirmed and self._orders[index] == order:
            self._drop_pending(replaces)
            return False
        self._orders.insert(index, order)
        self._confirmed += 1
        if (
            replaces is not None
            and index == self._confirmed - 1
            and index < len(self._rows)
            and self._rows[index] == replaces
        ):
            self._splice(index, 1, (message.id,))
        else:
            self._splice(index, 0, (message.id,))
            self._drop_pending(replaces)
        return True

    def merge(self, messages: Sequence[Message], *, has_older: bool, has_newer: bool) -> None:
        """Take in a contiguous block, oldest first.

        What lies between its ends is complete now, so gaps inside vanish; its ends join what
        they overlap, and otherwise leave a gap where the server says that there is more.
        """
        if not messages:
            return
        lowest = (message_order(messages[0]), 0)
        highest = (message_order(messages[-1]), 1)
        start = bisect_left(self._orders, lowest)
        end = start
        while end < self._confirmed and self._orders[end] <= highest:
            end += 1
        old_rows = self._rows[start:end]
        overlaps_first = messages[0].id in old_rows
        overlaps_last = messages[-1].id in old_rows
        gap_at_start = has_older and (not overlaps_first or gap_before(messages[0].id) in old_rows)

        rows: list[RowId] = []
        orders: list[tuple[MessageOrder, int]] = []
        if gap_at_start:
            rows.append(gap_before(messages[0].id))
            orders.append(lowest)
        block = {message.id: (message_order(message), 1) for message in messages}
        for order, row in zip(self._orders[start:end], old_rows, strict=True):
            if not is_gap(row):
                block.setdefault(MessageId(row), order)
        for message_id, order in sorted(block.items(), key=lambda item: item[1]):
            rows.append(message_id)
            orders.append(order)

        self._told.difference_update(row for row in old_rows if row != gap_before(messages[0].id))
        following = self._rows[end] if end < self._confirmed else None
        swallowed = 0
        if following is not None:
            if is_gap(following) and not has_newer:
                swallowed = 1
                self._told.discard(following)
            elif not is_gap(following) and has_newer and not overlaps_last:
                rows.append(gap_before(MessageId(following)))
                self._told.add(rows[-1])
                orders.append((self._orders[end][0], 0))
        self._orders[start : end + swallowed] = orders
        self._confirmed += len(orders) - (end + swallowed - start)
        if list(rows) != self._rows[start : end + swallowed]:
            self._trimmed_splice(start, end + swallowed, rows)

    def open_gap_before(self, message: Message) -> None:
        """Mark that something may be missing just before a message held."""
        index = self.index_of(message)
        if index is None or (index and self._rows[index - 1] == gap_before(message.id)):
            return
        self._orders.insert(index, (message_order(message), 0))
        self._confirmed += 1
        self._splice(index, 0, (gap_before(message.id),))

    def remove(self, message: Message) -> None:
        """Let go of a confirmed message."""
        index = self.index_of(message)
        if index is not None:
            del self._orders[index]
            self._confirmed -= 1
            self._splice(index, 1, ())

    def forget(self, kept: int) -> Sequence[MessageId]:
        """Hold the newest confirmed rows only, and a gap above them; gives the messages that went.

        Nobody told that there is more: it is where it was stored.
        """
        start = self._confirmed - kept
        while 0 < start < self._confirmed and is_gap(self._rows[start]):
            start += 1
        gone = [MessageId(row) for row in self._rows[: max(0, start)] if not is_gap(row)]
        if not gone or start >= self._confirmed:
            return ()
        self._told.difference_update(self._rows[:start])
        self._orders[:start] = [(self._orders[start][0], 0)]
        self._confirmed -= start - 1
        # Nobody who followed what went has anything to follow any more.
        self._splices.clear()
        self._splice(0, start, (gap_before(MessageId(self._rows[start])),))
        return gone

    def set_pending(self, temp_ids: Sequence[MessageId]) -> None:
        """The sends under way are these, in the order typed."""
        self._trimmed_splice(self._confirmed, len(self._rows), list(temp_ids))

    def _drop_pending(self, temp_id: MessageId | None) -> None:
        if temp_id is not None and temp_id in self.pending:
            self._splice(self._rows.index(temp_id, self._confirmed), 1, ())

    def _trimmed_splice(self, start: int, end: int, rows: list[RowId]) -> None:
        """Splice, leaving out what is the same at both ends."""
        while start < end and rows and rows[0] == self._rows[start]:
            start += 1
            rows = rows[1:]
        while start < end and rows and rows[-1] == self._rows[end - 1]:
            end -= 1
            rows = rows[:-1]
        if start < end or rows:
            self._splice(start, end - start, tuple(rows))

    def _splice(self, index: int, removed: int, inserted: tuple[RowId, ...]) -> None:
        self._rows[index : index + removed] = inserted
        self.version += 1
        self._splices.append(Splice(index, removed, inserted))
