"""An account whose server turns evil: it keeps what it has, says why, and does not storm."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import Intent, SendMessage
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.gateway.safespot import live
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin, open_session
from tests.hostile import safespot_town
from tests.hostile import town as global_chat_town
from tests.hostile.answers import STREAM_HEAD, SYNC, chunk
from tests.hostile.malicious_server import MaliciousServer, Request, malicious_server, response
from tests.hostile.sequences import kinds
from tests.hostile.storms import STORMS, Storm
from tests.hostile.visitor import ROOM, secret

pytestmark = pytest.mark.usefixtures("little_patience")

SPEED = 200.0
"""Virtual seconds in one: a minute of waiting takes 0.3 s."""
WATCHED = 90.0
"""Virtual seconds for which an evil server is endured."""
MOST_A_MINUTE = 80.0
"""Requests, when nothing of what comes is of any use: streams, snapshots, what is on the screen."""


class QuickClock:
    """Time that passes quickly, and waits that are as long as they may be."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._begun) * SPEED

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.monotonic())

    def random(self) -> float:
        return 0.99

    def new_id(self) -> str:
        return str(uuid4())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


@dataclass(frozen=True)
class Town:
    """An honest server: what it streams at first, what it answers, and where one has written."""

    live: bytes
    answer: Callable[[str, str], bytes]
    conversation_id: ConversationId


TOWNS = {
    Dialect.GLOBAL_CHAT: Town(
        STREAM_HEAD + chunk(SYNC), global_chat_town.answer, ConversationId(global_chat_town.GROUP)
    ),
    Dialect.SAFESPOT: Town(safespot_town.LIVE, safespot_town.answer, ConversationId(ROOM)),
}


class Turncoat:
    """Answers as it should until it is told to be evil."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._storm = Storm("")
        self._streams: list[asyncio.StreamWriter] = []

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        evil = self._storm.streams if request.is_stream else self._storm.answers
        if evil is not None:
            await evil(request, writer)
        elif request.is_stream:
            self._streams.append(writer)
            writer.write(self._town.live)
        else:
            writer.write(response(self._town.answer(request.path.partition("?")[0], "honest")))

    def turn(self, storm: Storm) -> None:
        self._storm = storm
        for writer in self._streams:
            writer.close()
        self._streams.clear()


@asynccontextmanager
async def living(
    folder: Path, server: MaliciousServer, clock: QuickClock, dialect: Dialect
) -> AsyncIterator[Engine]:
    origin = new_origin()

    async def open_gateway():
        return await auth.open_gateway(server.url, secret(dialect), origin, dialect=dialect)

    engine = open_session(folder / "archive.sqlite3", origin, open_gateway, clock)
    running = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        assert not running.done(), running.exception()
        running.cancel()
        await asyncio.wait([running])
        await engine.aclose()


async def until(true: Callable[[], object]) -> None:
    for _ in range(1_000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never became true")


def held(engine: Engine, here: ConversationId) -> list[str]:
    """Everything that the user could read before."""
    rows = engine.store.timeline(here).rows
    messages = (engine.store.message(MessageId(row)) for row in rows if not is_gap(row))
    return [engine.store.title(here), *(each.content for each in messages if each is not None)]


def typed(engine: Engine) -> list[Intent]:
    """What waits to be sent."""
    intents = (item.intent for item in engine.store.outbox)
    return [intent for intent in intents if isinstance(intent, SendMessage)]


def is_said(storm: Storm, reasons: set[str]) -> bool:
    return not storm.says or any(re.search(storm.says, reason) for reason in reasons)


def reopened(folder: Path, clock: QuickClock) -> Engine:
    """What is stored, as it is after a start without a network."""

    async def unreachable() -> Gateway:
        raise Unreachable("there is no network")

    return open_session(folder / "archive.sqlite3", new_origin(), unreachable, clock)


def told(engine: Engine) -> set[str]:
    """What the user is told of what is wrong."""
    connection, waiting = engine.store.connection, engine.store.outbox
    return {
        str(reason) for reason in (connection.reason, *(each.reason for each in waiting)) if reason
    }


@pytest.mark.parametrize(
    ("dialect", "name"), [(dialect, name) for dialect in Dialect for name in STORMS[dialect]]
)
async def test_what_is_held_stays_and_nobody_storms(
    dialect: Dialect, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    town, clock = TOWNS[dialect], QuickClock()
    turncoat, here = Turncoat(town), town.conversation_id
    monkeypatch.setattr(live, "SystemClock", lambda: clock)
    storm = STORMS[dialect][name]
    async with (
        malicious_server(turncoat) as server,
        living(tmp_path, server, clock, dialect) as engine,
    ):
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)
        engine.show(here)
        await until(lambda: len(held(engine, here)) >= 4)
        before, asked, begun = held(engine, here), len(server.requests), clock.monotonic()
        reasons: set[str] = set()
        engine.store.watch_all(lambda batch: reasons.update(told(engine)))
        turncoat.turn(storm)
        sent = await engine.send(here, "typed while it was evil")
        while clock.monotonic() < begun + WATCHED or not is_said(storm, reasons):
            assert clock.monotonic() < begun + 20 * WATCHED, (storm.says, reasons)
            lap = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - lap < 1.0, "keys would not echo"
        minutes = (clock.monotonic() - begun) / 60
        asked = len(server.requests) - asked
        # After a reset the past is fetched again, page by page: the newest is there at any time.
        assert set(before) <= set(held(engine, here))
        if storm.answers is not None:
            assert engine.store.message(sent) is not None
        assert not any(kinds(reason) for reason in reasons)
        print(dialect, name, f"{asked / minutes:.1f} requests a minute")
        assert asked / minutes < MOST_A_MINUTE
        waiting = typed(engine)
    kept = reopened(tmp_path, clock)
    assert kept.store.title(here) == before[0]
    assert typed(kept) == waiting
