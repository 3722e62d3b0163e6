"""A site that shows the fake app, and browsers that come to it."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from yarl import URL

from safespot_tui.web.addresses import Addresses
from safespot_tui.web.door import Door
from safespot_tui.web.site import Site

FAKE = Path(__file__).with_name("fake_app.py")


class Visitor:
    """A browser: it keeps its cookies, and says where its page is from."""

    def __init__(self, base: URL) -> None:
        self.base = base
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page = base

    async def enter(self, token: str) -> int:
        """Open the address that was printed; gives the status."""
        async with self.http.get(self.base.with_query(token=token)) as answer:
            told = await answer.text()
        if answer.status == 200:
            self.page = self.base.join(URL(told.split('href="')[1].split('"')[0]))
        return answer.status

    async def connect(self, **headers: str) -> aiohttp.ClientWebSocketResponse:
        """Open the websocket as the page does. Raises `WSServerHandshakeError`."""
        origin = {"Origin": str(self.base.origin())}
        socket = self.page.join(URL("socket?width=90&height=30"))
        return await self.http.ws_connect(socket, headers=origin | headers)


class Place:
    """The site, and what its apps noted."""

    def __init__(self, server: TestServer, door: Door, file: Path) -> None:
        self._server = server
        self.door = door
        self._file = file
        self._visitors: list[Visitor] = []

    def visitor(self) -> Visitor:
        """Somebody who was not here yet."""
        self._visitors.append(Visitor(self._server.make_url("/")))
        return self._visitors[-1]

    async def guest(self) -> Visitor:
        """Somebody who came with a token."""
        visitor = self.visitor()
        assert await visitor.enter(self.door.new_token()) == 200
        return visitor

    @property
    def notes(self) -> list[str]:
        """What became of the apps, in order."""
        return [line.split()[0] for line in self._file.read_text().splitlines()]

    def is_running(self, number: int) -> bool:
        """Whether the app that began as the `number`th still runs."""
        began = [line.split() for line in self._file.read_text().splitlines()]
        process = [int(id_) for what, id_ in began if what == "began"][number]
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True

    async def stop(self) -> None:
        await self._server.close()

    async def close(self) -> None:
        for visitor in self._visitors:
            await visitor.http.close()
        await self.stop()


@pytest.fixture
def public() -> URL | None:
    """Under which address a proxy shows the site."""
    return None


@pytest.fixture
async def place(tmp_path: Path, public: URL | None) -> AsyncIterator[Place]:
    door, file = Door(), tmp_path / "notes"
    file.touch()
    command = [sys.executable, "-IS", str(FAKE), str(file)]
    environment = {"PATH": os.environ["PATH"], "FLAVOUR": "mint"}
    server = TestServer(Site(door, Addresses(public), command, environment).application())
    await server.start_server()
    place = Place(server, door, file)
    yield place
    await place.close()
