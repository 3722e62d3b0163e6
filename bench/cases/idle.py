"""What the program costs while nothing happens."""

import time
from collections.abc import Mapping, Sequence

from bench.figure import Figure
from bench.home import CLIENT
from bench.terminal import Terminal

SECONDS = 20


def measure(environment: Mapping[str, str], inbox_text: str) -> Sequence[Figure]:
    """CPU with a conversation open, its composer waiting, and no server to be reached."""
    with Terminal(CLIENT, environment) as terminal:
        terminal.wait(inbox_text)
        terminal.write("\r")
        terminal.settle(2.0)
        before = terminal.usage().cpu
        terminal.take(time.perf_counter() + SECONDS)
        used = terminal.usage().cpu - before
    return [Figure("idle: CPU", 100 * used / SECONDS, "% of a core", at_most=0.5)]
