"""Messages that come faster than anybody reads, and a user who types meanwhile."""

import random
import time
from collections.abc import Callable, Sequence

from bench.cases.keys import ALPHABET
from bench.cases.live import Live, live
from bench.figure import MILLI, Figure, middle, p99
from bench.homes import Homes

RATE = 200
PATCHES = 100
SECONDS = 5
BURST = 5_000
AS_FAST_AS_POSSIBLE = 1e9
SOON = 0.06
"""Seconds within which a key is expected to show."""
END = "·flood·"
FRAMES_A_SECOND = 60


def measure(homes: Homes) -> Sequence[Figure]:
    """The same client through all of it."""
    with live(homes) as chat:
        return [*_flood(chat), *_typing(chat), *_burst(chat)]


def _flood(chat: Live) -> Sequence[Figure]:
    terminal = chat.terminal
    terminal.settle()
    before, written = terminal.usage(), terminal.bytes_written
    frames = terminal.frames_written
    count = RATE * SECONDS
    started = time.perf_counter()
    with chat.telling(count, RATE, END):
        last = terminal.wait(END, count / RATE + 60)
    used = terminal.usage().cpu - before.cpu
    elapsed = last - started
    return [
        Figure(f"{RATE} messages/s: CPU", 100 * used / elapsed, "% of a core", at_most=20),
        Figure("… frames meanwhile", (terminal.frames_written - frames) / elapsed, "a second"),
        Figure("… bytes to the terminal", (terminal.bytes_written - written) / count, "B/message"),
    ]


def _typing(chat: Live) -> Sequence[Figure]:
    """Keys while messages keep coming in."""
    terminal = chat.terminal
    end, dice = "·typed·", random.Random(5)
    samples: list[float] = []
    with chat.telling(PATCHES * SECONDS, PATCHES, end) as telling:
        typed = "ZQ"
        terminal.write(typed)
        terminal.wait(written(typed), busy=True)
        while not telling() and len(typed) < 40:
            typed += dice.choice(ALPHABET)
            pressed = terminal.write(typed[-1])
            # Looked at later: whoever emulates a terminal meanwhile, stamps late.
            terminal.take(pressed + SOON)
            samples.append(terminal.wait(written(typed), busy=True) - pressed)
            time.sleep(dice.uniform(0.04, 0.12))
    terminal.wait(end)
    for _ in typed:
        terminal.write("\x7f")
    terminal.settle(0.3)
    return [
        Figure(f"key echo under {PATCHES} messages/s, median", middle(samples) * MILLI, "ms"),
        Figure("… p99", p99(samples) * MILLI, "ms", at_most=5),
    ]


def written(typed: str) -> Callable[[str], bool]:
    """Whether the screen holds what was typed; no message has capitals like that."""
    return lambda text: typed in text


def _burst(chat: Live) -> Sequence[Figure]:
    """Thousands at once, and a key in the middle of them."""
    terminal = chat.terminal
    end, frames = "·burst·", terminal.frames_written
    started = time.perf_counter()
    with chat.telling(BURST, AS_FAST_AS_POSSIBLE, end):
        time.sleep(0.2)
        pressed = terminal.write("ZK")
        terminal.take(pressed + SOON)
        echoed = terminal.wait(written("ZK"), busy=True) - pressed
        last = terminal.wait(end, 60)
    elapsed = last - started
    shown = (terminal.frames_written - frames) / elapsed
    return [
        Figure(f"burst of {BURST:,} messages", BURST / elapsed, "messages/s", at_least=2000),
        Figure("… frames meanwhile", shown, "a second", at_most=FRAMES_A_SECOND + 1),
        Figure("… a key in the middle of it", echoed * MILLI, "ms"),
    ]
