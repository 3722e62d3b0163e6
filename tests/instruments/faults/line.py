"""A line that ends in a script instead of a network."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import httpx

from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.transport import FaultyTransport


class Script(httpx.AsyncByteStream):
    """Frames of a stream, given one after another."""

    def __init__(self, frames: Sequence[bytes] = (), *, ends: bool = True) -> None:
        self._frames = frames
        self._ends = ends

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for frame in self._frames:
            yield frame
        if not self._ends:
            await asyncio.Event().wait()


class Line:
    """A client over a disturbed line; `asked` is what got through."""

    def __init__(self, faults: Faults, script: Script | None = None) -> None:
        self.asked: list[str] = []
        self._script = script
        self.client = httpx.AsyncClient(
            transport=FaultyTransport(httpx.MockTransport(self._answer), faults),
            base_url="http://127.0.0.1",
        )

    async def ask(self, path: str = "/") -> int | None:
        """The status of the answer; None where it was lost."""
        try:
            return (await self.client.get(path)).status_code
        except httpx.ReadError:
            return None

    async def frames(self, found: list[bytes | None] | None = None) -> list[bytes | None]:
        """The pieces of a stream as they come; None at the end of one that broke."""
        found = [] if found is None else found
        headers = {"Accept": "text/event-stream"}
        async with self.client.stream("GET", "/events", headers=headers) as response:
            try:
                async for piece in response.aiter_bytes():
                    found.append(piece)
            except httpx.ReadError:
                found.append(None)
        return found

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        return httpx.Response(200, stream=self._script or Script())
