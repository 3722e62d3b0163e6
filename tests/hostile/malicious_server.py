"""A server that answers whatever it likes, byte by byte, and writes down everything it is asked."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def is_stream(self) -> bool:
        return b"text/event-stream" in self.head


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class MaliciousServer:
    """On loopback; `answer` decides what comes back for each request."""

    answer: Answer
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    @property
    def heard(self) -> bytes:
        """Every byte that a client said."""
        return b"\n".join(request.head + request.body for request in self.requests)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                method, path, _version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                body = await reader.readexactly(_length(head))
                request = Request(method, path, head, body)
                self.requests.append(request)
                await self.answer(request, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0


@asynccontextmanager
async def malicious_server(
    answer: Answer, tls: ssl.SSLContext | None = None
) -> AsyncIterator[MaliciousServer]:
    """Runs until the end of the block; whatever it is still sending then is broken off."""
    server = MaliciousServer(answer)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    scheme = "https" if tls else "http"
    server.url = f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


# ------------------------------------------------------------------------------------- answers


def response(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    content_type: str = "application/json",
    headers: bytes = b"",
) -> bytes:
    """A whole response with its length."""
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\n"
        f"content-length: {len(body)}\r\n".encode()
        + headers
        + b"\r\n"
        + body
    )


def says(data: bytes) -> Answer:
    """Always the same bytes, as they are."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Answer:
    """`head`, then `piece` after `piece` until the client hangs up."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


async def hang_up(request: Request, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()
    raise ConnectionResetError
