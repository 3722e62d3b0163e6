"""A server of each kind, and who plays on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from safespot_tui.server.serve import serving
from safespot_tui.stage.cast import Cast
from tests.tui.cheap_apps import sheets_parsed_once

__all__ = ["sheets_parsed_once"]


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """People of a bundled server of their own."""
    async with serving(f"sqlite:///{tmp_path / 'server.sqlite3'}", port=0) as url:
        yield Cast(url, {}, may_register=True)
