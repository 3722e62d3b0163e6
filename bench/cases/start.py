"""From the program's start to a painted inbox, with no server to be reached."""

from collections.abc import Mapping, Sequence

from bench.figure import MILLI, Figure, middle
from bench.home import CLIENT, FLOOR, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

RUNS = 9
FLOOR_TEXT = "floor is ready"


def measure(homes: Homes) -> Sequence[Figure]:
    """Client and floor in turns, so that a slow spell of the machine hits both."""
    neighbourhood = Neighbourhood()
    surroundings = environment(homes.furnished(neighbourhood))
    inbox_text = neighbourhood.users[0].alias
    client: list[float] = []
    floor: list[float] = []
    for _ in range(RUNS):
        floor.append(_start(FLOOR, surroundings, FLOOR_TEXT))
        client.append(_start(CLIENT, surroundings, inbox_text))
    return [
        Figure(
            "start to a painted inbox (1,000 conversations, 100,000 messages)",
            *(middle(client) * MILLI, "ms", middle(floor) * MILLI),
            limit=1.35,
        )
    ]


def _start(command: Sequence[str], surroundings: Mapping[str, str], text: str) -> float:
    with Terminal(command, surroundings) as terminal:
        return terminal.wait(text) - terminal.started
