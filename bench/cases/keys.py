"""From a key to its character on the screen."""

import random
import time
from collections.abc import Sequence

from bench.cases.start import FLOOR_TEXT
from bench.figure import MILLI, Figure, middle, p99
from bench.home import CLIENT, FLOOR, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

LINES = 5
KEYS_PER_LINE = 20
PAUSE = (0.04, 0.12)
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def measure(homes: Homes) -> Sequence[Figure]:
    """The composer of the client and the `TextArea` of the floor, a line at a time each."""
    neighbourhood = Neighbourhood()
    surroundings = environment(homes.furnished(neighbourhood))
    with (
        Terminal(FLOOR, surroundings) as floor_terminal,
        Terminal(CLIENT, surroundings) as client_terminal,
    ):
        floor_terminal.wait(FLOOR_TEXT)
        client_terminal.wait(neighbourhood.users[0].alias)
        client_terminal.write("\r")
        for terminal in (floor_terminal, client_terminal):
            terminal.settle(0.5)
        floor: list[float] = []
        client: list[float] = []
        dice = random.Random(3)
        for _ in range(LINES):
            line = "".join(dice.choices(ALPHABET, k=KEYS_PER_LINE))
            floor += type_line(floor_terminal, line, dice)
            client += type_line(client_terminal, line, dice)
    return [
        Figure(
            "key echo, median",
            *(middle(client) * MILLI, "ms", middle(floor) * MILLI),
            limit=1.1,
        ),
        Figure("key echo, p99", p99(client) * MILLI, "ms", p99(floor) * MILLI),
    ]


def type_line(terminal: Terminal, line: str, dice: random.Random) -> list[float]:
    """Type into an empty composer, a key at a time, and empty it again; gives seconds to each."""
    samples: list[float] = []
    # No message has capitals like that: what is looked for stands nowhere else.
    typed = "ZQ"
    terminal.write(typed)
    terminal.wait(typed)
    for key in line:
        typed += key
        pressed = terminal.write(key)
        samples.append(terminal.wait(typed) - pressed)
        time.sleep(dice.uniform(*PAUSE))
    for _ in typed:
        terminal.write("\x7f")
    terminal.wait(lambda text: "ZQ" not in text)
    return samples
