"""That everything is told which there is to tell."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from safespot_tui.instruments.trace.checks.facts import (
    EVERYTHING,
    Accepted,
    Beat,
    Began,
    Disturbance,
    Ended,
    Fact,
    Gone,
    Held,
    Hinted,
    Interrupted,
    Known,
    Left,
    Line,
    Listed,
    Opened,
    Told,
    Whole,
)
from safespot_tui.instruments.trace.finding import Fault, Finding

_BEATS = 2
"""One may have been on its way; after two that say that there is nothing, there is nothing."""
_LONGEST_GAP = 100


class _Awaited(Struct):
    line: Line
    fault: Fault
    """What it is if it does not come."""
    entry: int
    channel: str
    beats: int = 0


class _Missing(Struct):
    line: Line | None
    """None: no more is known than where it is."""
    fault: Fault
    entry: int
    detail: str
    stream: int | None = None
    """The stream that told of what comes later."""


class Telling:
    """Waits for what has to be told, until something comes that has to be behind it.

    ::

        held by an answer ─┐              told ──▶ fine       on the same stream: told in disorder
                           ├──▶ awaited ──┤                         ▲
        accepted from user ┘              later ones told, or ──▶ missing ──▶ lost, or no echo
                                          nothing to be told
    """

    def __init__(self, *, is_numbered: bool) -> None:
        """Of a log that `is_numbered`, the messages of a conversation are numbered, too.

        Without that, what the user wrote is told by no stream of everything.
        """
        self._is_numbered = is_numbered
        self._me = ""
        self._heads: dict[str, int] = {}
        """By conversation, after which message all have to be told. Of numbered ones: the last."""
        self._others: int | None = None
        self._told: set[str] = set()
        self._awaited: dict[str, _Awaited] = {}
        self._missing: dict[tuple[str, int | str], _Missing] = {}
        """By conversation and number, or else id."""
        self._channels: dict[int, str] = {}
        self._disturbed: set[int] = set()

    def take(self, fact: Fact) -> None:
        """The next fact."""
        match fact:
            case Known(user_id=me):
                self._me = me
            case Opened(entry=stream, channel=channel):
                self._channels[stream] = channel
            case Ended(stream=stream):
                self._channels.pop(stream, None)
                self._disturbed.discard(stream)
            case Interrupted(channel=channel):
                self._interrupt(channel)
            case Disturbance(stream=stream):
                self._disturb(stream)
            case Began():
                self._begin(fact)
            case Left(conversation_id=where):
                self._heads.pop(where, None)
                self._forget(lambda one: one.line.conversation_id == where)
            case Told():
                self._hear(fact)
            case Listed(lines=lines):
                for line in lines:
                    self._settle(line.id)
            case Hinted(message_id=name) | Gone(message_id=name):
                self._settle(name)
            case Whole(stream=stream, channel=channel) if self._is_numbered:
                self._conclude(lambda one: one.channel == channel and one.entry < stream)
            case Beat(channel=channel):
                for one in self._awaited.values():
                    one.beats += one.channel == channel
                self._conclude(lambda one: one.beats >= _BEATS)
            case Accepted(line=line, entry=entry, channel=channel):
                if not self._is_numbered or self._is_after_head(line):
                    self._expect(line, entry, channel, Fault.NO_ECHO)
            case Held(lines=lines, entry=entry):
                for line in lines:
                    if self._is_to_be_told(line):
                        is_own = line.sender_id == self._me
                        fault = Fault.NO_ECHO if is_own else Fault.LOST
                        self._expect(line, entry, EVERYTHING, fault)
            case _:
                pass

    def found(self) -> Iterator[Finding]:
        """What was found."""
        for (where, place), one in self._missing.items():
            about = f"{where} {place}" if one.line is None else one.line.id
            yield Finding(one.fault, about, one.detail, one.entry)

    # ---------------------------------------------------------------------------- what is told

    def _begin(self, began: Began) -> None:
        self._others = began.others
        for where, order in began.heads.items():
            self._heads[where] = max(order, self._heads.get(where, order))
        if self._is_numbered:
            # What a snapshot has is told by it.
            self._forget(lambda one: one.line.order <= began.heads.get(one.line.conversation_id, 0))

    def _hear(self, told: Told) -> None:
        line, where = told.line, told.line.conversation_id
        missing = self._missing.get(self._place(line))
        if missing is not None and missing.stream == told.stream:
            del self._missing[self._place(line)]
        self._settle(line.id)
        if told.stream in self._disturbed:
            return
        if self._is_numbered:
            head = self._heads.get(where, line.order)
            for order in range(max(head + 1, line.order - _LONGEST_GAP), line.order):
                detail = f"{order} of {where}, before {line.order}"
                missing = _Missing(None, Fault.LOST, told.entry, detail, told.stream)
                self._missing.setdefault((where, order), missing)
            self._heads[where] = max(head, line.order)
        self._conclude(
            lambda one: (
                one.channel == told.channel
                and one.entry < told.entry
                and one.line.conversation_id == where
                and one.line.order < line.order
            ),
            told.stream,
        )

    def _settle(self, message_id: str) -> None:
        self._told.add(message_id)
        self._awaited.pop(message_id, None)

    def _place(self, line: Line) -> tuple[str, int | str]:
        return line.conversation_id, line.order if self._is_numbered else line.id

    # ---------------------------------------------------------------------------- what is awaited

    def _expect(self, line: Line, entry: int, channel: str, fault: Fault) -> None:
        missing = self._missing.get(self._place(line))
        if missing is not None:
            if missing.line is None or fault is Fault.NO_ECHO:
                missing.line, missing.fault = line, fault
        elif line.id in self._awaited:
            if fault is Fault.NO_ECHO:
                self._awaited[line.id].fault = fault
        elif line.id not in self._told:
            self._awaited[line.id] = _Awaited(line, fault, entry, channel)

    def _is_to_be_told(self, line: Line) -> bool:
        """Whether a message that an answer has is one of those that come later than the head."""
        if line.is_gone or (line.sender_id == self._me and not self._is_numbered):
            return False
        is_known = line.conversation_id in self._heads or self._others is not None
        return is_known and self._is_after_head(line)

    def _is_after_head(self, line: Line) -> bool:
        head = self._heads.get(line.conversation_id, self._others or -1)
        return line.order > head or self._place(line) in self._missing

    def _conclude(self, is_over: Callable[[_Awaited], bool], stream: int | None = None) -> None:
        for one in [one for one in self._awaited.values() if is_over(one)]:
            del self._awaited[one.line.id]
            detail = f"{one.line.order} of {one.line.conversation_id}"
            missing = _Missing(one.line, one.fault, one.entry, detail, stream)
            self._missing[self._place(one.line)] = missing

    # ---------------------------------------------------------------------------- what ends it

    def _forget(self, is_over: Callable[[_Awaited], bool]) -> None:
        for one in [one for one in self._awaited.values() if is_over(one)]:
            del self._awaited[one.line.id]

    def _interrupt(self, channel: str) -> None:
        self._forget(lambda one: one.channel == channel)
        if channel == EVERYTHING:
            self._heads.clear()
            self._others = None

    def _disturb(self, stream: int | None) -> None:
        for each, channel in self._channels.items():
            if stream in (None, each):
                self._disturbed.add(each)
                self._interrupt(channel)
