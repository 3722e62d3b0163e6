"""How far work on many rows has come, on stderr."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from safespot_tui.i18n import _

_CELLS = 24
_SECONDS_BETWEEN = 0.1
_MOST_IN_ONE_UNIT = 100
"""Seconds, or minutes: more of them are told in the next larger one."""
_STEP = 25
"""Percent between two lines where a line cannot be written over: in a log, or in a pipe."""


@contextmanager
def progress_bar(
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Callable[[int, int], None]]:
    """Give a function to be told how many rows are done, and of how many.

    One line on a terminal, with the rate and what remains of the time; else a line now and then.
    The rate is that of what was done since the function was first told something.
    """
    on_terminal = sys.stderr.isatty()
    said, said_at = -1, 0.0
    first: tuple[int, float] | None = None

    def tell(done: int, total: int) -> None:
        nonlocal said, said_at, first
        percent = 100 if total <= 0 else min(100, 100 * done // total)
        step = percent if on_terminal else percent // _STEP * _STEP
        now = clock()
        first = first or (done, now)
        soon = on_terminal and now - said_at < _SECONDS_BETWEEN and percent < 100
        if soon or (step == said and not on_terminal):
            return
        said, said_at = step, now
        words = _words(step, done, total, _rate(done - first[0], now - first[1]))
        if on_terminal:
            print(f"\r{_drawn(percent)} {words}\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            print(words, file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if on_terminal and said >= 0:
            print(file=sys.stderr, flush=True)


def _drawn(percent: int) -> str:
    full = _CELLS * percent // 100
    return "━" * full + "·" * (_CELLS - full)


def _rate(done: int, seconds: float) -> float:
    return done / seconds if seconds > 0 else 0.0


def _words(percent: int, done: int, total: int, rate: float) -> str:
    words = _("{percent} %, {done} of {total} rows").format(percent=percent, done=done, total=total)
    if rate <= 0:
        return words
    words += ", " + _("{rate} a second").format(rate=round(rate))
    return words if done >= total else f"{words}, {_left((total - done) / rate)}"


def _left(seconds: float) -> str:
    if seconds < _MOST_IN_ONE_UNIT:
        return _("{seconds} s left").format(seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < _MOST_IN_ONE_UNIT:
        return _("{minutes} min left").format(minutes=minutes)
    return _("{hours} h {minutes} min left").format(hours=minutes // 60, minutes=minutes % 60)
