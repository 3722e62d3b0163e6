"""A household for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.windows.household import Household


@pytest.fixture
async def household(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path) as household:
        yield household
