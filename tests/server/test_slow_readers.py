"""Readers who take less than they are sent."""

import asyncio
from typing import Any

from .conftest import PATIENCE


class Pipe:
    """To a reader who takes nothing until `clear` is set."""

    def __init__(self) -> None:
        self.clear = asyncio.Event()

    @property
    def is_clear(self) -> bool:
        return self.clear.is_set()

    async def cleared(self) -> None:
        await self.clear.wait()

    def send_chunk(self, data: bytes) -> None:
        raise AssertionError(data)

    def abort(self) -> None:
        raise AssertionError


async def test_the_log_is_read_when_the_reader_takes_it(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    pipe, sent = Pipe(), asyncio.Queue[dict[str, Any]]()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    headers = beto.headers | {"Last-Event-ID": cursor}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/events",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "state": {"pipe": pipe},
    }
    app = world.http._transport.app
    serving = asyncio.create_task(app(scope, receive, sent.put))
    async with asyncio.timeout(PATIENCE):
        assert (await sent.get())["status"] == 200
        said = [(await ana.send(dm, word))["id"] for word in ("uno", "dos", "tres")]
        assert sent.empty()
        pipe.clear.set()
        body = (await sent.get())["body"].decode()
        assert [id_ for id_ in said if f'"id":"{id_}"' in body] == said
        gone.set()
        await serving
