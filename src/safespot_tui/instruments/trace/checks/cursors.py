"""That a cursor is good for a while."""

from collections.abc import Iterator

from safespot_tui.instruments.trace.checks.facts import (
    Disturbance,
    Fact,
    Given,
    Gone,
    Held,
    Opened,
    Placed,
    Refused,
)
from safespot_tui.instruments.trace.finding import Fault, Finding


class Cursors:
    """Remembers those that the trace has; it is no longer than an hour or two."""

    def __init__(self) -> None:
        self._given: dict[str, float] = {}
        self._opened: dict[int, str] = {}
        self._doubtful: dict[str, Refused] = {}
        """Messages that were refused as a cursor: they may have been deleted."""
        self._disturbed: set[int] = set()
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Given(cursor=cursor, at=at) | Placed(cursor=cursor, at=at):
                self._given[cursor] = at
            case Opened(entry=entry, cursor=cursor):
                self._opened[entry] = cursor
            case Refused(stream=None, cursor=message_id):
                self._doubtful[message_id] = fact
            case Refused(stream=int() as stream) if stream not in self._disturbed:
                cursor = self._opened.get(stream, "")
                if cursor in self._given:
                    self._note(fact, cursor, fact.at - self._given[cursor])
            case Held(is_whole=True, lines=lines):
                for line in lines:
                    refused = self._doubtful.pop(line.id, None)
                    if refused is not None and not line.is_gone:
                        self._note(refused, line.id, 0.0)
            case Gone(message_id=message_id):
                self._doubtful.pop(message_id, None)
            case Disturbance(stream=None):
                self._disturbed.update(self._opened)
            case Disturbance(stream=int() as stream):
                self._disturbed.add(stream)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found

    def _note(self, refused: Refused, cursor: str, age: float) -> None:
        detail = f"{refused.reason}, {age:.1f} s old"
        self._found.append(Finding(Fault.CURSOR_FORGOTTEN, cursor, detail, refused.entry))
