"""What goes wrong on a line is counted, by its kind; what is done to it on purpose is not."""

import asyncio
from collections.abc import AsyncGenerator, Callable

import httpx
import pytest

from safespot_tui.stage.load.line import Line, kind_of
from safespot_tui.stage.load.plan import Role

URL = "http://127.0.0.1:1/"


class Pieces(httpx.AsyncByteStream):
    """A stream that gives one piece, and then whatever comes of `then`."""

    def __init__(self, then: Callable[[], AsyncGenerator[bytes]]) -> None:
        self._then = then

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        yield b"data: 1\n\n"
        async for piece in self._then():
            yield piece


async def silence() -> AsyncGenerator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def breaks() -> AsyncGenerator[bytes]:
    raise httpx.ReadError("broken")
    yield b""


async def more() -> AsyncGenerator[bytes]:
    for number in range(2, 5):
        yield b"data: %d\n\n" % number


class Noted:
    """A client behind a line, and what it notes."""

    def __init__(
        self, answer: Callable[[httpx.Request], httpx.Response], role: Role = Role.STEADY
    ) -> None:
        self.kinds: list[str] = []
        self.line = Line(role, 0.01, self.kinds.append)
        self.http = httpx.AsyncClient(transport=self.line.wire(httpx.MockTransport(answer)))

    async def read(self, after_first: Callable[[], object] = lambda: None) -> list[bytes]:
        pieces: list[bytes] = []
        async with self.http.stream("GET", URL) as response:
            async for piece in response.aiter_raw():
                pieces.append(piece)
                after_first()
        return pieces


def stream(then: Callable[[], AsyncGenerator[bytes]]) -> Callable[..., httpx.Response]:
    headers = {"content-type": "text/event-stream"}
    return lambda _request: httpx.Response(200, headers=headers, stream=Pieces(then))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, "NotLoggedIn 401"),
        (404, "Rejected 404"),
        (408, "Unreachable 408"),
        (429, "Busy 429"),
        (500, "ServerFault 500"),
        (503, "Busy 503"),
    ],
)
async def test_a_refusal_is_noted_by_its_kind(status: int, kind: str) -> None:
    noted = Noted(lambda _request: httpx.Response(status))
    await noted.http.get(URL)
    assert noted.kinds == [kind] == [kind_of(status)]


async def test_no_answer_is_noted() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there")

    noted = Noted(refuse)
    with pytest.raises(httpx.ConnectError):
        await noted.http.get(URL)
    assert noted.kinds == ["Unreachable ConnectError"]


async def test_what_goes_well_is_not_noted() -> None:
    noted = Noted(stream(more))
    assert len(await noted.read()) == 4
    assert noted.kinds == []


@pytest.mark.parametrize("role", [Role.STEADY, Role.CUT])
async def test_a_stream_that_breaks_by_itself_is_noted(role: Role) -> None:
    noted = Noted(stream(breaks), role)
    with pytest.raises(httpx.ReadError):
        await noted.read()
    assert noted.kinds == ["Unreachable ReadError"]


async def test_a_stream_that_is_cut_is_not_noted() -> None:
    noted = Noted(stream(silence), Role.CUT)
    with pytest.raises(httpx.ReadError):
        await noted.read(after_first=noted.line.cut)
    assert noted.kinds == []
    assert noted.line.cuts == 1
    noted.line.cut()
    assert noted.line.cuts == 1


async def test_a_slow_reader_reads_all_in_the_end() -> None:
    noted = Noted(stream(more), Role.SLOW)
    assert len(await noted.read()) == 4
