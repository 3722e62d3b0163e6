"""That what is unread follows from watermarks, which never go back."""

from collections.abc import Iterator

from safespot_tui.instruments.trace.checks.facts import (
    Accepted,
    Fact,
    Held,
    Known,
    Left,
    Line,
    Read,
    Told,
    Watermarks,
)
from safespot_tui.instruments.trace.finding import Fault, Finding


class Unread:
    """Holds each snapshot against itself, and against what was read before it was asked for."""

    def __init__(self) -> None:
        self._me = ""
        self._orders: dict[str, int] = {}
        self._read: dict[str, list[tuple[int, int]]] = {}
        """By conversation: the entry, and up to where was read then."""
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Known(user_id=me):
                self._me = me
            case Told(line=line) | Accepted(line=line):
                self._learn(line)
            case Held(lines=lines):
                for line in lines:
                    self._learn(line)
            case Read(entry=entry, conversation_id=where):
                order = self._orders.get(fact.message_id) if fact.order is None else fact.order
                if order is not None:
                    self._read.setdefault(where, []).append((entry, order))
            case Left(conversation_id=where):
                self._read.pop(where, None)
            case Watermarks():
                self._compare(fact)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found

    def _learn(self, line: Line) -> None:
        self._orders[line.id] = line.order

    def _compare(self, marks: Watermarks) -> None:
        where, last = marks.conversation_id, marks.last
        if last is not None:
            self._learn(last)
        before = (o for entry, o in self._read.get(where, ()) if entry < marks.asked)
        was_read = max(before, default=0)
        last_read = self._orders.get(marks.last_read_id, marks.read)
        wrong = ""
        if last is not None and last.order != marks.head:
            wrong = f"head {marks.head}, last message {last.order}"
        elif marks.read > marks.head:
            wrong = f"read {marks.read} of {marks.head}"
        elif marks.read != last_read:
            wrong = f"read {marks.read}, last read message {last_read}"
        elif marks.read < was_read:
            wrong = f"read {marks.read}, before that {was_read}"
        elif last is not None and last.sender_id == self._me and marks.read < last.order:
            wrong = f"read {marks.read}, own message {last.order}"
        if wrong:
            self._found.append(Finding(Fault.WRONG_UNREAD, where, wrong, marks.entry))
        self._read.setdefault(where, []).append((marks.entry, marks.read))
