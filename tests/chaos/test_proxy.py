"""The proxy does what it is ordered to, once, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.chaos.faults import Deed, Hold, Point, SendFault, StreamFault
from tests.chaos.proxy import Proxy

ANSWER = b'{"answer": "as the server gave it"}'
EVENTS = [b"id: %d\ndata: event %d\n\n" % (n, n) for n in range(4)]
PATIENCE = 0.5


class Upstream:
    """A server that counts what is posted, and tells four events to whoever listens."""

    def __init__(self) -> None:
        self.posted: list[bytes] = []
        self.arrived = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET /events"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
            writer.write(b"transfer-encoding: chunked\r\n\r\n")
            for event in (b": alive\n\n", *EVENTS):
                writer.write(b"%x\r\n%b\r\n" % (len(event), event))
            writer.write(b"0\r\n\r\n")
        else:
            self.posted.append(await reader.readexactly(5))
            self.arrived.set()
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(ANSWER) + ANSWER)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def between() -> AsyncIterator[tuple[Proxy, Upstream, httpx.AsyncClient]]:
    upstream, proxy = Upstream(), Proxy(seed=1)
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0)
    proxy.upstream = server.sockets[0].getsockname()[1]
    await proxy.listen()
    url = f"http://127.0.0.1:{proxy.port}"
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, trust_env=False) as client:
        yield proxy, upstream, client
    proxy.end()
    server.close()


async def send(client: httpx.AsyncClient) -> bytes:
    return (await client.post("/rooms/1/messages", content=b"hello")).content


async def heard(client: httpx.AsyncClient) -> bytes:
    received = b""
    async with client.stream("GET", "/events") as response:
        try:
            async for piece in response.aiter_bytes():
                received += piece
        except httpx.HTTPError:
            return received + b" and broke"
    return received


async def test_without_orders_everything_passes_as_it_is():
    async with between() as (_, upstream, client):
        assert await send(client) == await send(client) == ANSWER
        assert await heard(client) == b": alive\n\n" + b"".join(EVENTS)
        assert upstream.posted == [b"hello", b"hello"]


@pytest.mark.parametrize("deed", [Deed.CUT, Deed.RESET, Deed.SILENCE])
@pytest.mark.parametrize(("point", "arrived"), [("before", 0), ("after", 1), ("within", 1)])
async def test_a_message_that_is_cut_off_arrives_or_not_and_is_never_answered(
    deed: Deed, point: str, arrived: int
):
    async with between() as (proxy, upstream, client):
        proxy.orders.add(SendFault(Point(point), deed))
        with pytest.raises(httpx.TransportError):
            await send(client)
        assert len(upstream.posted) == arrived
        assert await send(client) == ANSWER


async def test_only_messages_fare_badly():
    async with between() as (proxy, _, client):
        proxy.orders.add(SendFault(Point.BEFORE, Deed.CUT))
        assert (await client.post("/elsewhere", content=b"hello")).content == ANSWER
        assert len(proxy.orders.sends) == 1


@pytest.mark.parametrize("deed", [Deed.SLICE, Deed.LATE])
async def test_what_is_sliced_or_late_is_whole(deed: Deed):
    async with between() as (proxy, upstream, client):
        proxy.orders.add(SendFault(Point.AFTER, deed))
        proxy.orders.add(StreamFault(deed))
        assert await send(client) == ANSWER
        assert await heard(client) == b": alive\n\n" + b"".join(EVENTS)
        assert len(upstream.posted) == 1


@pytest.mark.parametrize(
    ("deed", "received"),
    [
        (Deed.DROP, b"".join(EVENTS[1:])),
        (Deed.DOUBLE, EVENTS[0] + b"".join(EVENTS)),
        (Deed.CUT, EVENTS[0][: len(EVENTS[0]) // 2] + b" and broke"),
        (Deed.SILENCE, b" and broke"),
    ],
)
async def test_the_next_event_fares_badly_and_signs_of_life_do_not(deed: Deed, received: bytes):
    async with between() as (proxy, _, client):
        proxy.orders.add(StreamFault(deed))
        assert await heard(client) == b": alive\n\n" + received
        assert not proxy.orders.streams


@pytest.mark.parametrize(("point", "arrived"), [("before", 0), ("after", 1), ("within", 1)])
async def test_a_message_is_held_where_it_is_wanted(point: str, arrived: int):
    async with between() as (proxy, upstream, client):
        hold = Hold(Point(point), asyncio.get_running_loop())
        proxy.orders.sends.append(hold)
        sending = asyncio.create_task(send(client))
        await asyncio.to_thread(hold.reached.wait, 5)
        assert len(upstream.posted) == arrived
        assert not sending.done()
        hold.let_go()
        assert await sending == ANSWER


@pytest.mark.parametrize("point", ["before", "after", "within"])
async def test_a_message_that_is_held_can_be_broken_off(point: str):
    async with between() as (proxy, _, client):
        hold = Hold(Point(point), asyncio.get_running_loop())
        proxy.orders.sends.append(hold)
        sending = asyncio.create_task(send(client))
        await asyncio.to_thread(hold.reached.wait, 5)
        hold.break_off()
        with pytest.raises(httpx.RemoteProtocolError):
            await sending


async def test_what_is_silent_ends_when_all_is_well_again():
    async with between() as (proxy, upstream, client):
        client.timeout = 5
        proxy.orders.add(SendFault(Point.AFTER, Deed.SILENCE))
        sending = asyncio.create_task(send(client))
        await upstream.arrived.wait()
        await proxy.heal()
        with pytest.raises(httpx.RemoteProtocolError):
            await sending


async def test_a_proxy_that_refuses_is_not_there_until_it_heals():
    async with between() as (proxy, _, client):
        proxy.refuse()
        with pytest.raises(httpx.ConnectError):
            await send(client)
        await proxy.heal()
        assert await send(client) == ANSWER


async def test_no_server_is_a_broken_connection():
    async with between() as (proxy, _, client):
        proxy.upstream = 1
        with pytest.raises(httpx.TransportError):
            await send(client)
