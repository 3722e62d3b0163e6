"""How far work on many rows has come, on stderr."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from safespot_tui.i18n import _

_CELLS = 24
_SECONDS_BETWEEN = 0.1
_STEP = 25
"""Percent between two lines where a line cannot be written over: in a log, or in a pipe."""


@contextmanager
def progress_bar(
    total: int, clock: Callable[[], float] = time.monotonic
) -> Generator[Callable[[int], None]]:
    """Give a function to be told how many of `total` rows are done.

    One line on a terminal, with the rate and what remains of the time; else a line now and then.
    """
    on_terminal = sys.stderr.isatty()
    began = clock()
    said, said_at = -1, 0.0

    def tell(done: int) -> None:
        nonlocal said, said_at
        percent = 100 if total <= 0 else min(100, 100 * done // total)
        step = percent if on_terminal else percent // _STEP * _STEP
        now = clock()
        soon = on_terminal and now - said_at < _SECONDS_BETWEEN and percent < 100
        if soon or (step == said and not on_terminal):
            return
        said, said_at = step, now
        words = _words(step, done, total, now - began)
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


def _words(percent: int, done: int, total: int, seconds: float) -> str:
    words = _("{percent} %, {done} of {total} rows").format(percent=percent, done=done, total=total)
    if seconds <= 0 or not 0 < done < total:
        return words
    rate = done / seconds
    left = _("{rate} a second, {seconds} s left").format(
        rate=round(rate), seconds=round((total - done) / rate)
    )
    return f"{words}, {left}"
