"""Proof that nothing was lost on the way: the logs of this contract are numbered without holes."""

import re
from collections.abc import Mapping

from msgspec import Struct

from safespot_tui.domain.event import Heartbeat, Received, Skipped, StreamItem, Synced
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.global_chat.translate import not_understood
from safespot_tui.i18n import _

_CURSOR = re.compile(r"([0-9a-zA-Z-]{1,64})\.([0-9]{1,18})((?:~[0-9]{1,18}\.[0-9]{1,18})*)")


class Place(Struct, frozen=True):
    """`<epoch>.<own>~<log>.<place>~…`: how far the own log has been told, and those of others."""

    epoch: str
    own: int
    others: Mapping[str, int]

    def is_one_before(self, later: "Place") -> bool:
        """Whether one event lies between them.

        Either the own log went on by one, and others may have begun to be told, or have ended; or
        one of the others did.
        """
        if later.own == self.own + 1:
            return all(self.others.get(log, seq) == seq for log, seq in later.others.items())
        steps = [seq - self.others[log] for log, seq in later.others.items() if log in self.others]
        return (
            later.own == self.own
            and later.others.keys() == self.others.keys()
            and sum(map(abs, steps)) == 1 == sum(steps)
        )

    def covers(self, earlier: "Place") -> bool:
        """Whether all that had been told there has been told here."""
        if earlier.own == self.own and earlier.others.keys() != self.others.keys():
            return False
        return earlier.own <= self.own and all(
            seq <= self.others.get(log, seq) for log, seq in earlier.others.items()
        )


class Continuity:
    """Follows one stream from the cursor it resumed at.

    Cursors are places in logs (opaque to everybody but this dialect). The next one must be one
    event further in the same epoch; one that was had before is a repetition; anything else is a
    hole.
    """

    def __init__(self, cursor: Cursor | None) -> None:
        """Without a cursor, the first one that the stream names is where it begins."""
        self._place = None if cursor is None else place_of(cursor)

    def checked(self, item: StreamItem) -> StreamItem:
        """`item`, or a sign of life in place of a repetition.

        Raises `Unreachable` at a hole, so that the stream is resumed before it, and `NotUnderstood`
        for a cursor that is none.
        """
        match item:
            case Received(cursor=str() as cursor) | Skipped(cursor=cursor):
                is_event = True
            case Synced(cursor=cursor):
                is_event = False
            case _:
                return item
        place = place_of(cursor)
        if place is None:
            raise not_understood()
        before = self._place
        if before is None:
            self._place = place
            return item
        if place.epoch == before.epoch:
            if before.is_one_before(place) if is_event else before == place:
                self._place = place
                return item
            if before.covers(place):
                return Heartbeat()
        raise Unreachable(_("Something was lost on the way; asking for it again."))


def place_of(cursor: str) -> Place | None:
    """The place that a cursor names; None for anything else."""
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        return None
    pairs = [other.split(".") for other in match[3].split("~")[1:]]
    return Place(match[1], int(match[2]), {log: int(seq) for log, seq in pairs})
