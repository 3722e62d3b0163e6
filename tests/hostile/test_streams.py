"""Whatever a server streams comes out as a sentence: in time, in little memory, and asked once."""

import asyncio

import pytest

from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.safespot.listening import USER_HEARTBEAT
from safespot_tui.gateway.sse import connection
from tests.hostile.answers import STREAM_HEAD, STREAMS
from tests.hostile.malicious_server import malicious_server, says
from tests.hostile.visitor import LONGEST, MOST_BYTES, gateway_to, listen, resident_bytes, sentence


@pytest.mark.parametrize("name", STREAMS)
async def test_whatever_streams_is_told_in_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    async with (
        malicious_server(STREAMS[name]) as server,
        gateway_to(server.url, Dialect.GLOBAL_CHAT) as gateway,
    ):
        before = resident_bytes()
        with pytest.raises(GatewayError) as refused:
            await asyncio.wait_for(listen(gateway, Cursor("e.1")), LONGEST)
        grown = resident_bytes() - before
        sentence(refused.value)
        assert len(server.requests) == 1
    assert grown < MOST_BYTES[Dialect.GLOBAL_CHAT]


@pytest.mark.parametrize("dialect", Dialect)
async def test_a_stream_that_says_nothing_ends_although_it_is_open(
    dialect: Dialect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "PATIENCE", 0.02)
    async with (
        malicious_server(says(STREAM_HEAD)) as server,
        gateway_to(server.url, dialect) as gateway,
    ):
        with pytest.raises(GatewayError, match="silent"):
            await asyncio.wait_for(listen(gateway, None), LONGEST)


@pytest.mark.parametrize("heartbeat", [connection.DEFAULT_HEARTBEAT, USER_HEARTBEAT])
def test_silence_is_noticed_within_forty_seconds(heartbeat: float):
    assert heartbeat * connection.PATIENCE <= 40
