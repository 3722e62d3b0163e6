"""Somebody at the other end of a control socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any


class Other:
    """Asks, and hears what comes; events are kept beside."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.events: list[dict[str, Any]] = []
        self.reader = reader
        self.writer = writer
        self._count = 0

    async def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to a request."""
        self._count += 1
        return await self.say(json.dumps({"id": self._count, **request}).encode() + b"\n")

    async def say(self, line: bytes) -> dict[str, Any]:
        """The answer to whatever is sent."""
        self.writer.write(line)
        while "ok" not in (said := await self.hear()):
            self.events.append(said)
        return said

    async def hear(self) -> dict[str, Any]:
        """The next line. Raises `EOFError` at the end."""
        async with asyncio.timeout(30):
            line = await self.reader.readline()
        if not line:
            raise EOFError
        return json.loads(line)


@asynccontextmanager
async def calling(path: Path, most_unread: int = 16 * 1024 * 1024) -> AsyncIterator[Other]:
    """Be connected."""
    reader, writer = await asyncio.open_unix_connection(str(path), limit=most_unread)
    try:
        yield Other(reader, writer)
    finally:
        writer.close()
