"""How many examples of the machine are run, how long they are, and from which seed.

A seed always gives the same examples, so no database of failures is needed: the seed is told with
every failure, and `CONVERGENCE_SEED=<seed> make test ARGS=tests/convergence` begins with it.
"""

import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.convergence.machine import Convergence, WithALargeGroup, WithALog
from tests.convergence.town import forget_yesterday

FIRST_SEED = int(os.environ.get("CONVERGENCE_SEED", "1"))

_ALIKE = settings(
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
settings.register_profile(
    "convergence",
    _ALIKE,
    max_examples=150,
    stateful_step_count=14,
    phases=[Phase.generate, Phase.shrink],
)
settings.register_profile(
    "convergence-soak",
    _ALIKE,
    max_examples=500,
    stateful_step_count=40,
    phases=[Phase.generate, Phase.shrink],
)
# A mutant is to be noticed, not to be explained.
settings.register_profile(
    "convergence-mutant",
    _ALIKE,
    max_examples=400,
    stateful_step_count=25,
    phases=[Phase.generate],
)


def machine_of(seed_number: int) -> type[Convergence]:
    """Which machine is the seed's, so that it fails alike again."""
    return (WithALargeGroup, Convergence, WithALog, Convergence)[seed_number % 4]


def run(
    seed_number: int,
    profile: str,
    machine: type[Convergence] = Convergence,
    examples: int | None = None,
) -> None:
    """Run the examples of one seed. Raises what the first bad one raises, and notes the seed."""
    chosen = settings.get_profile(profile)
    if examples is not None:
        chosen = settings(chosen, max_examples=examples)
    forget_yesterday()
    try:
        run_state_machine_as_test(seed(seed_number)(_fresh(machine)), settings=chosen)
    except BaseException as error:
        error.add_note(f"seed {seed_number}, profile {profile}")
        raise


def _fresh(machine: type[Convergence]) -> type[Convergence]:
    """A class of its own, since the seed is noted on it."""
    return type(machine.__name__, (machine,), {})
