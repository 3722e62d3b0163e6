"""From the program's start to a painted inbox, with no server to be reached."""

from collections.abc import Mapping, Sequence

from bench.figure import MILLI, Figure, middle
from bench.home import CLIENT, FLOOR
from bench.terminal import Terminal

RUNS = 9
FLOOR_TEXT = "floor is ready"


def measure(environment: Mapping[str, str], inbox_text: str) -> Sequence[Figure]:
    """Client and floor in turns, so that a slow spell of the machine hits both."""
    client: list[float] = []
    floor: list[float] = []
    for _ in range(RUNS):
        floor.append(_start(FLOOR, environment, FLOOR_TEXT))
        client.append(_start(CLIENT, environment, inbox_text))
    return [
        Figure(
            "start to a painted inbox (1,000 conversations, 100,000 messages)",
            *(middle(client) * MILLI, "ms", middle(floor) * MILLI),
            limit=1.35,
        )
    ]


def _start(command: Sequence[str], environment: Mapping[str, str], text: str) -> float:
    with Terminal(command, environment) as terminal:
        return terminal.wait(text) - terminal.started
