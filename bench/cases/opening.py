"""From Enter in the inbox to a conversation on the screen, with no server to be reached."""

from collections.abc import Sequence
from pathlib import Path

from bench.figure import Figure, middle
from bench.home import CLIENT, environment, furnish
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

RUNS = 7
SIZES = {"small": 1_000, "large": 100_000}
FEW = 10


def measure(home: Path) -> Sequence[Figure]:
    """The newest conversation of a long and of a short archive, in turns; each a fresh start."""
    samples: dict[str, list[float]] = {name: [] for name in SIZES}
    for _ in range(RUNS):
        for name, messages in SIZES.items():
            samples[name].append(_open(home / f"{name}-{len(samples[name])}", messages))
    return [
        Figure(
            "open a conversation of 100,000 messages (floor: of 1,000)",
            middle(samples["large"]) * 1e3,
            "ms",
            middle(samples["small"]) * 1e3,
            limit=2.0,
        )
    ]


def _open(home: Path, messages: int) -> float:
    home.mkdir(parents=True)
    neighbourhood = Neighbourhood(conversations=FEW, messages=messages)
    furnish(home, neighbourhood)
    with Terminal(CLIENT, environment(home)) as terminal:
        terminal.wait(neighbourhood.users[0].alias)
        terminal.settle(0.5)
        last = list(neighbourhood.messages(0))[-1].content.split()
        ending = " ".join(last[-3:])
        pressed = terminal.write("\r")
        return terminal.wait(lambda text: text.count(ending) > 0 and "Write" in text) - pressed
