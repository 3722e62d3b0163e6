"""What the program costs while nothing happens."""

import time
from collections.abc import Sequence

from bench.cases.live import live
from bench.figure import Figure
from bench.homes import Homes

SECONDS = 20


def measure(homes: Homes) -> Sequence[Figure]:
    """CPU with a conversation open, its composer waiting, and a server that says nothing."""
    with live(homes) as chat:
        terminal = chat.terminal
        terminal.settle(2.0)
        before = terminal.usage().cpu
        terminal.take(time.perf_counter() + SECONDS)
        used = terminal.usage().cpu - before
    return [Figure("idle: CPU", 100 * used / SECONDS, "% of a core", at_most=0.5)]
