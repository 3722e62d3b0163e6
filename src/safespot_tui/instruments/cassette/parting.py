"""Where two cassettes part: the first thing that happened in one and not in the other.

What the user did, what was asked with what came of it, and what streams brought are three lanes:
of each the order counts, and between them it is chance. Times do not count, nor do ids, which are
other ones on another server: what counts is which of them are the same.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from msgspec import Struct

from safespot_tui.domain.event import Heartbeat, PresenceChanged, TypingChanged
from safespot_tui.instruments.cassette.asked import STREAM, is_only_told, words_of
from safespot_tui.instruments.cassette.entry import (
    Answered,
    Called,
    Clicked,
    Closed,
    Did,
    Entry,
    Failed,
    Item,
    Looked,
    Pasted,
    Pressed,
    Resized,
)
from safespot_tui.instruments.cassette.value import Value

_PASSING = frozenset(each.__name__ for each in (Heartbeat, PresenceChanged, TypingChanged))
"""What comes by the clock, or is forgotten at once."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Parting(Struct, frozen=True):
    """What was the same up to here and is not any more; None where there is nothing more."""

    first: Entry | None
    second: Entry | None

    @property
    def at(self) -> float:
        """When, in whichever it happened."""
        return min(each.at for each in (self.first, self.second) if each is not None)


class _Event(Struct, frozen=True):
    words: str
    entry: Entry


def parting_of(first: Iterable[Entry], second: Iterable[Entry]) -> Parting | None:
    """The earliest of the three lanes; None where both are the same to their ends."""
    one, other = tuple(first), tuple(second)
    partings = (
        _parting(lane(one), lane(other)) for lane in (_inputs, _calls, _items)
    )  # fmt: skip
    return min((each for each in partings if each is not None), key=lambda p: p.at, default=None)


def _parting(first: Iterator[_Event], second: Iterator[_Event]) -> Parting | None:
    for one, other in zip_longest(first, second):
        if one is None or other is None or one.words != other.words:
            return Parting(one and one.entry, other and other.entry)
    return None


def _inputs(entries: Iterable[Entry]) -> Iterator[_Event]:
    names = _Names()
    for entry in entries:
        match entry:
            case Pressed(key=words) | Pasted(text=words):
                yield _Event(names.over(f"{type(entry).__name__} {words}"), entry)
            case Did() | Clicked() | Resized() | Looked():
                told = [getattr(entry, name) for name in entry.__struct_fields__ if name != "at"]
                yield _Event(names.over(f"{type(entry).__name__} {told}"), entry)
            case _:
                pass


def _calls(entries: Iterable[Entry]) -> Iterator[_Event]:
    """Each call with what came of it, in the order in which they were made."""
    names = _Names()
    replies: dict[int, Entry] = {}
    for entry in entries:
        if isinstance(entry, Answered | Failed | Closed):
            replies[entry.call] = entry
    for entry in entries:
        if isinstance(entry, Called) and not is_only_told(entry):
            yield _Event(names.over(words_of(entry.method, entry.arguments)), entry)
            reply = replies.get(entry.call)
            if reply is not None and entry.method != STREAM:
                yield _Event(names.over(_reply(reply)), reply)


def _items(entries: Iterable[Entry]) -> Iterator[_Event]:
    names = _Names()
    for entry in entries:
        if isinstance(entry, Item) and entry.value.kind not in _PASSING:
            yield _Event(names.over(_told(entry.value)), entry)


def _reply(reply: Entry) -> str:
    match reply:
        case Answered(value=value):
            return _told(value)
        case Failed(error=error):
            return _told(error)
        case _:
            return ""


def _told(value: Value) -> str:
    return f"{value.kind} {bytes(value.value).decode()}"


class _Names:
    """Ids by the order in which they first come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def over(self, words: str) -> str:
        """`words` with numbers in the place of ids, and no moments."""
        words = _MOMENT.sub("", words)
        return _ID.sub(
            lambda found: f"#{self._numbers.setdefault(found[0], len(self._numbers))}", words
        )
