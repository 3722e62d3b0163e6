"""What lies between a client and the server, and all that it does to what passes through it.

::

              request                     arrive
    client ─────────────▶ Wire ─────────────────────▶ server        one Wire per window
       ▲                   │  Fault: lost · late · twice · busy · broken · answer lost
       │     answer        │
       ├◀── (held back?) ──┤
       │                   │        blocks
       └◀──── Pipe ◀───────┴◀───────────────────────── event stream
              (held back, then: all · one dropped · one doubled · two swapped · cut in the middle)

Answers and the stream are held back independently, so that an event comes before the answer of the
request that caused it, or long after it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any

import httpx

from safespot_tui.gateway.errors import Busy, GatewayError, ServerFault, Unreachable
from safespot_tui.gateway.http import CONNECT_SECONDS, REQUEST_SECONDS, refusal
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.errors import ApiError
from tests.convergence.server import Body, Server


class Fault(Enum):
    """What becomes of one request."""

    LOST = auto()
    """It never arrives."""
    LATE = auto()
    """It arrives when the client has long given up."""
    TWICE = auto()
    """It arrives twice."""
    UNANSWERED = auto()
    """It arrives; its answer does not."""
    BUSY = auto()
    """It is turned away for two seconds."""
    BROKEN = auto()
    """The server fails before doing anything."""


class Harm(Enum):
    """What becomes of the blocks of a stream that were held back."""

    NONE = auto()
    DROPPED = auto()
    DOUBLED = auto()
    SWAPPED = auto()
    TRUNCATED = auto()


class Wire:
    """All connections of one window. Its `Fault`s happen to requests in the order noted."""

    def __init__(self, server: Server, caller: Caller, note: Callable[..., None]) -> None:
        self.online = True
        self.alive = True
        """Whether there is still a process at the client's end."""
        self.faults: deque[Fault] = deque()
        self.holds_answers = False
        self.holds_stream = False
        self.late: list[tuple[str, str, Body, Mapping[str, str]]] = []
        self.pipe: Pipe | None = None
        self.caller = caller
        self._server = server
        self._note = note
        self._held: list[asyncio.Future[bool]] = []

    # ---------------------------------------------------------------------------- requests

    async def request(
        self,
        method: str,
        path: str,
        body: Body = None,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        """The answer. Raises `GatewayError`."""
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                return await self._request(method, path, body, query or {})
        except ApiError as error:
            response = error.response()
            raise refusal(
                httpx.Response(response.status_code, headers=dict(response.headers)),
                bytes(response.body),
            ) from error
        except TimeoutError:
            raise Unreachable("No answer in time.") from None

    async def _request(self, method: str, path: str, body: Body, query: Mapping[str, str]) -> bytes:
        await asyncio.sleep(0)
        if not self.alive:
            await asyncio.Event().wait()
        fault = self.faults.popleft() if self.faults else None
        self._note("request", method, path, body, fault and fault.name)
        if not self.online:
            raise Unreachable("Offline.")
        match fault:
            case Fault.LOST:
                raise Unreachable("The request was lost.")
            case Fault.LATE:
                self.late.append((method, path, body, query))
                raise Unreachable("The request is late.")
            case Fault.BUSY:
                raise Busy(GatewayError("Busy.").reason, 2.0)
            case Fault.BROKEN:
                raise ServerFault("The server failed.")
            case Fault.TWICE:
                await self._arrive(method, path, body, query)
            case Fault.UNANSWERED | None:
                pass
        answer: bytes | ApiError
        try:
            answer = await self._arrive(method, path, body, query)
        except ApiError as error:
            answer = error
        if not await self._is_answered() or fault is Fault.UNANSWERED:
            raise Unreachable("The answer was lost.")
        if isinstance(answer, ApiError):
            raise answer
        return answer

    async def _arrive(self, method: str, path: str, body: Body, query: Mapping[str, str]) -> bytes:
        return await self._server.answer(self.caller, method, path, body, query)

    async def _is_answered(self) -> bool:
        if not self.online:
            return False
        if not self.holds_answers:
            return True
        held = asyncio.get_running_loop().create_future()
        self._held.append(held)
        return await held

    def let_answers_pass(self, *, lost: bool = False) -> None:
        """What was held back reaches the client now, or never."""
        self.holds_answers = False
        held, self._held = self._held, []
        for answer in held:
            if not answer.done():
                answer.set_result(not lost)

    async def deliver_late(self) -> None:
        """Requests that everybody has forgotten arrive."""
        late, self.late = self.late, []
        for method, path, body, query in late:
            try:
                await self._arrive(method, path, body, query)
            except ApiError as error:
                self._note("late", error.status)

    # ---------------------------------------------------------------------------- the stream

    async def open_stream(self, cursor: str | None) -> "Pipe":
        """Everything after the cursor. Raises `GatewayError`."""
        await asyncio.sleep(0)
        if not self.alive:
            await asyncio.Event().wait()
        self._note("stream", cursor)
        if not self.online:
            await asyncio.sleep(CONNECT_SECONDS / 100)
            raise Unreachable("Offline.")
        self.pipe = Pipe(self, self._note)
        self.pipe.serve(self._server.stream(self.caller, cursor, self.pipe))
        return self.pipe

    def go_offline(self) -> None:
        """Nothing passes; what is under way is lost."""
        self.online = False
        self.let_answers_pass(lost=True)
        self.cut()

    def cut(self) -> None:
        """The stream breaks."""
        if self.pipe is not None:
            self.pipe.cut()

    def heal(self) -> None:
        """From now on all is well, and what was held back arrives."""
        self.online = True
        self.faults.clear()
        self.let_answers_pass()
        self.holds_stream = False
        if self.pipe is not None:
            self.pipe.let_pass()


class Pipe:
    """One connection that carries an event stream."""

    def __init__(self, wire: Wire, note: Callable[..., None]) -> None:
        self.held: list[bytes] = []
        self.deaf = False
        """The connection is half open: the server believes in it, and nothing arrives."""
        self._wire = wire
        self._note = note
        self._arrived: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._broken = self._ended = False
        self._refused: tuple[int, dict[str, str]] | None = None
        self._gone = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    # ---------------------------------------------------------------------------- the server's end

    def serve(self, work: Any) -> None:
        self._serving = asyncio.get_running_loop().create_task(work)
        self._serving.add_done_callback(self._server_is_gone)

    def _server_is_gone(self, task: asyncio.Task[None]) -> None:
        if not self._ended:
            self._broken = True
            self._news.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            if message["status"] != 200:
                headers = {k.decode(): v.decode() for k, v in message["headers"]}
                self._refused = message["status"], headers
            return
        if not message.get("more_body"):
            self._ended = True
        self.send_chunk(message["body"])

    @property
    def is_clear(self) -> bool:
        return not self._gone.is_set()

    async def cleared(self) -> None:
        pass

    def send_chunk(self, data: bytes) -> None:
        if not self.deaf and not self._broken:
            self.held += [block + b"\n\n" for block in data.split(b"\n\n") if block]
        if not self._wire.holds_stream:
            self.let_pass()

    def abort(self) -> None:
        self.cut()

    # ---------------------------------------------------------------------------- in between

    def let_pass(self, harm: Harm = Harm.NONE, at: int = 0) -> None:
        """What was held back arrives, but for what is done to the block (or two) `at`."""
        blocks, self.held = self.held, []
        at = at % len(blocks) if blocks else 0
        cut = False
        match harm:
            case Harm.DROPPED:
                # Not the word that all has been sent: nothing follows by which it would be missed.
                if blocks and b"event: sync" not in blocks[at]:
                    del blocks[at]
            case Harm.DOUBLED:
                blocks[at:at] = blocks[at : at + 1]
            case Harm.SWAPPED:
                blocks[at : at + 2] = blocks[at : at + 2][::-1]
            case Harm.TRUNCATED if blocks:
                blocks[at:] = [blocks[at][: len(blocks[at]) // 2]]
                cut = True
            case _:
                pass
        self._arrived.extend(blocks)
        if cut:
            self.cut()
        if blocks or self._ended or self._refused:
            self._news.set()

    def cut(self) -> None:
        """Neither side hears of the other again, and both notice."""
        self.held.clear()
        self._broken = True
        self._news.set()
        self._gone.set()

    # ---------------------------------------------------------------------------- the client's end

    async def next(self, patience: float) -> bytes | None:
        """The next bytes; None at the end. Raises `GatewayError`."""
        while not self._arrived:
            if self._refused is not None:
                status, headers = self._refused
                raise refusal(httpx.Response(status, headers=headers), b"")
            if self._broken:
                raise Unreachable("The connection broke.")
            if self._ended and not self.held:
                return None
            self._news.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._news.wait()
            except TimeoutError:
                raise Unreachable("The server has gone silent.") from None
            if not self._wire.alive:
                await asyncio.Event().wait()
        block = self._arrived.popleft()
        self._note("block", block)
        return block

    def hang_up(self) -> None:
        self._gone.set()
