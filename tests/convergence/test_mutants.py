"""The machine notices every protocol bug that is made on purpose."""

from contextlib import ExitStack

import pytest

from tests.convergence.mutants import MUTANTS, Mutant
from tests.convergence.runs import run

FEW, MANY = 60, 400
"""Examples: of the seed by which a bug was noticed soonest, and of those tried if it is no more."""

SOONEST = {
    "echo_dropped": 3,
    "epoch_ignored": 1,
    "snapshot_and_cursor_apart": 1,
    "acknowledged_before_applied": 1,
    "cursor_from_the_answer": 1,
    "reset_keeps_what_is_stored": 4,
    "painted_before_it_is_kept": 5,
    "another_id_for_each_attempt": 6,
    "lanes_without_order": 1,
    "unread_counted": 6,
}
"""The seed for each; 2 for the others. What changes the examples may make others better."""


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
        assert notices(SOONEST.get(mutant.__name__, 2), FEW) or notices(1, MANY)
