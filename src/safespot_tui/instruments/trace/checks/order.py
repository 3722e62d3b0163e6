"""That a stream tells of each message once, and of earlier ones first."""

from collections.abc import Iterator

from safespot_tui.instruments.trace.checks.facts import Disturbance, Ended, Fact, Line, Told
from safespot_tui.instruments.trace.finding import Fault, Finding


class Order:
    """Follows each stream by itself: resumed, it may begin with what another one had told."""

    def __init__(self, slack: int = 0) -> None:
        """By so much the orders of what two people wrote may go back: see `_is_behind`."""
        self._slack = slack
        self._told: dict[int, set[tuple[str, str]]] = {}
        self._newest: dict[tuple[int, str, str], Line] = {}
        self._cursors: dict[str, str] = {}
        self._disturbed: set[int] = set()
        self._all_disturbed = False
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Told(stream=stream) if stream not in self._disturbed:
                self._follow(fact)
            case Ended(stream=stream):
                self._forget(stream)
                self._disturbed.discard(stream)
            case Disturbance(stream=None):
                self._disturbed.update(self._told)
            case Disturbance(stream=int() as stream):
                self._disturbed.add(stream)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found

    def _follow(self, told: Told) -> None:
        line = told.line
        names = self._told.setdefault(told.stream, set())
        if (told.name, line.id) in names:
            self._note(Fault.DOUBLED, told, f"{told.name} twice on one stream")
            return
        names.add((told.name, line.id))
        before = self._cursors.setdefault(line.id, told.cursor)
        if before.partition(".")[0] == told.cursor.partition(".")[0] and before != told.cursor:
            self._note(Fault.DOUBLED, told, f"{told.name} at {before} and at {told.cursor}")
        channel = (told.stream, told.name, line.conversation_id)
        newest = self._newest.setdefault(channel, line)
        if self._is_behind(line, newest):
            self._note(Fault.REORDERED, told, f"{line.order} after {newest.order}")
        elif line.order > newest.order:
            self._newest[channel] = line

    def _is_behind(self, line: Line, newest: Line) -> bool:
        """A message may bear the time at which its transaction began, which ended after another's.

        Of one person, that does not happen: they write one after the other.
        """
        slack = 0 if line.sender_id == newest.sender_id else self._slack
        return line.order < newest.order - slack

    def _note(self, fault: Fault, told: Told, detail: str) -> None:
        self._found.append(Finding(fault, told.line.id, detail, told.entry))

    def _forget(self, stream: int) -> None:
        self._told.pop(stream, None)
        for channel in [channel for channel in self._newest if channel[0] == stream]:
            del self._newest[channel]
