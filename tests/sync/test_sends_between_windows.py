# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportUnusedExpression=false
"""Sends from the command line, which listen to nothing, leave no hole for the next window."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.gateway.safespot.secret import Secret
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.door import OpenGateway
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin, open_session
from tests.safespot_server import SafeSpotServer
from tests.sync.windows import until

HOLE = "…"
GATHERED = [text for number in (1, 2, 3) for text in (f"heard {number}", f"sent {number}")]


def rows(engine: Engine, here: ConversationId) -> list[str]:
    """What is shown from top to bottom; a hole is told as one."""
    store = engine.store
    return [
        HOLE if is_gap(row) else store.message(MessageId(row)).content
        for row in store.timeline(here).rows
    ]


@dataclass
class Town:
    """Somebody with one conversation, and the windows they open one after the other."""

    here: ConversationId
    restored: Callable[[], Engine]
    hear: Callable[[str], object]
    stored: Callable[[], list[str]]
    open_gateway: OpenGateway | None = None

    @asynccontextmanager
    async def running(self, *, listen: bool = True) -> AsyncIterator[Engine]:
        engine = self.restored()
        task = asyncio.create_task(engine.run(listen=listen))
        await until(lambda: engine.store.connection.state == "live")
        try:
            yield engine
        finally:
            task.cancel()
            await asyncio.wait([task])
            await engine.aclose()

    async def send(self, text: str) -> None:
        """As `safespot-tui send` does."""
        async with self.running(listen=False) as engine:
            await engine.send(self.here, text)
            await until(lambda: not engine.store.outbox)


async def converge(town: Town, *, before: bool) -> None:
    """Messages come and are sent in turn while no window is open; then one is."""
    if before:
        async with town.running() as window:
            window.show(town.here)
            await until(lambda: rows(window, town.here)[-1:] == town.stored()[-1:])
    for number in (1, 2, 3):
        town.hear(f"heard {number}")
        await town.send(f"sent {number}")
    town.hear("the last")
    expected = town.stored()
    assert expected[-7:] == [*GATHERED, "the last"]
    async with town.running() as window:
        window.show(town.here)
        await until(lambda: [row for row in rows(window, town.here) if row != HOLE] == expected)
        assert HOLE not in rows(window, town.here)
    # And the next one, which asks nobody.
    engine = town.restored()
    while engine.store.timeline(town.here).has_older:
        await engine.load_older(town.here)
    assert rows(engine, town.here) == expected
    await engine.aclose()


def contract_town(windows) -> Town:
    """On a server that keeps what was promised to it."""
    server = windows.server
    server.user("ana"), server.user("beto")
    here = server.open("dm", "u-ana", "u-beto")
    server.say(here, "u-beto", "buenas")
    return Town(
        here,
        lambda: windows.restored("u-ana"),
        lambda text: server.say(here, "u-beto", text),
        lambda: [m.content for m in server.messages.values() if m.conversation_id == here],
    )


@pytest.mark.parametrize("before", [True, False])
async def test_a_window_has_all_that_was_said_between_the_sends(windows, before: bool):
    await converge(contract_town(windows), before=before)


def deployed_town(server: SafeSpotServer, path: Path) -> Town:
    """On the API that SafeSpot runs today."""
    ids = server.neighbourhood
    proof = server.identity(ids.ana)
    line = Secret(
        ids.ana, proof.token, proof.signature, server.clock.now() + timedelta(days=7), True
    ).line()

    async def open_gateway(origin: OriginClientId) -> Gateway:
        return await auth.open_gateway(server.url, line, origin, dialect=Dialect.SAFESPOT)

    def restored() -> Engine:
        origin = new_origin()
        return open_session(path, origin, partial(open_gateway, origin))

    def hear(text: str) -> None:
        server.clock.advance(60)
        server.write(ids.ana_bruno, ids.bruno, text)
        server.clock.advance(60)

    return Town(
        ids.ana_bruno,
        restored,
        hear,
        lambda: [message.content for message in server.history(ids.ana_bruno)],
        partial(open_gateway, new_origin()),
    )


@pytest.mark.parametrize("before", [True, False])
async def test_a_window_has_it_on_the_deployed_server_too(tmp_path: Path, before: bool):
    async with SafeSpotServer(seeded=True) as server:
        await converge(deployed_town(server, tmp_path / "archive.sqlite3"), before=before)
    assert server.backend.mistakes == []
