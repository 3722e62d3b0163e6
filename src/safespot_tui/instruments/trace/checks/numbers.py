"""That the numbers of a log go up by one."""

from collections.abc import Iterator

from msgspec import Struct, field

from safespot_tui.gateway.global_chat.continuity import Place, place_of
from safespot_tui.instruments.trace.checks.facts import Disturbance, Ended, Fact, Opened, Placed
from safespot_tui.instruments.trace.finding import Fault, Finding


class _Stream(Struct):
    place: Place | None
    cursor: str
    has_holes: bool = False
    seen: set[str] = field(default_factory=set[str])


class Numbers:
    """Follows each stream of a log.

    ::

        one further ──▶ fine            behind ──▶ doubled, or after a hole: reordered
        further than that ──▶ a hole: lost

    A hole is one also where the log has it when the stream is resumed: a connection that is not
    broken brings everything.
    """

    def __init__(self) -> None:
        self._streams: dict[int, _Stream] = {}
        self._found: list[Finding] = []
        self._holes: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Opened(entry=entry, cursor=cursor):
                self._streams[entry] = _Stream(place_of(cursor), cursor)
            case Placed(stream=stream) if stream in self._streams:
                self._follow(self._streams[stream], fact)
            case Ended(stream=stream):
                self._streams.pop(stream, None)
            case Disturbance(stream=None):
                self._streams.clear()
            case Disturbance(stream=int() as stream):
                self._streams.pop(stream, None)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found; not the holes."""
        yield from self._found

    def holes(self) -> Iterator[Finding]:
        """Where something is missing, of which no more is known."""
        yield from self._holes

    def _follow(self, stream: _Stream, placed: Placed) -> None:
        place, before = place_of(placed.cursor), stream.place
        if place is None:
            return
        detail = f"{placed.cursor} after {stream.cursor}"
        if (
            before is not None
            and place.epoch == before.epoch
            and not _follows(placed, before, place)
        ):
            if before.covers(place):
                self._note_repeated(stream, placed, detail)
                return
            stream.has_holes = True
            self._holes.append(Finding(Fault.LOST, stream.cursor, detail, placed.entry))
        stream.place, stream.cursor = place, placed.cursor
        stream.seen.add(placed.cursor)

    def _note_repeated(self, stream: _Stream, placed: Placed, detail: str) -> None:
        if placed.is_event:
            is_new = stream.has_holes and placed.cursor not in stream.seen
            fault = Fault.REORDERED if is_new else Fault.DOUBLED
            about = placed.about or placed.cursor
            self._found.append(Finding(fault, about, detail, placed.entry))


def _follows(placed: Placed, before: Place, place: Place) -> bool:
    return before.is_one_before(place) if placed.is_event else before == place
