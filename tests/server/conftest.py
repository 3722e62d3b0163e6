"""A backend to talk to, and people who talk to it."""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from argon2 import PasswordHasher

from safespot_tui.domain.standing import Standing
from safespot_tui.server import app as app_module
from safespot_tui.server.administration import people
from safespot_tui.server.app import create_app
from safespot_tui.server.auth import passwords
from safespot_tui.server.backend import Backend
from safespot_tui.server.serve import serving
from safespot_tui.server.settings import Settings

PASSWORD = "correct horse"
PATIENCE = 10


class Frame:
    """One block of an event stream."""

    def __init__(self, block: str) -> None:
        self.cursor: str | None = None
        self.name: str | None = None
        self.comment = False
        self.data: dict[str, Any] = {}
        for line in block.split("\n"):
            field, _, value = line.partition(": ")
            match field:
                case "id":
                    self.cursor = value
                case "event":
                    self.name = value
                case "data":
                    self.data = json.loads(value)
                case _:
                    self.comment = True
        if self.data:
            assert self.data["event"] == self.name

    @property
    def payload(self) -> dict[str, Any]:
        return self.data["payload"]

    @property
    def partial(self) -> dict[str, Any]:
        return self.payload["partial"]


class Stream:
    """An open event stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._chunks = response.aiter_raw()
        self._buffer = b""
        self.seen: list[Frame] = []

    async def next(self) -> Frame | None:
        """The next block; None at the end."""
        async with asyncio.timeout(PATIENCE):
            while b"\n\n" not in self._buffer:
                try:
                    self._buffer += await anext(self._chunks)
                except StopAsyncIteration:
                    return None
        block, _, self._buffer = self._buffer.partition(b"\n\n")
        frame = Frame(block.decode())
        self.seen.append(frame)
        return frame

    async def until(self, name: str) -> list[Frame]:
        """Everything up to and with the next frame of this name."""
        frames: list[Frame] = []
        while not frames or frames[-1].name != name:
            frame = await self.next()
            assert frame is not None, f"the stream ended before {name}"
            frames.append(frame)
        return frames

    async def rest(self) -> list[Frame]:
        """Everything up to the end."""
        frames: list[Frame] = []
        while (frame := await self.next()) is not None:
            frames.append(frame)
        return frames


class Person:
    """Somebody who is logged in."""

    def __init__(self, http: httpx.AsyncClient, session: dict[str, Any], email: str) -> None:
        self.token: str = session["token"]
        self.id: str = session["user"]["id"]
        self.alias: str = session["user"]["alias"]
        self.email = email
        self.window = f"window-{uuid.uuid4()}"
        self._http = http

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Origin-Client-Id": self.window}

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any request."""
        headers = self.headers | options.pop("headers", {})
        return await self._http.request(method, path, headers=headers, **options)

    async def do(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """A request that succeeds; its answer."""
        answer = await self.ask(method, path, json=body, **options)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def snapshot(self) -> dict[str, Any]:
        return await self.do("GET", "/sync")

    async def open_dm(self, other: "Person", **more: Any) -> str:
        body = {"type": "dm", "user_id": other.id, **more}
        return (await self.do("POST", "/conversations", body))["id"]

    async def open_group(self, name: str, *others: "Person", **more: Any) -> str:
        body = {"type": "group", "name": name, "user_ids": [o.id for o in others], **more}
        return (await self.do("POST", "/conversations", body))["id"]

    async def send(self, conversation_id: str, content: str, **more: Any) -> dict[str, Any]:
        body = {"client_message_id": str(uuid.uuid4()), "content": content, **more}
        detail = await self.do("POST", f"/conversations/{conversation_id}/messages", body)
        return detail["entities"]["messages"][detail["id"]]

    async def message(self, message_id: str) -> dict[str, Any]:
        detail = await self.do("GET", f"/messages/{message_id}")
        return detail["entities"]["messages"][message_id]

    async def membership(self, conversation_id: str, user_id: str | None = None) -> dict[str, Any]:
        snapshot = await self.snapshot()
        return snapshot["entities"]["members"][conversation_id][user_id or self.id]

    @asynccontextmanager
    async def stream(
        self, cursor: str | None = None, query: str | None = None
    ) -> AsyncGenerator[Stream]:
        """An open stream; needs a server with a real connection."""
        headers = self.headers | ({} if cursor is None else {"Last-Event-ID": cursor})
        params = {} if query is None else {"cursor": query}
        async with self._http.stream("GET", "/events", headers=headers, params=params) as response:
            yield Stream(response)

    async def since(self, cursor: str) -> list[Frame]:
        """The durable events after a cursor, without the controls."""
        async with self.stream(cursor) as stream:
            frames = await stream.until("sync")
        return [frame for frame in frames if frame.cursor and frame.name != "sync"]


class World:
    """A backend and the people in it."""

    def __init__(self, http: httpx.AsyncClient, backend: Backend | None = None) -> None:
        self.http = http
        self._backend = backend

    @property
    def backend(self) -> Backend:
        """What serves it, where that is in this process and not behind a socket."""
        assert self._backend is not None
        return self._backend

    async def person(self, alias: str) -> Person:
        """Somebody new."""
        email = f"{alias}@example.org"
        body = {"email": email, "password": PASSWORD, "alias": alias}
        answer = await self.http.post("/accounts", json=body)
        assert answer.status_code == 201, answer.text
        return Person(self.http, answer.json(), email)

    async def people(self, *aliases: str) -> list[Person]:
        return [await self.person(alias) for alias in aliases]

    async def moderator(self, alias: str, standing: Standing = Standing.MODERATOR) -> Person:
        """Somebody new who has the moderator's desk."""
        person = await self.person(alias)
        await self.promote(person, standing)
        return person

    async def promote(self, person: Person, standing: Standing = Standing.MODERATOR) -> None:
        """Somebody has the moderator's desk from now on."""
        await self.backend.database.write(lambda c: people.set_standing(c, person.id, standing))

    async def demote(self, person: Person) -> None:
        """Somebody has not the moderator's desk any more."""
        await self.backend.database.write(
            lambda c: people.set_standing(c, person.id, Standing.MEMBER)
        )

    async def again(self, person: Person) -> Person:
        """The same person in another session."""
        body = {"email": person.email, "password": PASSWORD}
        answer = await self.http.post("/sessions", json=body)
        assert answer.status_code == 201, answer.text
        return Person(self.http, answer.json(), person.email)


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose, and these tests are not about that."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", hasher)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database, of each engine in turn."""
    if request.param == "sqlite":
        yield "sqlite://"
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


@pytest.fixture
async def world(database_url: str, quick_passwords: None) -> AsyncIterator[World]:
    """A backend without sockets: its streams cannot be read."""
    app = create_app(database_url)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield World(http, app.state.backend)


Serve = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def serve(database_url: str, quick_passwords: None) -> Serve:
    """Starts a server on a loopback port."""

    @asynccontextmanager
    async def start(url: str = database_url, **settings: Any) -> AsyncGenerator[World]:
        made: list[Backend] = []

        def make(*given: Any) -> Backend:
            made.append(Backend(*given))
            return made[-1]

        async with AsyncExitStack() as stack:
            with patch.object(app_module, "Backend", make):
                running = serving(url, settings=Settings(**settings))
                address = await stack.enter_async_context(running)
            limits = httpx.Limits(max_connections=200)
            http = httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE)
            yield World(await stack.enter_async_context(http), made[0])

    return start


@pytest.fixture
async def live(serve: Serve) -> AsyncIterator[World]:
    """A server on a loopback port."""
    async with serve() as world:
        yield world
