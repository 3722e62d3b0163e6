"""A server that is wrong is caught by a load, with the name of what is wrong with it."""

import math
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.instruments.trace.entry import Answered, Asked
from safespot_tui.server.serve import serving
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.load.plan import Plan
from safespot_tui.stage.load.player import Player
from safespot_tui.stage.load.pool import Pool
from safespot_tui.stage.load.run import Load, Phase
from safespot_tui.stage.load.words import told
from safespot_tui.store.batch import Batch
from tests.broken_server.proxy import broken
from tests.broken_server.switch import FAULTS, Switch
from tests.safespot_server import SafeSpotServer

PLAN = Plan(clients=2, rate=40, duration=60, seed=2, slow=0, cut=0)
"""Goes on until it is wrong."""
MARK = "^load .* 0[.]"
"""What is wrong is wrong with what the first client writes."""
ENOUGH = 6
"""Messages, of which some are by the first client."""


class Server:
    """Where it is, and what is to be done for it."""

    last_asked = re.compile(r"/messages(\?|$)")
    """What a client asks last of all, before it is only told of a conversation that it shows."""

    def __init__(self, url: str) -> None:
        self.url = url

    def prepare(self) -> None:
        """The conversations are there."""

    def pass_time(self) -> None:
        """A message was accepted."""


class Deployed(Server):
    """The stand-in of the API that SafeSpot runs today."""

    last_asked = re.compile(r"/messages\?since=")

    def __init__(self, server: SafeSpotServer) -> None:
        super().__init__(server.url)
        self._server = server

    def prepare(self) -> None:
        # What is asked for since a message is asked since one that is some seconds old.
        (room,) = self._server.state.rooms.values()
        long_ago = self._server.clock.now() - timedelta(minutes=1)
        self._server.write(room.id, next(iter(room.members)), "hola", starting=long_ago)

    def pass_time(self) -> None:
        # Of what is written within a second it does not say in which order.
        self._server.clock.advance(2)


OpenServer = Callable[[], AbstractAsyncContextManager[Server]]


@asynccontextmanager
async def bundled() -> AsyncGenerator[Server]:
    """The server of this project."""
    async with serving() as url:
        yield Server(url)


@asynccontextmanager
async def deployed() -> AsyncGenerator[Server]:
    """The stand-in."""
    async with SafeSpotServer() as server:
        yield Deployed(server)


SERVERS: dict[str, OpenServer] = {"bundled": bundled, "deployed": deployed}


def has_asked_all(player: Player, server: Server) -> bool:
    """Whether a client asks nothing more, so that what it is not told now is lost."""
    trace = player.instruments.trace
    asked = [one for one in trace if isinstance(one, Asked) and one.method == "GET"]
    ended = {one.of for one in trace if isinstance(one, Answered)}
    return any(server.last_asked.search(one.path) and one.number in ended for one in asked)


def end_when_wrong(load: Load, server: Server, switch: Switch) -> None:
    """What only those know who wait, or look at the end, is wrong after some messages."""
    enough, before = math.inf, 0

    def look(_batch: Batch) -> None:
        nonlocal enough, before
        accepted = load.ledger.accepted.counts.total()
        if enough == math.inf and all(has_asked_all(each, server) for each in load.players):
            enough = accepted + ENOUGH
        if accepted > before and switch is Switch.REORDERS:
            server.pass_time()
        before = accepted
        if switch in (Switch.LOSES, Switch.MISCOUNTS):
            is_wrong = accepted >= enough
        else:
            found = (finding for player in load.players for finding in player.findings())
            is_wrong = any(finding.fault is FAULTS[switch] for finding in found)
        if is_wrong:
            load.end_early()

    for player in load.players:
        player.store.watch_all(look)


@pytest.mark.parametrize("switch", Switch)
@pytest.mark.parametrize("open_server", SERVERS.values(), ids=SERVERS)
async def test_a_fault_is_caught_and_named(
    open_server: OpenServer, switch: Switch, tmp_path: Path
) -> None:
    match switch:
        case Switch.FORGETS:
            plan = structs.replace(PLAN, cut=0.5, cut_every=0.2)
        case Switch.LOSES | Switch.REORDERS:
            # The last one never comes.
            plan = structs.replace(PLAN, patience=0.3)
        case _:
            plan = PLAN
    # What is counted wrongly has to be the last.
    mark = "^load" if switch is Switch.MISCOUNTS else MARK
    async with open_server() as server, broken(server.url, switch, mark) as proxy:
        load = Load(plan, Pool(Cast(proxy.url, {}, may_register=True), None, print), tmp_path)
        begin = {
            Phase.CONNECTING: server.prepare,
            Phase.WRITING: lambda: end_when_wrong(load, server, switch),
        }
        load.changed.append(lambda: begin.get(load.phase, lambda: None)())
        result = await load.run()
    fault = FAULTS[switch]
    assert result.faults.get(fault), result
    assert not result.is_clean(10_000)
    assert any(line.startswith(f"{fault}: ") for line in told(result))
