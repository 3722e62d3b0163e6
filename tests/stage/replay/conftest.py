"""A recording of each kind of server, made once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from safespot_tui.instruments.cassette.file import Cassette, read_cassette
from safespot_tui.server.serve import serving
from safespot_tui.stage.cast import Cast
from tests.safespot_server import SafeSpotServer
from tests.stage.replay.recorded import record_chat

Recorded = tuple[Path, tuple[str, ...]]
"""A cassette, and the secrets that must not be in it."""


@pytest.fixture(scope="session")
def of_bundled(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("bundled")

    async def record() -> tuple[str, ...]:
        async with serving(f"sqlite:///{folder / 'server.sqlite3'}", port=0) as url:
            return await record_chat(Cast(url, {}, may_register=True), folder, folder / "chat.gz")

    return folder / "chat.gz", asyncio.run(record())


@pytest.fixture(scope="session")
def of_deployed(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("deployed")

    async def record() -> tuple[str, ...]:
        async with SafeSpotServer() as server:
            cast = Cast(server.url, {}, may_register=True)
            return await record_chat(cast, folder, folder / "chat.jsonl", here_before=True)

    return folder / "chat.jsonl", asyncio.run(record())


@pytest.fixture
def bundled(of_bundled: Recorded) -> Cassette:
    return read_cassette(of_bundled[0])


@pytest.fixture
def cassette_of(of_bundled: Recorded, of_deployed: Recorded) -> Callable[[str], Cassette]:
    """The recording of a kind of server."""
    paths = {"bundled": of_bundled[0], "deployed": of_deployed[0]}
    return lambda kind: read_cassette(paths[kind])
