# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""Engines against the bundled server, over loopback."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")

from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.global_chat import session
from safespot_tui.gateway.protocol import Identity, Page
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin, open_session

SERVE = """
import sys
from safespot_tui.server.serve import serve
serve(port=int(sys.argv[1]), database_url="sqlite:///" + sys.argv[2], heartbeat=1.0)
"""


class Town:
    """A server in a process of its own that can be killed, and engines that speak to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = server_address(f"http://127.0.0.1:{self.port}")
        self.server: subprocess.Popen[bytes] | None = None
        self.running: dict[Engine, asyncio.Task[None]] = {}

    def spawn_server(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.port), str(self.folder / "server.db")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def start_server(self) -> None:
        self.spawn_server()
        for _ in range(1_000):
            try:
                if await session.is_spoken_at(self.address):
                    return
            except Unreachable:
                await asyncio.sleep(0.02)
        raise AssertionError("the server did not start")

    def kill_server(self) -> None:
        os.kill(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=30)

    async def register(self, name: str) -> Identity:
        return await session.register(self.address, f"{name}@example.org", "contraseña", name)

    async def open(self, identity: Identity) -> Engine:
        origin = new_origin()

        async def open_gateway():
            return await session.connect(self.address, identity.token, origin)

        engine = open_session(self.folder / f"{identity.user.alias}.db", origin, open_gateway)
        self.running[engine] = asyncio.create_task(engine.run())
        await self.until(lambda: engine.store.connection.state is ConnectionState.LIVE)
        return engine

    async def until(self, true, seconds=40.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                for task in self.running.values():
                    if task.done():
                        task.result()
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for engine, task in self.running.items():
            task.cancel()
            await asyncio.wait([task])
            await engine.aclose()
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=30)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncGenerator[Town]:
    town = Town(tmp_path)
    try:
        await town.start_server()
        yield town
    finally:
        await town.close()


def contents(engine: Engine, conversation_id) -> list[str]:
    messages = map(engine.store.message, engine.store.timeline(conversation_id).rows)
    return [message.content for message in messages if message]


async def test_two_windows_of_one_user_and_one_of_another(town):
    ana, beto = await town.register("ana"), await town.register("beto")
    one, two, other = [await town.open(who) for who in (ana, ana, beto)]

    conversation_id = await one.create_dm(beto.user.id)
    temp = await one.send(conversation_id, "¡Hola!")
    assert one.store.timeline(conversation_id).rows[-1] == temp

    await town.until(
        lambda: all(contents(e, conversation_id) == ["¡Hola!"] for e in (one, two, other))
    )
    await other.send(conversation_id, "¿Qué tal?")
    await town.until(lambda: two.store.unread(conversation_id) == 1)
    one.show(conversation_id)
    assert one.store.unread(conversation_id) == 0
    await town.until(lambda: two.store.unread(conversation_id) == 0)
    for engine in (one, two):
        # Its event may come before the request is answered.
        await town.until(lambda engine=engine: engine.store.outbox == [])
        assert contents(engine, conversation_id) == ["¡Hola!", "¿Qué tal?"]
    mine = other.store.message(other.store.timeline(conversation_id).newest)
    await town.until(lambda: other.store.delivery(mine) == "read")
    await town.until(
        lambda: one.store.base_entities() == two.store.base_entities(),
    )


async def test_a_server_that_dies_in_mid_send_ends_up_with_everything_once_and_in_order(town):
    ana, beto = await town.register("ana"), await town.register("beto")
    one, other = await town.open(ana), await town.open(beto)
    conversation_id = await one.create_dm(beto.user.id)
    typed = [f"mensaje {n}" for n in range(60)]

    async def type_all() -> None:
        for text in typed:
            await one.send(conversation_id, text)
            await asyncio.sleep(0.004)

    typing = asyncio.create_task(type_all())
    await town.until(lambda: len(contents(other, conversation_id)) >= 15)
    town.kill_server()
    await typing
    assert contents(one, conversation_id)[-60:] == typed
    await town.until(lambda: one.store.connection.state is ConnectionState.OFFLINE)
    await town.start_server()

    await town.until(lambda: not one.store.outbox)
    await town.until(lambda: contents(other, conversation_id) == typed)

    assert contents(one, conversation_id) == typed
    fresh = await (await one._door.gateway()).history(conversation_id, Page(limit=200))
    assert [message.content for message in fresh.messages if message.content] == typed
