"""What is measured together, and how long that may take."""

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from bench.figure import Figure
from bench.homes import Homes


class Case(NamedTuple):
    """One part of the run, by the name that it can be asked for by."""

    name: str
    measure: Callable[[Homes], Sequence[Figure]]
    seconds: int
    """It is given up after so long: what hangs must not keep the others from being measured."""
    named: bool = False
    """Whether it is only measured where it is asked for by name: it takes as long as all others."""


class TookTooLong(Exception):
    """A case was not done in time."""


@contextmanager
def at_most(seconds: float) -> Generator[None]:
    """Raise `TookTooLong` in a block that takes longer. For the main thread, one at a time."""

    def give_up(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise TookTooLong(f"not done within {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
