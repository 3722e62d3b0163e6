"""The line of one client to its server: it counts what goes wrong, and may be a bad one."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator

import httpx

from safespot_tui.gateway.http import media_type
from safespot_tui.stage.load.plan import Role

Note = Callable[[str], None]
"""Told what kind of error there was."""

_REFUSED = 400
_WAITED = 0.01
"""Seconds: what took so long to come was not there yet, so all before it has been read."""


class Line:
    """Stands between a gateway and the network, for requests and for streams."""

    def __init__(self, role: Role, slow_by: float, note: Note) -> None:
        """An error is not noted where `cut` is its cause."""
        self.role = role
        self.slow_by = slow_by
        self.note = note
        self.cuts = 0
        """How many streams were cut."""
        self._streams: set[_Stream] = set()

    def wire(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        """What to send through in place of `transport`."""
        return _Transport(transport, self)

    def cut(self) -> None:
        """Break the streams that are open."""
        for stream in self._streams:
            stream.broken.set()
        self.cuts += len(self._streams)

    @contextlib.contextmanager
    def open_stream(self, stream: "_Stream") -> Generator[None]:
        """It can be cut meanwhile."""
        self._streams.add(stream)
        try:
            yield
        finally:
            self._streams.discard(stream)


class _Transport(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, line: Line) -> None:
        self._inner = inner
        self._line = line

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._inner.handle_async_request(request)
        except httpx.TransportError as error:
            self._line.note(kind_of_break(error))
            raise
        if response.status_code >= _REFUSED:
            self._line.note(kind_of(response.status_code))
        elif media_type(response) == "text/event-stream":
            assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - it is async
            response.stream = _Stream(response.stream, self._line)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, line: Line) -> None:
        self._inner = inner
        self._line = line
        self.broken = asyncio.Event()

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        pieces = aiter(self._inner)
        read = self._read_until_cut if self._line.role is Role.CUT else self._read
        clock = asyncio.get_running_loop().time
        with self._line.open_stream(self):
            asked = clock()
            while (piece := await read(pieces)) is not None:
                if self._line.role is Role.SLOW and clock() - asked > _WAITED:
                    await asyncio.sleep(self._line.slow_by)
                yield piece
                asked = clock()

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _read(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        try:
            return await anext(pieces, None)
        except httpx.TransportError as error:
            self._line.note(kind_of_break(error))
            raise

    async def _read_until_cut(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        reading = asyncio.ensure_future(self._read(pieces))
        cutting = asyncio.ensure_future(self.broken.wait())
        try:
            await asyncio.wait((reading, cutting), return_when=asyncio.FIRST_COMPLETED)
            if self.broken.is_set():
                raise httpx.ReadError("the line was cut")
            return reading.result()
        finally:
            reading.cancel()
            cutting.cancel()
            await asyncio.gather(reading, cutting, return_exceptions=True)


def kind_of(status: int) -> str:
    """The kind of error that a status is, as the gateways see it, with the status."""
    match status:
        case 401:
            name = "NotLoggedIn"
        case 408:
            name = "Unreachable"
        case 429 | 503:
            name = "Busy"
        case _:
            name = "ServerFault" if status >= 500 else "Rejected"
    return f"{name} {status}"


def kind_of_break(error: httpx.TransportError) -> str:
    """The same where there is no status: nothing came, or it broke off."""
    return f"Unreachable {type(error).__name__}"
