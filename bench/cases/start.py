"""From the program's start to a painted inbox, with no server to be reached."""

from collections.abc import Mapping, Sequence

from bench.figure import MILLI, Figure, middle
from bench.home import CLIENT, FLOOR, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

RUNS = 9
QUIT = "\x1b[21~"
FLOOR_TEXT = "floor is ready"


def measure(homes: Homes) -> Sequence[Figure]:
    """Client and floor in turns, so that a slow spell of the machine hits both."""
    neighbourhood = Neighbourhood()
    home = homes.furnished(neighbourhood)
    surroundings = environment(home)
    inbox_text = neighbourhood.users[0].alias
    client: list[float] = []
    floor: list[float] = []
    again: list[float] = []
    leave_politely(surroundings, inbox_text)
    frame = next(home.rglob("frame.json"))
    for _ in range(RUNS):
        floor.append(_start(FLOOR, surroundings, FLOOR_TEXT))
        again.append(_start(CLIENT, surroundings, inbox_text))
        kept = frame.read_bytes()
        frame.unlink()
        client.append(_start(CLIENT, surroundings, inbox_text))
        frame.write_bytes(kept)
    return [
        Figure(
            "start to what the screen showed last",
            *(middle(again) * MILLI, "ms", middle(floor) * MILLI),
            limit=1.0,
        ),
        Figure(
            "start to a painted inbox (1,000 conversations, 100,000 messages)",
            *(middle(client) * MILLI, "ms", middle(floor) * MILLI),
            limit=1.35,
        ),
    ]


def leave_politely(surroundings: Mapping[str, str], text: str) -> None:
    """So that the screen is kept."""
    with Terminal(CLIENT, surroundings) as terminal:
        terminal.wait(text)
        terminal.settle(0.5)
        terminal.write(QUIT)
        terminal.settle(1.0)


def _start(command: Sequence[str], surroundings: Mapping[str, str], text: str) -> float:
    with Terminal(command, surroundings) as terminal:
        return terminal.wait(text) - terminal.started
