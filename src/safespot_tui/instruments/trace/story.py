"""What belongs to one exchange, or to one frame: from what the engine wanted to what it painted."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from safespot_tui.domain.event import Received, StreamItem
from safespot_tui.instruments.trace.entry import (
    Answered,
    Asked,
    Broke,
    Called,
    Disturbed,
    Entry,
    Framed,
    Patched,
    Repainted,
    Told,
)
from safespot_tui.instruments.trace.trace import Trace

EntryT = TypeVar("EntryT", bound=Entry)
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Story(Struct, frozen=True):
    """All that is known of it now."""

    head: Entry
    """What it is listed by: a request, a frame, or what nothing that is traced has brought."""
    call: Called | None = None
    asked: Asked | None = None
    """The request; of a frame, the one that its stream came of."""
    end: Answered | Broke | None = None
    told: tuple[Told, ...] = ()
    patched: tuple[Patched, ...] = ()
    repainted: tuple[Repainted, ...] = ()
    disturbed: tuple[Disturbed, ...] = ()

    @property
    def status(self) -> int | None:
        """Of the answer, once it is there."""
        return self.end.status if isinstance(self.end, Answered) else None

    @property
    def latency(self) -> float | None:
        """Seconds from the request to the end of its answer; of a frame, to the first painting."""
        if isinstance(self.head, Asked):
            return None if self.end is None or self.is_stream else self.end.at - self.head.at
        return self.repainted[0].at - self.head.at if self.repainted else None

    @property
    def size(self) -> int | None:
        """Bytes of the answer, or of the frame."""
        match self.head, self.end:
            case Framed(size=size), _:
                return size
            case _, Answered(size=size):
                return size
            case _:
                return None

    @property
    def is_stream(self) -> bool:
        """Whether it is the request of an event stream."""
        if not isinstance(self.head, Asked):
            return False
        return any("event-stream" in each for each in self.head.headers.values())

    @property
    def entries(self) -> Sequence[Entry]:
        """All of it, in order."""
        single = (self.head, self.call, self.asked, self.end)
        every = {
            entry.number: entry
            for entry in (
                *filter(None, single),
                *self.told,
                *self.patched,
                *self.repainted,
                *self.disturbed,
            )
        }
        return [every[number] for number in sorted(every)]


def head_of(trace: Trace, entry: Entry) -> int | None:
    """The number of the entry under which another one is listed; None where it is not."""
    match entry:
        case Asked() | Framed():
            return entry.number
        case Answered():
            return entry.of
        case Broke():
            return _head_above(trace, entry)
        case Disturbed():
            return entry.number
        case Told():
            return entry.number if entry.of is None else entry.of
        case Patched(uncaused=uncaused):
            if uncaused:
                return entry.number
            return _head_above(trace, entry)
        case Repainted():
            return _head_above(trace, entry)
        case Called(name=name):
            return None if trace.has_requests or name == "watch" else entry.number


def story_of(trace: Trace, head: Entry) -> Story:
    """What came of an entry that is listed, and what it came of."""
    match head:
        case Asked():
            made = trace.made_of(head.number)
            above = trace.get(head.of)
            call = above if isinstance(above, Called) else None
            end = next((each for each in made if isinstance(each, Answered | Broke)), None)
            told = _of(Told, trace.made_of(end.number)) if end is not None else ()
            of_call = () if call is None or call.name == "stream" else trace.made_of(call.number)
            patched = (*_of(Patched, of_call), *_patched(trace, told))
            disturbed = _of(Disturbed, made)
            return _painted(trace, Story(head, call, head, end, told, patched, (), disturbed))
        case Framed():
            made = trace.made_of(head.number)
            above = trace.get(head.of)
            asked = above if isinstance(above, Asked) else None
            told, disturbed = _of(Told, made), _of(Disturbed, made)
            patched = _patched(trace, told)
            return _painted(trace, Story(head, None, asked, None, told, patched, (), disturbed))
        case Told():
            return _painted(trace, Story(head, told=(head,), patched=_patched(trace, (head,))))
        case Patched():
            return _painted(trace, Story(head, patched=(head,)))
        case Called():
            made = trace.made_of(head.number)
            end = next((each for each in made if isinstance(each, Broke)), None)
            return _painted(trace, Story(head, head, None, end, (), _of(Patched, made)))
        case _:
            return Story(head)


def event_name(item: StreamItem) -> str:
    """What an item is, as servers spell it: `message-created`."""
    what = item.event if isinstance(item, Received) else item
    return _INNER_CAPITAL.sub("-", type(what).__name__).lower()


def _patched(trace: Trace, told: Iterable[Told]) -> tuple[Patched, ...]:
    found = (each for item in told for each in _of(Patched, trace.made_of(item.number)))
    return tuple({each.number: each for each in found}.values())


def _painted(trace: Trace, story: Story) -> Story:
    repainted = (each for p in story.patched for each in _of(Repainted, trace.made_of(p.number)))
    return structs.replace(story, repainted=tuple(repainted))


def _head_above(trace: Trace, entry: Entry) -> int | None:
    above = trace.get(entry.of)
    if isinstance(above, Asked):
        return above.number
    if isinstance(above, Called) and trace.has_requests:
        return next((each.number for each in _of(Asked, trace.made_of(above.number))), None)
    return None if above is None else head_of(trace, above)


def _of(kind: type[EntryT], entries: Iterable[Entry]) -> tuple[EntryT, ...]:
    return tuple(each for each in entries if isinstance(each, kind))
