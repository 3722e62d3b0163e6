"""One message at a time, as they come among people."""

import random
import time
from collections.abc import Sequence

from bench.cases.live import Live, live
from bench.figure import MILLI, Figure, middle, p99
from bench.homes import Homes

SINGLE = 100
PAUSE = (0.02, 0.06)
MOST_BYTES = 1000


def measure(homes: Homes) -> Sequence[Figure]:
    """From the server's word to the last cell of a message, which is as long as others."""
    with live(homes) as chat:
        samples, size = _told(chat)
    with live(homes, margins=False) as chat:
        _, plain_size = _told(chat)
    bare = "… where the terminal knows no side margins"
    return [
        Figure("incoming message to painted, median", middle(samples) * MILLI, "ms", at_most=5),
        Figure("incoming message to painted, p99", p99(samples) * MILLI, "ms", at_most=20),
        Figure("… bytes to the terminal", size, "B", at_most=MOST_BYTES),
        Figure(bare, plain_size, "B", at_most=MOST_BYTES),
    ]


def _told(chat: Live) -> tuple[list[float], float]:
    """Seconds to each message, and bytes for one."""
    samples: list[float] = []
    dice = random.Random(11)
    terminal = chat.terminal
    written = terminal.bytes_written
    for number in range(SINGLE):
        # Signs that stand in one line of the screen, wherever the words are wrapped.
        ending = f"·{number}·"
        told = chat.tell_one(ending)
        samples.append(terminal.wait(lambda text, e=ending: e in text) - told)
        time.sleep(dice.uniform(*PAUSE))
    return samples, (terminal.bytes_written - written) / SINGLE
