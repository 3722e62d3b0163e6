"""The socket of one running client."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

from safespot_tui.stage.client import Client
from safespot_tui.stage.control.answer import refused, written
from safespot_tui.stage.control.conversation import LONGEST_LINE, Conversation
from safespot_tui.stage.control.doing import Doing
from safespot_tui.stage.control.peer import is_own
from safespot_tui.stage.control.place import ControlPlace

MOST_AT_ONCE = 16


@asynccontextmanager
async def controlled(client: Client, place: ControlPlace) -> AsyncGenerator[None]:
    """Answer whoever connects there, until left; then all of them are told, and it is gone."""
    control = _Control(client)
    server = await asyncio.start_unix_server(
        control.connected, sock=place.socket, limit=LONGEST_LINE
    )
    try:
        yield
    finally:
        server.close()
        await control.end()
        place.close()


class _Control:
    def __init__(self, client: Client) -> None:
        self._doing = Doing(client)
        self._open: dict[Conversation, asyncio.Task[None]] = {}

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = cast("socket.socket", writer.get_extra_info("socket"))
        if not is_own(connection):
            writer.transport.abort()
            return
        if len(self._open) >= MOST_AT_ONCE:
            said = f"{MOST_AT_ONCE} are connected already"
            writer.write(written(refused(None, "too_many", said)))
            writer.close()
            return
        conversation = Conversation(self._doing, reader, writer)
        # Not a coroutine: asyncio would take the end of one that is cancelled for a mistake.
        self._open[conversation] = task = asyncio.create_task(conversation.run())
        task.add_done_callback(lambda _task: self._open.pop(conversation))

    async def end(self) -> None:
        """Tell everybody, and hang up."""
        ending = dict(self._open)
        for conversation, task in ending.items():
            conversation.end()
            task.cancel()
        if ending:
            await asyncio.wait(ending.values())
