"""An account whose server turns evil: it keeps what it has, says why, and does not storm."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.gateway import auth
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin, open_session
from tests.hostile.answers import REST, STREAM_HEAD, STREAMS, SYNC, chunk, event
from tests.hostile.malicious_server import (
    Answer,
    MaliciousServer,
    Request,
    malicious_server,
    response,
    says,
)
from tests.hostile.sequences import kinds
from tests.hostile.town import GROUP, answer, message
from tests.hostile.visitor import CANARY

pytestmark = pytest.mark.usefixtures("little_patience")

SPEED = 200.0
"""Virtual seconds in one: a minute of waiting takes 0.3 s."""
WATCHED = 300.0
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

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


class Turncoat:
    """Answers as it should until it is told to be evil."""

    def __init__(self) -> None:
        self.evil: Answer | None = None
        self.evil_stream: Answer | None = None
        self._streams: list[asyncio.StreamWriter] = []

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        evil = self.evil_stream if request.is_stream else self.evil
        if evil is not None:
            await evil(request, writer)
        elif request.is_stream:
            self._streams.append(writer)
            writer.write(STREAM_HEAD + chunk(SYNC))
        else:
            writer.write(response(answer(request.path.partition("?")[0], "honest")))

    def turn(self, evil: Answer | None, evil_stream: Answer | None) -> None:
        self.evil, self.evil_stream = evil, evil_stream
        for writer in self._streams:
            writer.close()
        self._streams.clear()


@asynccontextmanager
async def living(folder: Path, server: MaliciousServer, clock: QuickClock) -> AsyncIterator[Engine]:
    origin = new_origin()

    async def open_gateway():
        return await auth.open_gateway(server.url, CANARY, origin)

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


def held(engine: Engine) -> list[str]:
    """Everything that the user could read before."""
    here = ConversationId(GROUP)
    rows = engine.store.timeline(here).rows
    messages = (engine.store.message(MessageId(row)) for row in rows if not is_gap(row))
    return [engine.store.title(here), *(each.content for each in messages if each is not None)]


def stormy(items: bytes) -> Answer:
    return says(STREAM_HEAD + chunk(items) + b"0\r\n\r\n")


RESET = event("reset", {"partial": {"reason": "\x1b[2J because"}})
FOREIGN = event(
    "message-created",
    {"id": "m-x", "conversation_id": "c-nobody-knows",
     "partial": message("from nowhere", "c-nobody-knows", 4)},
    "e.2",
)  # fmt: skip

STORMS: dict[str, tuple[Answer | None, Answer | None]] = {
    "the stream ends at once": (None, says(response(content_type="text/event-stream"))),
    "the stream ends once it is live": (None, stormy(SYNC)),
    "the stream is never there": (None, says(response(status="204 No Content"))),
    "a reset at once": (None, stormy(RESET)),
    "a reset once it is live": (None, stormy(SYNC + RESET)),
    "a cursor from the future": (None, STREAMS["a cursor from the future"]),
    "a message of a foreign conversation": (None, stormy(SYNC + FOREIGN)),
    "data that is no JSON": (None, STREAMS["data that is no JSON"]),
    "an endless line": (None, STREAMS["an endless line"]),
    "live, then no JSON": (None, stormy(SYNC + b"data: {\n\n")),
    "busy for ever": (REST["busy for ever"], REST["busy for ever"]),
    "busy since before": (REST["busy since before"], REST["busy since before"]),
    "all is refused": (REST["a refusal with orders"], REST["a refusal with orders"]),
    "all is nonsense": (REST["wrong types"], says(response(b"<html>", content_type="text/html"))),
    "all moved": (REST["moved in a circle"], REST["moved in a circle"]),
    "nothing at all": (REST["nothing"], REST["nothing"]),
}


@pytest.mark.parametrize("name", STORMS)
async def test_what_is_held_stays_and_nobody_storms(name: str, tmp_path: Path):
    turncoat, clock = Turncoat(), QuickClock()
    async with (
        malicious_server(turncoat) as server,
        living(tmp_path, server, clock) as engine,
    ):
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)
        engine.show(ConversationId(GROUP))
        await until(lambda: len(held(engine)) >= 4)
        before, asked, begun = held(engine), len(server.requests), clock.monotonic()
        reasons: set[str] = set()
        engine.store.watch_all(lambda batch: reasons.add(engine.store.connection.reason))
        turncoat.turn(*STORMS[name])
        sent = await engine.send(ConversationId(GROUP), "typed while it was evil")
        while clock.monotonic() < begun + WATCHED:
            lap = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - lap < 1.0, "keys would not echo"
        minutes = (clock.monotonic() - begun) / 60
        asked = len(server.requests) - asked
        # After a reset the past is fetched again, page by page: the newest is there at any time.
        assert set(before) <= set(held(engine))
        if STORMS[name][0] is not None:
            assert engine.store.message(sent) is not None
        assert not any(kinds(reason) for reason in reasons)
        print(name, f"{asked / minutes:.1f} requests a minute")
        assert asked / minutes < MOST_A_MINUTE
