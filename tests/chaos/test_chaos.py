"""What was typed arrives, each once, in the order typed, whatever is killed or cut on the way."""

from pathlib import Path

import pytest

from tests.chaos.play import Places, play
from tests.chaos.schedule import schedule

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_doubled_or_swapped(seed: int, tmp_path: Path, places: Places):
    play(schedule(seed), tmp_path, places)
