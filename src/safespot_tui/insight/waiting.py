"""What waits for an answer now, by how long."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.utterance import Ending, Heard, Utterance

LIMITS = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=7),
    None,
)
"""Where the bands of age end; the last one does not."""
MOST_LISTED = 5
MOST_LOOKED_AT = 200
"""Messages at the end of one conversation."""


class Waiting(Struct, frozen=True):
    """A conversation in which what was said last was not answered."""

    conversation_id: ConversationId
    since: datetime
    """When the first of what nobody answered was written."""
    at_least: bool = False
    """Whether it may have begun earlier, with what is not kept here."""


class Band(Struct, frozen=True):
    """How many have waited for less than `below`, and for no less than the band before says."""

    below: timedelta | None
    count: int


class Queue(Struct, frozen=True):
    """What is open."""

    bands: tuple[Band, ...] = ()
    """All of them, the youngest first."""
    oldest: tuple[Waiting, ...] = ()
    """The first few of those that wait, the one that has waited longest first."""

    @property
    def count(self) -> int:
        """How many wait."""
        return sum(band.count for band in self.bands)


def open_queue(waiting: Iterable[Waiting], now: datetime) -> Queue:
    """What waits, in bands of age, whoever says what waits."""
    ordered: Sequence[Waiting] = sorted(waiting, key=lambda each: each.since)
    counts = [0] * len(LIMITS)
    for each in ordered:
        age = now - each.since
        counts[next(at for at, limit in enumerate(LIMITS) if limit is None or age < limit)] += 1
    return Queue(tuple(map(Band, LIMITS, counts)), tuple(ordered[:MOST_LISTED]))


def waiting_in(ending: Ending, is_desk: Callable[[Utterance], bool]) -> Waiting | None:
    """What waits at the end of a conversation, after what the desk said last.

    `ending` goes back to what `ends_waiting`, to the beginning, or over `MOST_LOOKED_AT` messages.
    """
    first: Heard | None = None
    for heard in ending.heard:
        if ends_waiting(heard.said, is_desk):
            at_least = False
            break
        if not _is_void(heard.said):
            first = heard
        if heard.gap_before:
            at_least = True
            break
    else:
        at_least = len(ending.heard) >= MOST_LOOKED_AT
    if first is None:
        return None
    return Waiting(ending.conversation_id, first.moment, at_least)


def ends_waiting(said: Utterance, is_desk: Callable[[Utterance], bool]) -> bool:
    """Whether everything before it is answered."""
    return is_desk(said) and not _is_void(said)


def _is_void(said: Utterance) -> bool:
    """What was deleted, and notices: nobody has to answer them, and they answer nothing."""
    return said.type is MessageType.SYSTEM or said.deleted_at is not None
