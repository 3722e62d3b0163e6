"""The parts of a moderator's queue, and the order in each."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.ids import UserId

Order = tuple[int, float, str]
"""What a part is sorted by; it ends in the conversation's id."""


class QueuePart(StrEnum):
    """What is looked at together. What is a moderator's own is open, too."""

    OPEN = "open"
    MINE = "mine"
    SNOOZED = "snoozed"
    DONE = "done"


def parts_of(
    case: Case, me: UserId | None, now: datetime, *, is_local: bool
) -> Collection[QueuePart]:
    """Where a case is found.

    One that a server keeps is open until it is done. Of the others, which nobody has to finish,
    only those are listed in which something waits.
    """
    state = case.state(now)
    match state:
        case CaseState.DONE:
            return (QueuePart.DONE,)
        case CaseState.SNOOZED:
            return (QueuePart.SNOOZED,)
        case CaseState.CLAIMED:
            own = me is not None and case.claimed_by == me
            return (QueuePart.OPEN, QueuePart.MINE) if own else (QueuePart.OPEN,)
        case CaseState.OPEN:
            return (QueuePart.OPEN,) if case.waiting_since or not is_local else ()
        case _:
            assert_never(state)


def order_in(part: QueuePart, case: Case) -> Order:
    """Longest waiting first, then what waits for nobody; what ends first; what was done last."""
    match part:
        case QueuePart.OPEN | QueuePart.MINE:
            waits = case.waiting_since is not None
            moment = case.waiting_since or case.last_message_at or case.created_at
            return (0 if waits else 1, moment.timestamp(), case.conversation_id)
        case QueuePart.SNOOZED:
            return (0, (case.snoozed_until or case.created_at).timestamp(), case.conversation_id)
        case QueuePart.DONE:
            return (0, -(case.done_at or case.created_at).timestamp(), case.conversation_id)
        case _:
            assert_never(part)
