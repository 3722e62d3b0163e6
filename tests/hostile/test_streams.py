"""Whatever a server streams comes out as a sentence: in time, in little memory, and asked once."""

import asyncio

import httpx
import pytest

from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError, Unreachable
from safespot_tui.gateway.sse import connection
from tests.convergence.loop import StillLoop
from tests.hostile import safespot_streams
from tests.hostile.answers import STREAMS, event
from tests.hostile.malicious_server import Answer, MaliciousServer, malicious_server
from tests.hostile.safespot_town import CONNECTED, live
from tests.hostile.safespot_town import answer as safespot_answer
from tests.hostile.visitor import (
    LONGEST,
    MOST_BYTES,
    MOST_REQUESTS,
    gateway_to,
    listen,
    resident_bytes,
    sentence,
)

PATIENCE = 0.03
"""Heartbeats; those of the deployed server are 15 seconds."""


async def told(
    answer: Answer, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> MaliciousServer:
    """A stream that is listened to until it ends in a sentence."""
    monkeypatch.setattr(connection, "PATIENCE", PATIENCE)
    # The deployed server's cursors are others: one that is none would be refused before all else.
    cursor = Cursor("e.1") if dialect is Dialect.GLOBAL_CHAT else None
    async with malicious_server(answer) as server, gateway_to(server.url, dialect) as gateway:
        before = resident_bytes()
        with pytest.raises(GatewayError) as refused:
            await asyncio.wait_for(listen(gateway, cursor), LONGEST)
        grown = resident_bytes() - before
        sentence(refused.value)
    assert grown < MOST_BYTES[dialect]
    return server


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("name", STREAMS)
async def test_whatever_streams_is_told_in_a_sentence(
    name: str, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
):
    server = await told(STREAMS[name], dialect, monkeypatch)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", safespot_streams.STREAMS)
async def test_what_is_streamed_once_it_is_live_is_told_in_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    answer = live(safespot_streams.STREAMS[name])
    server = await told(answer, Dialect.SAFESPOT, monkeypatch)
    assert len(server.requests) <= MOST_REQUESTS


# ------------------------------------------------------------------------------------ half open


class HalfOpen(httpx.AsyncByteStream):
    """A connection in which `said` arrives, and then nothing, without an end."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    async def __aiter__(self):
        yield self._said
        await asyncio.Event().wait()


class HalfOpenServer(httpx.AsyncBaseTransport):
    """Answers what is asked, and streams `said` and no more."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "text/event-stream" not in request.headers.get("accept", ""):
            body = safespot_answer(request.url.path, "honest")
            return httpx.Response(200, headers={"content-type": "application/json"}, content=body)
        head = {"content-type": "text/event-stream"}
        return httpx.Response(200, headers=head, stream=HalfOpen(self._said))


async def _silence(dialect: Dialect, said: bytes, monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds, of the loop's clock, from the last byte until the client says that it is silent."""
    client = httpx.AsyncClient
    monkeypatch.setattr(
        httpx, "AsyncClient",
        lambda **options: client(base_url=options["base_url"], transport=HalfOpenServer(said)),
    )  # fmt: skip
    async with gateway_to("http://127.0.0.1:1", dialect) as gateway:
        clock = asyncio.get_running_loop().time
        begun = clock()
        with pytest.raises(Unreachable, match="silent"):
            await listen(gateway, None)
        return clock() - begun


def sync(heartbeat: object) -> bytes:
    return event("sync", {"partial": {"cursor": "e.1", "heartbeat_seconds": heartbeat}})


@pytest.mark.parametrize(
    ("dialect", "said", "heartbeat"),
    [
        (Dialect.GLOBAL_CHAT, b"", 10.0),
        (Dialect.GLOBAL_CHAT, b": alive\n\n", 10.0),
        (Dialect.GLOBAL_CHAT, sync(4), 4.0),
        (Dialect.GLOBAL_CHAT, sync(3600), 16.0),
        (Dialect.GLOBAL_CHAT, sync(1e300), 16.0),
        (Dialect.SAFESPOT, b"", 15.0),
        (Dialect.SAFESPOT, b": alive\n\n", 15.0),
        (Dialect.SAFESPOT, CONNECTED, 15.0),
    ],
)
def test_silence_is_noticed_after_two_and_a_half_heartbeats_and_within_forty_seconds(
    dialect: Dialect, said: bytes, heartbeat: float, monkeypatch: pytest.MonkeyPatch
):
    loop = StillLoop()
    try:
        silence = loop.create_task(_silence(dialect, said, monkeypatch))
        loop.go(heartbeat * 2.5 - 0.01)
        assert not silence.done()
        loop.go(0.02)
        assert silence.done()
        assert silence.result() == pytest.approx(heartbeat * 2.5)
        assert silence.result() <= 40
    finally:
        loop.end()
