"""Opening a stream, its end, and the silence that is taken for one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import httpx
import pytest

from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.sse.connection import EventStream
from safespot_tui.gateway.sse.decoder import MAX_LINE_BYTES, Block, Comment, ServerSentEvent

Handler = Callable[[httpx.Request], httpx.Response]


class Body(httpx.AsyncByteStream):
    """A response body that can break, fall silent, and tells whether it was closed."""

    def __init__(self, *pieces: bytes | Exception, then_silence: bool = False) -> None:
        self._pieces = pieces
        self._then_silence = then_silence
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece
        if self._then_silence:
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.closed = True


def answering(response: httpx.Response) -> Handler:
    return lambda request: response


def streaming(body: Body, content_type: str = "text/event-stream; charset=utf-8") -> Handler:
    return answering(httpx.Response(200, headers={"content-type": content_type}, stream=body))


async def read(
    handler: Handler, *, heartbeat: float = 10.0, last: str | None = None
) -> list[Block]:
    transport = httpx.MockTransport(handler)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        stream = EventStream(client, "/events", last_event_id=last, heartbeat=heartbeat)
        return [block async for block in stream.blocks()]


def event(data: str) -> ServerSentEvent:
    return ServerSentEvent(event="message", data=data)


async def test_a_stream_is_read_to_its_end():
    body = Body(b"data: a\r", b"\r", b":\n", b"data: b\n\ndata: unfinished")
    assert await read(streaming(body)) == [event("a"), Comment(), event("b")]
    assert body.closed


async def test_what_is_asked_for():
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(204)

    await read(handler, last="e.7")
    await read(handler)
    assert asked[0].headers["accept"] == "text/event-stream"
    assert asked[0].headers["cache-control"] == "no-store"
    assert asked[0].headers["last-event-id"] == "e.7"
    assert "last-event-id" not in asked[1].headers
    assert asked[0].url == "http://127.0.0.1/events"


async def test_no_content_is_the_end():
    assert await read(answering(httpx.Response(204))) == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (201, NotUnderstood),
        (302, NotUnderstood),
        (401, NotLoggedIn),
        (403, Rejected),
        (404, Rejected),
        (429, Busy),
        (500, ServerFault),
        (503, Busy),
    ],
)
async def test_a_refused_stream_says_why(status: int, expected: type[GatewayError]):
    headers = {"content-type": "text/event-stream", "location": "/elsewhere"}
    with pytest.raises(expected):
        await read(answering(httpx.Response(status, headers=headers)))


async def test_a_redirect_is_not_followed():
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(307, headers={"location": "http://127.0.0.1/other"})

    with pytest.raises(NotUnderstood, match="moved"):
        await read(handler)
    assert asked == ["/events"]


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "application/json", "text/event-streams", "text/plain"]
)
async def test_another_content_type_is_no_stream(content_type: str):
    body = Body(b"data: a\n\n")
    with pytest.raises(NotUnderstood, match="not an event stream"):
        await read(streaming(body, content_type))
    assert body.closed


async def test_a_compressed_stream_is_none():
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    response = httpx.Response(200, headers=headers, stream=Body(b"\x1f\x8b"))
    with pytest.raises(NotUnderstood):
        await read(answering(response))


@pytest.mark.parametrize("broken", [httpx.ReadError("reset"), httpx.RemoteProtocolError("cut")])
async def test_a_broken_connection_is_unreachable(broken: Exception):
    body = Body(b"data: a\n\n", broken)
    with pytest.raises(Unreachable, match="broke"):
        await read(streaming(body))
    assert body.closed


async def test_an_event_without_bound_is_given_up():
    body = Body(*[b"x" * 65536] * (MAX_LINE_BYTES // 65536 + 1), then_silence=True)
    with pytest.raises(NotUnderstood, match="too large"):
        await read(streaming(body))
    assert body.closed


async def test_silence_is_taken_for_a_dead_connection():
    body = Body(b"data: a\n\n", then_silence=True)
    with pytest.raises(Unreachable, match="silent"):
        await read(streaming(body), heartbeat=0.01)
    assert body.closed


async def test_any_byte_is_a_sign_of_life():
    class Slow(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for _ in range(4):
                await asyncio.sleep(0.15)
                yield b":"
            yield b"\n"

    assert await read(streaming(Slow()), heartbeat=0.2) == [Comment()]


async def test_the_heartbeat_may_be_told_on_the_way():
    transport = httpx.MockTransport(streaming(Body(b"data: a\n\n", then_silence=True)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        stream = EventStream(client, "/events", heartbeat=3600)
        async with aclosing(stream.blocks()) as blocks:
            assert await anext(blocks) == event("a")
            stream.heartbeat = 0.01
            with pytest.raises(Unreachable, match="silent"):
                await anext(blocks)


async def test_closing_the_reader_closes_the_connection():
    body = Body(b"data: a\n\n", then_silence=True)
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(streaming(body)), base_url="http://127.0.0.1"
    ) as client:
        async with aclosing(EventStream(client, "/events").blocks()) as blocks:
            await anext(blocks)
            assert not body.closed
        assert body.closed


async def test_cancelling_the_reader_closes_the_connection():
    body = Body(b"data: a\n\n", then_silence=True)
    got_one = asyncio.Event()
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(streaming(body)), base_url="http://127.0.0.1"
    ) as client:

        async def reader() -> None:
            async with aclosing(EventStream(client, "/events").blocks()) as blocks:
                async for _ in blocks:
                    got_one.set()

        task = asyncio.create_task(reader())
        await got_one.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert body.closed
