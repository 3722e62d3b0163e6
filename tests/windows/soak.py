"""`make soak`: minutes in which the window that leads dies ten times, seed after seed.

Ends at the first minute with anything wrong in it, which is shown with its seed; `--seed` lives
that one again.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from tests.windows.day import Day
from tests.windows.household import Household

SECONDS, KILLS = 60.0, 10
SECONDS_PER_DAY = 86_400
SEEDS_PER_DAY = 1_000


async def lived(seed: int, seconds: float) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with Household(Path(folder)) as household:
            day = Day(household, seed, seconds=seconds, kills=KILLS)
            wrong = await day.live()
            print(day.figures, flush=True)
            return wrong


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    today = int(time.time()) // SECONDS_PER_DAY
    parser.add_argument("--seed", type=int, default=today * SEEDS_PER_DAY)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    for seed in range(asked.seed, asked.seed + asked.days):
        wrong = asyncio.run(lived(seed, asked.seconds))
        if wrong:
            print(*wrong, sep="\n")
            return 1
    print("nothing lost, nothing twice, the file whole")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
