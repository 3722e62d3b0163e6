"""`python -m tests.silent.soak`: ten minutes of use in silent mode, on both kinds of server.

Nothing is hurried: it is looked for news as often as a user's client does.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from safespot_tui.store.connection import ConnectionState
from tests.silent.shift import until, work_for
from tests.silent.towns import Town, bundled_town, deployed_town

SECONDS = 600.0


async def told_in(
    town_of: Callable[[Path], AbstractAsyncContextManager[Town]], seconds: float
) -> bool:
    """Whether anything was told; says how much was done."""
    with tempfile.TemporaryDirectory() as folder:
        async with town_of(Path(folder)) as town, town.ana(silent=True) as ana:
            await until(lambda: ana.store.connection.state is ConnectionState.LIVE)
            rounds = await work_for(ana, town, seconds)
            told = town.proxy.told | town.seen()
            asked = len(town.proxy.asked)
            print(
                f"{town_of.__name__}: {rounds} rounds, {asked} requests, told: {told or 'nothing'}"
            )
            return bool(told)


async def soak(seconds: float) -> bool:
    """Both towns side by side."""
    return any(await asyncio.gather(*(told_in(t, seconds) for t in (bundled_town, deployed_town))))


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    return int(asyncio.run(soak(parser.parse_args().seconds)))


if __name__ == "__main__":
    sys.exit(main())
