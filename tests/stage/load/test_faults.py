"""A server that is wrong is caught by a load, with the name of what is wrong with it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from safespot_tui.server.serve import serving
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.load.plan import Plan
from safespot_tui.stage.load.pool import Pool
from safespot_tui.stage.load.run import Load, Phase
from safespot_tui.stage.load.words import told
from tests.broken_server.proxy import broken
from tests.broken_server.switch import FAULTS, Switch
from tests.safespot_server import SafeSpotServer

PLAN = Plan(
    clients=2, rate=30, duration=0.3, seed=715, slow=0, cut=0.5, cut_every=0.1, patience=0.4
)
MARK = "^load .* 0[.]"
"""What is wrong is wrong with what the first client writes, who also writes last."""

Prepare = Callable[[], object]
"""To be done once the conversations are there."""
OpenServer = Callable[[], AbstractAsyncContextManager[tuple[str, Prepare]]]


@asynccontextmanager
async def bundled() -> AsyncGenerator[tuple[str, Prepare]]:
    """The server of this project."""
    async with serving() as url:
        yield url, lambda: None


@asynccontextmanager
async def deployed() -> AsyncGenerator[tuple[str, Prepare]]:
    """The stand-in of the API that SafeSpot runs today."""
    async with SafeSpotServer() as server:

        def talk() -> None:
            # What is asked for since a message is asked since one that is some seconds old.
            (room,) = server.state.rooms.values()
            long_ago = server.clock.now() - timedelta(minutes=1)
            server.write(room.id, next(iter(room.members)), "hola", starting=long_ago)

        yield server.url, talk


SERVERS: dict[str, OpenServer] = {"bundled": bundled, "deployed": deployed}


@pytest.mark.parametrize("switch", Switch)
@pytest.mark.parametrize("open_server", SERVERS.values(), ids=SERVERS)
async def test_a_fault_is_caught_and_named(
    open_server: OpenServer, switch: Switch, tmp_path: Path
) -> None:
    async with open_server() as (url, prepare), broken(url, switch, MARK) as proxy:
        load = Load(PLAN, Pool(Cast(proxy.url, {}, may_register=True), None, print), tmp_path)
        load.changed.append(lambda: load.phase is Phase.CONNECTING and prepare())
        result = await load.run()
    fault = FAULTS[switch]
    assert result.faults.get(fault), result
    assert not result.is_clean(10_000)
    assert any(line.startswith(f"{fault}: ") for line in told(result))
