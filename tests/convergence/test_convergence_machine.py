"""Whatever happens, in whatever order: nothing is lost, nothing is twice, all agree in the end."""

import pytest

from tests.convergence.runs import FIRST_SEED, machine_of, run

SHARDS = 20


@pytest.mark.parametrize("shard", range(SHARDS))
def test_all_agree_in_the_end(shard: int) -> None:
    seed = FIRST_SEED + shard
    run(seed, "convergence", machine_of(seed))
