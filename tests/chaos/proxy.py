"""A proxy on the loopback that does to requests, answers and events what it is ordered to."""

import asyncio
import random
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import Self, TypeVar

import h11

from tests.chaos.faults import Asked, Deed, Hold, Orders, Point, SendFault
from tests.chaos.messages import Broken, Head, Side, is_event_stream

T = TypeVar("T")

_ASKED = (
    (Asked.MESSAGE, (b"POST",), re.compile(rb"/messages$")),
    (Asked.IMAGE, (b"PUT", b"POST"), re.compile(rb"/images(/[^/]+)?$")),
    (Asked.DELETION, (b"DELETE",), re.compile(rb"/messages/[^/]+$")),
)
"""By method and address, on either server."""
_EVENT = re.compile(rb"^data:", re.MULTILINE)
_RESUME = b"last-event-id"
LATE_SECONDS = 0.3
MOST_SLICE_BYTES = 16


class Proxy:
    """Between clients and the server at `upstream`. All of it belongs to one event loop."""

    def __init__(self, seed: int = 0) -> None:
        self.orders = Orders()
        self.upstream = 0
        """The port of the real server."""
        self.port = 0
        self.dropped: list[bytes] = []
        """Events that were never passed on."""
        self.resumed: list[bytes] = []
        """Where clients asked streams to go on from."""
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._healed = asyncio.Event()
        self._clients: dict[Side, object] = {}
        """With the task of each: while it waits for the server, nobody else holds on to it."""
        self._streams: set[Side] = set()

    async def listen(self) -> None:
        """Take connections, on the same port as before if there was one."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def refuse(self) -> None:
        """Take no more connections, as if nobody were there; what is open stays."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def heal(self) -> None:
        """Forget all orders and end requests that got no answer: the network is good again.

        A stream that went silent stays so: to notice that is the client's work.
        """
        self.orders.clear()
        self.end_silence()
        if self._server is None:
            await self.listen()

    def end_silence(self) -> None:
        """Break what is left of requests that got no answer, and order no more of that.

        So the client need not give up first.
        """
        self.orders.forget_silence()
        self._healed.set()
        self._healed = asyncio.Event()

    def cut(self, *, streams_only: bool = False) -> None:
        """Break what is open."""
        for side in list(self._streams if streams_only else self._clients):
            _reset(side)

    def end(self) -> None:
        self.refuse()
        self.orders.clear()
        self._healed.set()
        self.cut()

    # ---------------------------------------------------------------------------- inside

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Side(h11.Connection(h11.SERVER), reader, writer)
        self._clients[client] = asyncio.current_task()
        reset = False
        try:
            while (message := await client.message()) is not None:
                request, body = message
                assert isinstance(request, h11.Request)
                if not await self._exchange(client, request, body):
                    break
                client.http.start_next_cycle()
        except Broken as broken:
            reset = broken.reset
        finally:
            del self._clients[client]
            _reset(client) if reset else client.close()

    async def _exchange(self, client: Side, request: h11.Request, body: bytes) -> bool:
        """Take a request to the server, and its answer back; whether another may follow."""
        fate, healed = self.orders.for_request(_asked(request)), self._healed

        async def suffer(point: Point) -> None:
            await _suffer(fate, point, healed)

        await suffer(Point.BEFORE)
        await asyncio.sleep(self.orders.latency)
        server = await self._connect()
        try:
            asked = [request, h11.Data(body), h11.EndOfMessage()]
            await server.write(server.framed(*asked))
            answer = await server.message()
            if answer is None:
                raise Broken
            head, content = self._answered(request, *answer)
            await suffer(Point.AFTER)
            await asyncio.sleep(self.orders.latency)
            if is_event_stream(head):
                self.resumed += (value for name, value in request.headers if name == _RESUME)
                await self._relay(client, server, head, request)
                return False
            data = client.framed(head, h11.Data(content), h11.EndOfMessage())
            await client.write(data[: len(data) // 2])
            await suffer(Point.WITHIN)
            sliced = isinstance(fate, SendFault) and fate.deed is Deed.SLICE
            await client.write(data[len(data) // 2 :], slice_bytes=self._slice() if sliced else 0)
            return client.http.our_state is h11.DONE
        finally:
            server.close()

    async def _connect(self) -> Side:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError as error:
            raise Broken(reset=True) from error
        return Side(h11.Connection(h11.CLIENT), reader, writer)

    # ---------------------------------------------------------------------------- streams

    async def _relay(
        self, client: Side, server: Side, head: h11.Response, request: h11.Request
    ) -> None:
        """Pass events on until either side is gone."""
        self._streams.add(client)
        relaying = asyncio.create_task(self._relay_events(client, server, head, request))
        leaving = asyncio.create_task(client.reader.read())
        try:
            await asyncio.wait((relaying, leaving), return_when=asyncio.FIRST_COMPLETED)
            if relaying.done():
                relaying.result()
        finally:
            self._streams.discard(client)
            for task in (relaying, leaving):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(relaying, leaving, return_exceptions=True)

    async def _relay_events(
        self, client: Side, server: Side, head: h11.Response, request: h11.Request
    ) -> None:
        await client.write(client.framed(head))
        told_for = self._teller(request)
        waiting = b""
        while isinstance(event := await server.next(), h11.Data):
            *blocks, waiting = (waiting + bytes(event.data)).split(b"\n\n")
            for block in blocks:
                for told in told_for(block + b"\n\n"):
                    await self._pass_on(client, told)
        await client.write(client.framed(h11.EndOfMessage()))

    # ---------------------------------------------------------------------------- for who inherits

    def _answered(
        self, request: h11.Request, head: Head, content: bytes
    ) -> tuple[h11.Response, bytes]:
        """What the client gets for what the server answers."""
        assert isinstance(head, h11.Response)
        return head, content

    def _teller(self, request: h11.Request) -> Callable[[bytes], Iterable[bytes]]:
        """Gives the blocks that a stream that was asked for so has in the place of each."""
        return lambda block: (block,)

    async def _pass_on(self, client: Side, block: bytes) -> None:
        deed = self.orders.for_event(block) if _EVENT.search(block) else None
        match deed:
            case Deed.DROP:
                self.dropped.append(block)
            case Deed.DOUBLE:
                await client.write(client.framed(h11.Data(block), h11.Data(block)))
            case Deed.CUT | Deed.RESET:
                await client.write(client.framed(h11.Data(block[: len(block) // 2])))
                raise Broken(reset=deed is Deed.RESET)
            case Deed.SILENCE:
                await asyncio.Event().wait()
            case Deed.LATE:
                await asyncio.sleep(LATE_SECONDS)
                await client.write(client.framed(h11.Data(block)))
            case Deed.SLICE:
                data = client.framed(h11.Data(block))
                await client.write(data, slice_bytes=self._slice())
            case None:
                await client.write(client.framed(h11.Data(block)))

    def _slice(self) -> int:
        return self._random.randint(1, MOST_SLICE_BYTES)


def _asked(request: h11.Request) -> Asked | None:
    """What a request asks for, if it counts."""
    for asked, methods, address in _ASKED:
        if request.method in methods and address.search(request.target):
            return asked
    return None


async def _suffer(fate: SendFault | Hold | None, point: Point, healed: asyncio.Event) -> None:
    """Let happen what is to happen at that point. Raises `Broken`."""
    match fate:
        case Hold():
            if not await fate.here(point):
                raise Broken
        case SendFault(at, deed) if at is point:
            match deed:
                case Deed.CUT | Deed.RESET:
                    raise Broken(reset=deed is Deed.RESET)
                case Deed.SILENCE:
                    await healed.wait()
                    raise Broken
                case Deed.LATE:
                    await asyncio.sleep(LATE_SECONDS)
                case _:
                    pass
        case _:
            pass


def _reset(side: Side) -> None:
    connected = side.writer.get_extra_info("socket")
    with suppress(OSError):
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    side.close(reset=True)


class ThreadedProxy:
    """The same in a thread of its own; orders go through `do`."""

    def __init__(self) -> None:
        self.proxy: Proxy
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.result(timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(timeout=10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    def do(self, order: Callable[[Proxy], T]) -> T:
        """Call that with the proxy, in its thread."""

        async def called() -> T:
            return order(self.proxy)

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result(timeout=10)

    def hold(self, point: Point, asked: Asked = Asked.MESSAGE) -> Hold:
        """Let the next request of that kind stand still there, before all other orders.

        One that got no answer would keep all behind it from coming so far: its silence ends.
        """
        hold = Hold(point, self._loop, asked)
        self.end_silence()
        self.do(lambda it: it.orders.sends.appendleft(hold))
        return hold

    def end_silence(self) -> None:
        """Let nothing that is wanted wait for what gets no answer."""
        self.do(lambda it: it.end_silence())

    def heal(self) -> None:
        asyncio.run_coroutine_threadsafe(self.proxy.heal(), self._loop).result(timeout=10)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self.proxy = Proxy()
        try:
            await self.proxy.listen()
        except OSError as problem:
            self._started.set_exception(problem)
            return
        self._started.set_result(None)
        await self._ended.wait()
        self.proxy.end()
