"""`make soak`: two hundred runs with the real client, on all cores, from seeds new each day.

Every run that breaks a promise is shown with its schedule; `--seed` plays one again.
"""

import argparse
import atexit
import os
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.chaos.play import Places, play
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.schedule import schedule
from tests.postgres.cluster import Cluster

SECONDS_PER_DAY = 86_400
SEEDS_PER_DAY = 100_000


class Worker:
    """What all runs of a process share."""

    def __init__(self) -> None:
        stack = ExitStack()
        atexit.register(stack.close)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = Cluster(mortal=True)
        stack.callback(cluster.close)
        proxy = stack.enter_context(ThreadedProxy())
        self.places = Places(self.folder / "towns", proxy, cluster)

    def failure_of(self, seed: int) -> str | None:
        folder = self.folder / str(seed)
        folder.mkdir()
        try:
            play(schedule(seed), folder, self.places)
        except Exception:  # noqa: BLE001 - told by the other process
            return f"seed {seed}\n{traceback.format_exc(chain=False)}"
        return None


_workers: list[Worker] = []


def failure_of(seed: int) -> str | None:
    """What is wrong with the run of a seed."""
    if not _workers:
        _workers.append(Worker())
    return _workers[0].failure_of(seed)


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    today = int(time.time()) // SECONDS_PER_DAY
    parser.add_argument("--seed", type=int, default=today * SEEDS_PER_DAY)
    parser.add_argument("--runs", type=int, default=200)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.runs)
    print(f"chaos, seeds {seeds.start} to {seeds.stop - 1}", flush=True)
    failures = 0
    workers = min(os.cpu_count() or 1, len(seeds))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(failure_of, seed): seed for seed in seeds}
        for done, future in enumerate(as_completed(running), 1):
            if (failure := future.result()) is not None:
                failures += 1
                print(failure, flush=True)
            if failure is not None or done % 10 == 0 or done == len(seeds):
                print(f"{done} of {len(seeds)} played, {failures} broke a promise", flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    raise SystemExit(main())
