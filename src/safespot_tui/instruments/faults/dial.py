"""One knob while it is turned on: its dice and its clock."""

import random
from typing import assert_never

from safespot_tui.instruments.faults.knob import Every, Next, Now, Rate, Share, Span
from safespot_tui.sync.clock import Clock


class Dial:
    """Says of each thing that crosses whether it is the one.

    The dice are its own, so that other knobs and whatever else crosses change nothing in what they
    show: by its seed, the third frame is dropped or is not.
    """

    def __init__(self, rate: Rate, seed: str, clock: Clock) -> None:
        self._rate = rate
        self._left = rate.count if isinstance(rate, Next) else 1
        self._clock = clock
        self._dice = random.Random(seed)  # noqa: S311 - guards nothing
        self._began = clock.monotonic()

    @property
    def is_spent(self) -> bool:
        """Whether there will never be another one."""
        return self._left == 0

    def strikes(self) -> bool:
        """Whether what just came is one."""
        match self._rate:
            case Share(part=part):
                return self._dice.random() < part
            case Every():
                strikes = self.due_in() == 0.0
                self._began = self._clock.monotonic() if strikes else self._began
                return strikes
            case Next() | Now():
                self._left -= 1
                return True
            case _:
                assert_never(self._rate)

    def due_in(self) -> float | None:
        """After how many seconds there is one by the clock; None where something has to come."""
        match self._rate:
            case Every(seconds=seconds):
                return max(0.0, self._began + seconds - self._clock.monotonic())
            case Now():
                return 0.0
            case Share() | Next():
                return None
            case _:
                assert_never(self._rate)

    def seconds(self, span: Span) -> float:
        """One of a span, by dice."""
        return self._dice.uniform(span.least, span.most)
