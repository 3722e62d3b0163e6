"""The stand-in, seeded, and people who talk to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.safespot_server import Neighbourhood, SafeSpotServer

PATIENCE = 5


class Stream:
    """An open event stream: its blocks, one after another."""

    def __init__(self, response: httpx.Response) -> None:
        self._text = response.aiter_text()
        self._buffer = ""

    async def block(self) -> str | None:
        """The next one; None when the connection broke."""
        async with asyncio.timeout(PATIENCE):
            while "\n\n" not in self._buffer:
                try:
                    self._buffer += await anext(self._text)
                except (StopAsyncIteration, httpx.TransportError):
                    return None
        block, _, self._buffer = self._buffer.partition("\n\n")
        return block

    async def event(self, *names: str) -> dict[str, Any]:
        """The next event, of these names if any are given; comments are passed over."""
        while (block := await self.block()) is not None:
            head, _, data = block.partition("\ndata: ")
            if head.startswith("event: ") and (not names or head[7:] in names):
                return json.loads(data)
        raise EOFError("the stream ended")

    async def events(self) -> list[dict[str, Any]]:
        """All up to the end."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                found.append(await self.event())
            except EOFError:
                return found


class Caller:
    """Somebody with a token, a signature and a client of their own."""

    def __init__(self, server: SafeSpotServer, http: httpx.AsyncClient, person_id: str) -> None:
        self.id = person_id
        self.headers = server.identity(person_id).headers
        self._http = http

    async def ask(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self._http.request(
            method, f"/api{path}", json=body, headers=self.headers, **options
        )

    async def send(self, room_id: str, content: str, **more: Any) -> httpx.Response:
        path = f"/chats/rooms/{room_id}/messages"
        return await self.ask("POST", path, {"content": content, **more})

    async def rooms(self) -> dict[str, dict[str, Any]]:
        return {room["id"]: room for room in (await self.ask("GET", "/chats/rooms")).json()}

    @asynccontextmanager
    async def stream(self, path: str | None = None) -> AsyncIterator[Stream]:
        """The user stream, or another one; opened, with `connected` read."""
        url = f"/api/realtime/{path or f'user/{self.id}'}"
        request = self._http.stream("GET", url, headers=self.headers, timeout=None)
        async with request as response:
            assert response.status_code == 200, await response.aread()
            stream = Stream(response)
            assert await stream.block() == ": ok"
            assert (await stream.event())["type"] == "connected"
            yield stream


class Street:
    """A seeded server with its three people."""

    def __init__(self, server: SafeSpotServer, http: httpx.AsyncClient) -> None:
        assert server.neighbourhood is not None
        self.server = server
        self.http = http
        self.ids: Neighbourhood = server.neighbourhood
        self.ana = Caller(server, http, self.ids.ana)
        self.bruno = Caller(server, http, self.ids.bruno)
        self.carla = Caller(server, http, self.ids.carla)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with (
        SafeSpotServer(seeded=True) as server,
        httpx.AsyncClient(base_url=server.url, timeout=PATIENCE) as http,
    ):
        yield Street(server, http)
        assert server.backend.mistakes == []
