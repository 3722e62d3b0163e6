"""The machine notices every protocol bug that is made on purpose."""

from contextlib import ExitStack

import pytest

from tests.convergence.mutants import MUTANTS, Mutant
from tests.convergence.runs import run


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_mutant_is_noticed(mutant: Mutant) -> None:
    with ExitStack() as stack:
        mutant(stack)
        with pytest.raises(AssertionError):
            run(1, "convergence-mutant")
