"""A moderator with the queue open beside a conversation, and hundreds of others going on."""

import random
import time
from collections.abc import Sequence

from bench.cases.flood import SOON, written
from bench.cases.keys import ALPHABET, KEYS_PER_LINE, PAUSE, type_line
from bench.cases.live import Live, live
from bench.figure import MILLI, Figure, p99
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood

CONVERSATIONS = 500
MESSAGES = 20_000
RATE = 100
SECONDS = 20
LINES = 8
AN_HOUR = RATE * 3_600
TEN_MINUTES = AN_HOUR // 6
AS_FAST_AS_POSSIBLE = 1e9
MEGA = 1e6


def measure(homes: Homes) -> Sequence[Figure]:
    """Keys at rest and meanwhile, what it costs, and an hour of it without its pauses."""
    with live(homes, neighbourhood=Neighbourhood(CONVERSATIONS, MESSAGES)) as chat:
        terminal = chat.terminal
        terminal.write("\x1bT")
        terminal.wait("To do")
        terminal.write("\x1b[17~")
        terminal.settle(0.5)
        dice = random.Random(17)
        at_rest: list[float] = []
        for _ in range(LINES):
            line = "".join(dice.choices(ALPHABET, k=KEYS_PER_LINE))
            at_rest += type_line(terminal, line, dice)
        return [*_watching(chat, p99(at_rest), dice), *_an_hour(chat)]


def _watching(chat: Live, at_rest: float, dice: random.Random) -> Sequence[Figure]:
    """Keys, and the processor, while messages come into all conversations in turn."""
    terminal = chat.terminal
    samples: list[float] = []
    before, started = terminal.usage().cpu, time.perf_counter()
    with chat.telling(RATE * SECONDS, RATE, "·watched·", everywhere=True) as told:
        typed = "ZQ"
        terminal.write(typed)
        terminal.wait(written(typed), busy=True)
        while not told():
            if len(typed) > KEYS_PER_LINE:
                terminal.write("\x7f" * len(typed))
                typed = "ZQ"
                terminal.write(typed)
                terminal.wait(lambda text: "ZQ " in text, busy=True)
            typed += dice.choice(ALPHABET)
            pressed = terminal.write(typed[-1])
            terminal.take(pressed + SOON)
            samples.append(terminal.wait(written(typed), busy=True) - pressed)
            time.sleep(dice.uniform(*PAUSE))
    used = (terminal.usage().cpu - before) / (time.perf_counter() - started)
    terminal.write("\x7f" * len(typed))
    terminal.settle(0.3)
    watched = f"{CONVERSATIONS} conversations at {RATE} messages/s"
    return [
        Figure(
            f"{watched}: key echo, p99 (floor: at rest)",
            *(p99(samples) * MILLI, "ms", at_rest * MILLI),
            limit=2,
        ),
        Figure("… CPU", 100 * used, "% of a core", at_most=60),
    ]


def _an_hour(chat: Live) -> Sequence[Figure]:
    """As many messages as come in an hour, as fast as they are taken."""
    terminal = chat.terminal
    resident: list[float] = []
    for end, count in (("·ten·", TEN_MINUTES), ("·hour·", AN_HOUR - TEN_MINUTES)):
        with chat.telling(count, AS_FAST_AS_POSSIBLE, end, everywhere=True) as told:
            while not told():
                terminal.settle(timeout=1.0)
        terminal.wait(end, 120)
        terminal.settle(1.0)
        resident.append(terminal.usage().resident / MEGA)
    ten_minutes, hour = resident
    return [
        Figure(
            f"… memory after {AN_HOUR:,} of them, an hour (floor: after {TEN_MINUTES:,})",
            *(hour, "MB", ten_minutes),
            limit=1.1,
        )
    ]
