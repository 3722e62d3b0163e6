"""From Enter in the inbox to a conversation on the screen, with no server to be reached."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.figure import MILLI, Figure, middle
from bench.home import CLIENT, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

RUNS = 5
SMALL, LARGE = 1_000, 100_000
FEW = 10
MEBIBYTE = 1024 * 1024


class Opened(NamedTuple):
    """Seconds that opening took, and by how many bytes the program grew."""

    seconds: float
    grown: int


def measure(homes: Homes) -> Sequence[Figure]:
    """The newest conversation of a long and of a short archive, in turns; each a fresh start."""
    neighbourhoods = [Neighbourhood(conversations=FEW, messages=size) for size in (SMALL, LARGE)]
    furnished = [homes.furnished(neighbourhood) for neighbourhood in neighbourhoods]
    endings = [_ending(neighbourhood) for neighbourhood in neighbourhoods]
    runs: list[list[Opened]] = [[], []]
    for _ in range(RUNS):
        for which, home in enumerate(furnished):
            alias = neighbourhoods[which].users[0].alias
            runs[which].append(_open(home, alias, endings[which]))
    small, large = ([opened.seconds * MILLI for opened in run] for run in runs)
    grown = [middle([opened.grown for opened in run]) / MEBIBYTE for run in runs]
    return [
        Figure(
            "open a conversation of 100,000 messages (floor: of 1,000)",
            *(middle(large), "ms", middle(small)),
            limit=2.0,
            at_most=40,
        ),
        Figure("… memory for it, beyond that for 1,000", grown[1] - grown[0], "MiB", at_most=3),
    ]


def _ending(neighbourhood: Neighbourhood) -> str:
    *_, last = neighbourhood.messages(0)
    return " ".join(last.content.split()[-3:])


def _open(home: Path, alias: str, ending: str) -> Opened:
    with Terminal(CLIENT, environment(home)) as terminal:
        terminal.wait(alias)
        terminal.settle(0.3)
        before = terminal.usage().resident
        pressed = terminal.write("\r")
        seconds = terminal.wait(lambda text: ending in text and "Write" in text) - pressed
        terminal.settle(0.3)
        return Opened(seconds, terminal.usage().resident - before)
