"""The machine notices every protocol bug that is made on purpose."""

from contextlib import ExitStack

import pytest

from tests.convergence.mutants import MUTANTS, Mutant
from tests.convergence.runs import run

FEW, MANY = 8, 400
"""Examples: of the seed by which a bug was noticed soonest, and of those tried if it is no more."""

SOONEST = {
    "no_idempotency": 2,
    "servers_watermark_goes_back": 2,
    "stale_bodies": 2,
    "continuity_unchecked": 17,
    "acknowledged_before_applied": 17,
    "reset_keeps_what_is_stored": 2,
    "watermark_goes_back": 2,
    "tombstone_undone": 4,
}
"""The seed for each; 1 for the others. What changes the examples may make others better."""


def notices(seed: int, examples: int) -> bool:
    try:
        run(seed, "convergence-mutant", examples=examples)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_mutant_is_noticed(mutant: Mutant) -> None:
    with ExitStack() as stack:
        mutant(stack)
        assert notices(SOONEST.get(mutant.__name__, 1), FEW) or notices(1, MANY)
