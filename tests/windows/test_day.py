"""Nothing is lost, nothing comes twice, and the file stays whole, whoever dies when."""

import pytest

from tests.windows.day import Day
from tests.windows.household import Household


async def test_a_day_in_which_windows_die(household: Household):
    day = Day(household, seed=1, seconds=10, kills=3)
    wrong = await day.live()
    print(day.figures)
    assert wrong == []


@pytest.mark.parametrize(
    ("mutant", "found"),
    [
        ("everybody_leads", "wrote at the same time"),
        ("nobody_adopts", "lost: "),
        ("shows_before_it_keeps", "lost: "),
    ],
)
async def test_a_bug_made_on_purpose_is_found(household: Household, mutant: str, found: str):
    wrong = await Day(household, 1, seconds=5, kills=2, rest=8, mutants=[mutant]).live()
    assert [each for each in wrong if found in each]
