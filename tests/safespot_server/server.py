"""The stand-in as tests start it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from . import away, orders
from .backend import Backend
from .clock import Clock
from .faults import Faults
from .people import Identity
from .seed import Neighbourhood, seed
from .serve import HttpServer, listen
from .state import Message, Person, Room, State
from .traps import Traps

T = TypeVar("T")


class SafeSpotServer:
    """A server inside this event loop: `async with SafeSpotServer() as server: server.url`.

    Everything here must be called in that loop.

    ```
             start                     stop
    stopped ───────▶ serving ────────────────────▶ stopped
       ▲                │  restart: stop, then start on the same port
       └────────────────┘
    ```

    The state survives `stop`: people, rooms, messages, presence, the queue of copies. Streams,
    connections and request counts do not.
    """

    def __init__(
        self,
        traps: Traps | None = None,
        *,
        clock: Clock | None = None,
        port: int = 0,
        seeded: bool = False,
    ) -> None:
        self.clock = clock or Clock()
        self.backend = Backend(traps or Traps(), self.clock)
        self.neighbourhood: Neighbourhood | None = seed(self.backend) if seeded else None
        self._port = port
        self._http: HttpServer | None = None
        self._serving: asyncio.Task[None] | None = None
        self._background: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`, without `/api`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        return self._port

    @property
    def faults(self) -> Faults:
        return self.backend.faults

    @property
    def state(self) -> State:
        return self.backend.state

    @property
    def traps(self) -> Traps:
        return self.backend.traps

    @traps.setter
    def traps(self, traps: Traps) -> None:
        self.backend.traps = traps

    async def start(self) -> None:
        """Listen, on the same port as before if there was one. Raises `OSError`."""
        listening = listen(self._port)
        self._port = listening.getsockname()[1]
        self._http = HttpServer(self.backend)
        self._serving = asyncio.create_task(self._http.serve(sockets=[listening]))
        started = asyncio.create_task(self._http.is_serving.wait())
        await asyncio.wait((started, self._serving), return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        self.backend.lives += 1
        if self._serving.done():
            self._serving.result()
        if not self._background:
            self._background = [
                asyncio.create_task(self.backend.orchestrator.run()),
                asyncio.create_task(self._restart_when_ordered()),
            ]

    async def stop(self) -> None:
        """Break all connections and refuse new ones."""
        if self._http is None or self._serving is None:
            return
        self._http.end()
        await self._serving
        self._http = self._serving = None

    async def restart(self, away: float = 0) -> None:
        """Stop, and start again after so many seconds."""
        await self.stop()
        await asyncio.sleep(away)
        await self.start()

    async def _restart_when_ordered(self) -> None:
        while True:
            seconds = await self.backend.restarts.get()
            # The answer to the order leaves first.
            await asyncio.sleep(0.05)
            await self.restart(seconds)

    # People and what they do.

    def person(self, alias: str, *, email: str | None = None, password: str = "secreto1") -> Person:
        """Somebody new, with an account if there is an e-mail address."""
        person = self.backend.people.bootstrap(None)
        person.alias = alias
        if email is not None:
            self.backend.people.register(email, password, person.id)
        return person

    def identity(self, person: Person | str) -> Identity:
        """What that person, or the one with that id, proves who they are with."""
        if isinstance(person, str):
            person = self.state.people[person]
        return self.backend.people.identity(person, self.traps.token_lifetime)

    def room(self, one: Person, other: Person, report_id: str | None = None) -> Room:
        """The room of these two; made if there is none."""
        return self.backend.rooms.between(one.id, other.id, report_id)

    def write(self, room_id: str, sender_id: str, *contents: str, **how: Any) -> list[Message]:
        """Messages of others; see `away.write` for `how`."""
        return away.write(self.backend, room_id, sender_id, list(contents), **how)

    def history(self, room_id: str) -> list[Message]:
        """What is stored, in order."""
        return self.state.messages_of(room_id)

    def dump(self) -> dict[str, Any]:
        """All that is stored and open."""
        return orders.dump(self.backend)


class ThreadedServer:
    """The same in a thread of its own: `with ThreadedServer() as server: server.url`.

    Orders go through `do`: `server.do(lambda it: it.faults.storm(3))`.
    """

    def __init__(self, traps: Traps | None = None, **options: Any) -> None:
        """Takes what `SafeSpotServer` takes."""
        self._traps = traps
        self._options = options
        self._started: Future[SafeSpotServer] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._started.result(timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(timeout=10)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def neighbourhood(self) -> Neighbourhood | None:
        return self._server.neighbourhood

    def do(self, order: Callable[[SafeSpotServer], T]) -> T:
        """Call that with the server, in its thread; gives and raises what it does."""

        async def called() -> T:
            return order(self._server)

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result(timeout=30)

    def restart(self, away: float = 0) -> None:
        coroutine = self._server.restart(away)
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=away + 30)

    def stop(self) -> None:
        """Be gone until `start`."""
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(timeout=30)

    def start(self) -> None:
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(timeout=30)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        try:
            async with SafeSpotServer(self._traps, **self._options) as server:
                self._started.set_result(server)
                await self._ended.wait()
        except OSError as problem:
            self._started.set_exception(problem)
