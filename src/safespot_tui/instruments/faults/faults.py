"""The knobs of one client's line."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from safespot_tui.instruments.faults.dial import Dial
from safespot_tui.instruments.faults.knob import (
    Cut,
    Delay,
    Expire,
    Heal,
    Knob,
    Off,
    Order,
    Refuse,
    Skew,
    Target,
)
from safespot_tui.instruments.faults.permission import NotAllowed, is_to_test_with
from safespot_tui.instruments.faults.reading import orders
from safespot_tui.sync.clock import Clock

Note = Callable[[str, str, int | None], object]
"""Told of a disturbance: the knob, what it was done to, and the entry of the trace of that."""


class OpenStream(Protocol):
    """A stream that is open, and can be broken off."""

    @property
    def line(self) -> str:
        """What was asked for."""
        ...

    def cut(self) -> None:
        """Break off."""
        ...

    def wake(self) -> None:
        """A knob was turned: look again."""
        ...


class Faults:
    """What is to be disturbed now; it can be changed while the client runs.

    The same seed and the same orders disturb the same things. Belongs to one event loop.

    ::

        order ──▶ knobs, each with its dial ◀── asked by ── requests, streams, gateway, clock
                            └──▶ note, for the trace
    """

    def __init__(
        self,
        clock: Clock,
        seed: int = 0,
        *,
        allowed: bool = False,
        note: Note = lambda knob, what, of: None,
    ) -> None:
        self.clock = clock
        """The true one."""
        self.seed = seed
        self.allowed = allowed
        """Whether the server may be disturbed; see `permission.py`."""
        self._always = allowed
        self.counts: Counter[str] = Counter()
        """How often each did something, by its slot."""
        self.open_streams: set[OpenStream] = set()
        self._note = note
        self._knobs: dict[str, Knob] = {}
        self._dials: dict[str, Dial] = {}
        self._expired = 0

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """What is turned on, in the order in which it was."""
        return tuple(self._knobs.values())

    @property
    def skew(self) -> timedelta:
        """How far the client's clock is ahead."""
        knob = self._knobs.get("skew")
        return timedelta(seconds=knob.seconds) if isinstance(knob, Skew) else timedelta()

    def meet(self, server: str, *, staging: bool) -> None:
        """This is the server from here on. One that is not to be disturbed is not."""
        self.allowed = self._always or is_to_test_with(server, staging=staging)
        if not self.allowed:
            self.turn(Heal())

    # ---------------------------------------------------------------------------- being turned

    def order(self, text: str) -> None:
        """Do what is written; nothing of it where a part is no knob.

        Raises `BadKnob`, `NotAllowed`.
        """
        self.turn(*orders(text))

    def turn(self, *given: Order) -> None:
        """Turn knobs; each takes the place of the one in its slot. Raises `NotAllowed`."""
        if not self.allowed and any(not isinstance(order, Heal | Off) for order in given):
            raise NotAllowed
        for order in given:
            match order:
                case Heal():
                    for slot in tuple(self._knobs):
                        self._turn_back(slot)
                    self._expired = 0
                case Off(slot=slot):
                    self._turn_back(slot)
                case _:
                    self._turn_on(order)
        self.strike_by_clock()
        for stream in tuple(self.open_streams):
            stream.wake()

    def _turn_on(self, knob: Knob) -> None:
        # Turned anew it is the last in order.
        self._turn_back(knob.slot)
        self._knobs[knob.slot] = knob
        if isinstance(knob, Skew):
            self._struck(knob, "the clock", None)
        else:
            self._dials[knob.slot] = Dial(knob.rate, f"{self.seed} {knob.slot}", self.clock)

    def _turn_back(self, slot: str) -> None:
        self._knobs.pop(slot, None)
        self._dials.pop(slot, None)

    # ---------------------------------------------------------------------------- being asked

    def strikes(self, slot: str, text: str, of: int | None = None) -> Knob | None:
        """The knob of a slot, if it is to disturb what just came.

        `text` is what comes: of a request its line, of a frame that line and the frame; `of` is
        the entry of the trace that stands for it.
        """
        knob = self._knobs.get(slot)
        if knob is None or isinstance(knob, Skew) or not _is_about(knob, text):
            return None
        if not self._dials[slot].strikes():
            return None
        self._struck(knob, text, of)
        return knob

    def refusal(self, target: Target, text: str, of: int | None) -> Refuse | None:
        """What a request is answered with instead of being sent."""
        for status in (429, 500):
            knob = self.strikes(f"{status} {target}", text, of)
            if isinstance(knob, Refuse):
                return knob
        return None

    def delay(self, target: Target, text: str, of: int | None) -> float:
        """Seconds that it is to be late."""
        slot = f"delay {target}"
        dial = self._dials.get(slot)
        knob = self.strikes(slot, text, of)
        return dial.seconds(knob.span) if dial and isinstance(knob, Delay) else 0.0

    def expires(self, text: str) -> bool:
        """Whether the cursor that a stream is opened with is not known any more."""
        if self._expired:
            self._expired -= 1
            return True
        return self.strikes("expire cursor", text) is not None

    # ---------------------------------------------------------------------------- by the clock

    def due_in(self) -> float | None:
        """Seconds until streams are broken off by the clock; None where that is not to be."""
        due = [dial.due_in() for _knob, dial in self._by_clock()]
        return min((seconds for seconds in due if seconds is not None), default=None)

    def strike_by_clock(self) -> None:
        """Break off what is due."""
        for knob, dial in self._by_clock():
            if dial.due_in() != 0.0:
                continue
            dial.strikes()
            of = knob.of if isinstance(knob, Cut) else ""
            meant = [stream for stream in self.open_streams if of in stream.line]
            self._struck(knob, ", ".join(stream.line for stream in meant) or "no stream", None)
            self._expired += isinstance(knob, Expire)
            for stream in meant:
                stream.cut()

    def _by_clock(self) -> list[tuple[Cut | Expire, Dial]]:
        return [
            (knob, self._dials[slot])
            for slot, knob in self._knobs.items()
            if isinstance(knob, Cut | Expire)
        ]

    def _struck(self, knob: Knob, text: str, of: int | None) -> None:
        self.counts[knob.slot] += 1
        dial = self._dials.get(knob.slot)
        if dial is not None and dial.is_spent:
            self._turn_back(knob.slot)
        # Neither a frame nor a query: who looks at the trace finds them there, without secrets.
        self._note(str(knob), text.partition("\n")[0].partition("?")[0], of)


def _is_about(knob: Knob, text: str) -> bool:
    match knob:
        case Expire() | Skew():
            return True
        case _:
            return knob.of in text
