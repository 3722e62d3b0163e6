"""`make soak`: a hundred thousand longer examples, on all cores, from seeds that are new each day.

Ends at the first failure, which is shown with its seed; `--seed` runs that one again.
"""

import argparse
import gc
import os
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from itertools import chain, islice
from multiprocessing import get_context

from hypothesis import settings

from tests.convergence.mutants import MUTANTS
from tests.convergence.runs import machine_of, run
from tests.convergence.verdicts import Verdict

PROFILE = "convergence-soak"
EXAMPLES_PER_SEED = settings.get_profile(PROFILE).max_examples
SECONDS_PER_DAY = 86_400
SEEDS_PER_DAY = 1_000_000


Job = tuple[Callable[[int], str | None], int]


def failure_of(seed: int) -> str | None:
    """What is wrong with the examples of one seed."""
    try:
        run(seed, PROFILE, machine_of(seed))
    except BaseException:  # noqa: BLE001 - told by the other process
        return traceback.format_exc()
    return None


def failure_of_mutant(number: int) -> str | None:
    """Whether a bug made on purpose went unnoticed."""
    mutant = MUTANTS[number]
    with ExitStack() as stack:
        mutant(stack)
        try:
            run(1, "convergence-mutant", examples=2_000)
        except Verdict:
            return None
    return f"{mutant.__name__} was not noticed"


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    today = int(time.time()) // SECONDS_PER_DAY
    parser.add_argument("--seed", type=int, default=today * SEEDS_PER_DAY)
    parser.add_argument("--examples", type=int, default=100_000)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + max(1, asked.examples // EXAMPLES_PER_SEED))
    print(f"seeds {seeds.start} to {seeds.stop - 1}, {EXAMPLES_PER_SEED} examples each", flush=True)
    workers = os.cpu_count() or 1
    spawned = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawned, initializer=gc.freeze) as pool:
        jobs: Iterator[Job] = chain(
            ((failure_of_mutant, number) for number in range(len(MUTANTS))),
            ((failure_of, seed) for seed in seeds),
        )
        running = {pool.submit(*job) for job in islice(jobs, workers)}
        for done, failure in _finished(running, jobs, pool):
            if failure is not None:
                print(failure)
                return 1
            print(f"{done} of {len(MUTANTS) + len(seeds)} done", flush=True)
    print("all agreed in the end")
    return 0


def _finished(
    running: set[Future[str | None]], jobs: Iterator[Job], pool: ProcessPoolExecutor
) -> Iterator[tuple[int, str | None]]:
    """Results as they come; a job is begun for each that ends."""
    count = 0
    while running:
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {pool.submit(*job) for job in islice(jobs, len(ended))}
        for future in ended:
            count += 1
            yield count, future.result()


if __name__ == "__main__":
    raise SystemExit(main())
