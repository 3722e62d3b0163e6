"""A network that answers what it is told to, and a client that is traced on it."""

from collections.abc import AsyncIterator, Callable, Sequence

import httpx

from safespot_tui.instruments.trace.entry import Entry
from safespot_tui.instruments.trace.secrets import Secrets
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.transport import TracingTransport
from tests.sync.still_clock import StillClock

Answer = Callable[[httpx.Request], httpx.Response]


class Pieces(httpx.AsyncByteStream):
    """A body that comes as it is cut, and may break off."""

    def __init__(self, *pieces: bytes, breaks: Exception | None = None) -> None:
        self._pieces = pieces
        self._breaks = breaks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
        if self._breaks is not None:
            raise self._breaks


class Network(httpx.AsyncBaseTransport):
    """Gives each request what `answer` says."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request)


def traced(
    answer: Answer, headers: dict[str, str] | None = None
) -> tuple[httpx.AsyncClient, Trace]:
    trace = Trace(StillClock())
    transport = TracingTransport(Network(answer), trace, Secrets())
    client = httpx.AsyncClient(
        base_url="http://server.example", transport=transport, headers=headers, trust_env=False
    )
    return client, trace


def kinds(entries: Sequence[Entry] | Trace) -> list[str]:
    return [type(entry).__name__ for entry in entries]
