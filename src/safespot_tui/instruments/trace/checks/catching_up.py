"""That a list of what was missed has all of it, once, and in its order."""

from collections.abc import Iterator

from safespot_tui.instruments.trace.checks.facts import (
    Fact,
    Gone,
    Held,
    Hinted,
    Known,
    Left,
    Line,
    Listed,
    Told,
)
from safespot_tui.instruments.trace.finding import Fault, Finding

_NEWEST = 200
"""Of an answer, as many messages are looked for in later lists."""


class CatchingUp:
    """Holds each list against what earlier answers had."""

    def __init__(self) -> None:
        self._me = ""
        self._held: dict[str, tuple[Line, int]] = {}
        """With the entry of the answer that had it."""
        self._told: set[str] = set()
        self._missing: dict[str, Finding] = {}
        self._found: list[Finding] = []

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Known(user_id=me):
                self._me = me
            case Told(line=line):
                self._told.add(line.id)
            case Hinted(message_id=name):
                self._told.add(name)
            case Gone(message_id=name):
                self._forget({name})
            case Left(conversation_id=where):
                self._forget({id_ for id_ in self._held if self._is_in(id_, where)})
            case Held():
                self._hold(fact)
            case Listed():
                self._compare(fact)
                self._told.update(line.id for line in fact.lines)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        yield from self._found
        yield from self._missing.values()

    def _is_in(self, message_id: str, conversation_id: str) -> bool:
        return self._held[message_id][0].conversation_id == conversation_id

    def _hold(self, held: Held) -> None:
        where = held.conversation_id
        if held.is_whole:
            names = {line.id for line in held.lines}
            self._forget({id_ for id_ in self._held if self._is_in(id_, where)} - names)
        for line in held.lines[-_NEWEST:]:
            self._held.setdefault(line.id, (line, held.entry))

    def _compare(self, listed: Listed) -> None:
        names: set[str] = set()
        newest = 0
        for line in listed.lines:
            if line.id in names:
                detail = f"twice since {listed.after}"
                self._found.append(Finding(Fault.DOUBLED, line.id, detail, listed.entry))
            elif line.order < newest:
                detail = f"{line.order} after {newest}"
                self._found.append(Finding(Fault.REORDERED, line.id, detail, listed.entry))
            names.add(line.id)
            newest = max(newest, line.order)
        unnamed = sum(line.order == listed.after for line, _ in self._held.values())
        is_full = len(listed.lines) + unnamed >= listed.most
        for line, entry in self._held.values():
            is_meant = listed.after < line.order and (line.order < newest or not is_full)
            if is_meant and entry < listed.asked and line.id not in names | self._told:
                is_own = line.sender_id == self._me
                fault = Fault.NO_ECHO if is_own else Fault.LOST
                detail = f"{line.order} of {line.conversation_id}, not since {listed.after}"
                self._missing[line.id] = Finding(fault, line.id, detail, listed.entry)

    def _forget(self, message_ids: set[str]) -> None:
        for each in message_ids:
            self._held.pop(each, None)
            self._missing.pop(each, None)
