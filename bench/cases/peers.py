"""Other messengers of the terminal, those that are installed, measured in the same run."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bench.cases.keys import ALPHABET
from bench.figure import MILLI, Figure, middle, p99
from bench.home import environment
from bench.homes import Homes
from bench.irc import IrcServer
from bench.neighbourhood import words
from bench.terminal import Terminal

HISTORY = 1_000
RUNS = 5
KEYS = 60
SINGLE = 60
READY = "history-end"


def measure(_: Homes) -> Sequence[Figure]:
    """Figures of those that are there; it is said which are not."""
    figures: list[Figure] = []
    for name in ("weechat", "irssi"):
        if shutil.which(name) is None:
            print(f"({name} is not installed)", end=" ", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            figures += _measure(name, Path(folder))
    return figures


def _measure(name: str, home: Path) -> Sequence[Figure]:
    dice = Random(2)
    history = [*(words(dice) for _ in range(HISTORY - 1)), READY]
    server = IrcServer(history)
    server.settle(home)
    command = [name, {"weechat": "--dir", "irssi": "--home"}[name], str(home / name)]
    starts: list[float] = []
    try:
        for run in range(RUNS):
            with Terminal(command, environment(home)) as terminal:
                starts.append(terminal.wait(READY) - terminal.started)
                terminal.settle(0.3)
                if run == RUNS - 1:
                    return [
                        Figure(f"{name}: start to ready", middle(starts) * MILLI, "ms"),
                        *_keys(name, terminal),
                        *_incoming(name, terminal, server),
                    ]
    finally:
        server.close()
    return []


def _keys(name: str, terminal: Terminal) -> Sequence[Figure]:
    dice, typed, samples = random.Random(4), "", list[float]()
    for _ in range(KEYS):
        typed += dice.choice(ALPHABET)
        pressed = terminal.write(typed[-1])
        samples.append(terminal.wait(lambda text, t=typed: t in text) - pressed)
        time.sleep(dice.uniform(0.04, 0.12))
    return [Figure(f"{name}: key echo, median", middle(samples) * MILLI, "ms")]


def _incoming(name: str, terminal: Terminal, server: IrcServer) -> Sequence[Figure]:
    dice, samples = Random(6), list[float]()
    written = terminal.bytes_written
    for number in range(SINGLE):
        ending = f"·{number}·"
        told = time.perf_counter()
        server.tell(f"{words(dice, least=10)} {ending}")
        samples.append(terminal.wait(lambda text, e=ending: e in text) - told)
        time.sleep(0.02)
    size = (terminal.bytes_written - written) / SINGLE
    return [
        Figure(f"{name}: incoming message, median", middle(samples) * MILLI, "ms"),
        Figure(f"{name}: incoming message, p99", p99(samples) * MILLI, "ms"),
        Figure(f"{name}: bytes an incoming message", size, "B"),
    ]
