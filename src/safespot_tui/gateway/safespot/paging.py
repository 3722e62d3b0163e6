"""Pages cut from a history that is known whole: the server gives no others."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.ordering import MessageOrder
from safespot_tui.domain.user import User
from safespot_tui.gateway.protocol import Page
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.errors import rejected
from safespot_tui.gateway.safespot.room import Known
from safespot_tui.i18n import _

_order = attrgetter("order")

PlaceOf = Callable[[MessageId], tuple[datetime, MessageId] | None]


def cut(
    conversation_id: ConversationId,
    history: Sequence[Known],
    page: Page,
    me: UserId,
    gone_at: PlaceOf = lambda message_id: None,
) -> HistoryPage:
    """The page of a history, oldest first, that is asked for.

    It may be asked beside a message that is gone: `gone_at` knows where that stood. Where nobody
    does, the whole history is given, which joins whatever is held. Around one that is gone there is
    nothing to be had: raises `Rejected`.
    """
    start, end = 0, len(history)
    before, after = page.before, page.after
    if page.around is not None:
        middle = next((at for at, known in enumerate(history) if known.id == page.around), None)
        if middle is None:
            raise rejected(_("That message is not there any more."), "message_gone")
        start = max(0, middle - page.limit // 2)
        end = min(end, start + page.limit)
    elif after is not None:
        order = _order_of(history, after, gone_at)
        if order is None:
            after = None
        else:
            start = bisect_right(history, order, key=_order)
            end = min(end, start + page.limit)
    elif before is not None:
        order = _order_of(history, before, gone_at)
        if order is None:
            before = None
        else:
            end = bisect_left(history, order, key=_order)
            start = max(0, end - page.limit)
    else:
        start = max(0, end - page.limit)
    chosen = history[start:end]
    return HistoryPage(
        conversation_id=conversation_id,
        messages=tuple(known.message(me) for known in chosen),
        has_older=start > 0,
        has_newer=end < len(history),
        users=_writers(chosen),
        before=before,
        after=after,
    )


def _order_of(
    history: Sequence[Known], message_id: MessageId, gone_at: PlaceOf
) -> MessageOrder | None:
    found = next((known.order for known in history if known.id == message_id), None)
    return found or gone_at(message_id)


def _writers(chosen: Sequence[Known]) -> tuple[User, ...]:
    writers: dict[UserId, User] = {}
    for known in chosen:
        if (writer := translate.sender(known.row)) is not None:
            writers[writer.id] = writer
    return tuple(writers.values())
