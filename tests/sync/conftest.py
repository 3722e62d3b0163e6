"""What the tests of this room are given."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from safespot_tui.sync.engine import Engine
from tests.sync.fake_server import FakeServer
from tests.sync.still_clock import StillClock
from tests.sync.windows import Windows


@pytest.fixture
async def windows(tmp_path: Path) -> AsyncGenerator[Windows]:
    windows = Windows(tmp_path)
    yield windows
    await windows.close_all()


@pytest.fixture
async def ana(windows: Windows) -> Engine:
    """Ana's window, live, with one conversation with Beto in which he said one thing."""
    server = windows.server
    ana, beto = server.user("ana"), server.user("beto")
    conversation_id = server.open("dm", ana, beto)
    server.say(conversation_id, beto, "buenas")
    return await windows.open(ana)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def fake_server() -> type[FakeServer]:
    return FakeServer
