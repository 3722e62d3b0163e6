"""Proof that nothing was lost on the way: the log of this contract is numbered without holes."""

import re

from safespot_tui.domain.event import Heartbeat, Received, Skipped, StreamItem, Synced
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.global_chat.translate import not_understood
from safespot_tui.i18n import _

_CURSOR = re.compile(r"([0-9a-zA-Z-]{1,64})\.([0-9]{1,18})")


class Continuity:
    """Follows one stream from the cursor it resumed at.

    Cursors are `<epoch>.<seq>` (opaque to everybody but this dialect). The next one must be one
    higher in the same epoch; one that was had before is a repetition; anything else is a hole.
    """

    def __init__(self, cursor: Cursor | None) -> None:
        """Without a cursor, the first one that the stream names is where it begins."""
        self._place = None if cursor is None else _CURSOR.fullmatch(cursor)

    def checked(self, item: StreamItem) -> StreamItem:
        """`item`, or a sign of life in place of a repetition.

        Raises `Unreachable` at a hole, so that the stream is resumed before it, and `NotUnderstood`
        for a cursor that is none.
        """
        match item:
            case Received(cursor=str() as cursor) | Skipped(cursor=cursor):
                step = 1
            case Synced(cursor=cursor):
                step = 0
            case _:
                return item
        place = _CURSOR.fullmatch(cursor)
        if place is None:
            raise not_understood()
        before, self._place = self._place, place
        if before is None:
            return item
        ahead = int(place[2]) - int(before[2])
        if place[1] == before[1] and ahead == step:
            return item
        self._place = before
        if place[1] == before[1] and ahead <= 0:
            return Heartbeat()
        raise Unreachable(_("Something was lost on the way; asking for it again."))
