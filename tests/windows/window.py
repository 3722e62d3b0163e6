"""A window without a screen, in a process of its own: the engine as it is, told by lines of JSON.

    python -m tests.windows.window ARCHIVE URL [MUTANT]

The token is in the environment. What is asked for comes in on stdin, what happens goes out on
stdout; times are of the machine's monotonic clock, so that those of several windows compare.
"""

import asyncio
import json
import logging
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from safespot_tui.archive.archive import Archive, Duty
from safespot_tui.archive.rows import NO_WISHES, Facts, Wishes
from safespot_tui.domain import intent as intent_module
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MessageCreated, Received
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import Intent, OutboxState, SendMessage
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.global_chat import session
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync import intents
from safespot_tui.sync.clock import SystemClock
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.sync.session import new_origin
from tests.windows.mutants import MUTANTS

TOKEN = "SAFESPOT_TEST_TOKEN"
MINUTE, LONGEST_HOLD = 60.0, 600.0


def tell(what: str, **more: Any) -> None:
    """One line to whoever started this; shorter than a pipe's buffer, so it is never torn."""
    os.write(1, json.dumps({"is": what, "at": time.monotonic(), **more}).encode() + b"\n")


class Told(logging.Handler):
    """What would be in the log."""

    def emit(self, record: logging.LogRecord) -> None:
        tell("log", logger=record.name, words=record.getMessage())


class WatchedArchive(Archive):
    """Says when it leads, and when it writes what the server said."""

    _led = False

    def commit(self, facts: Facts | None, wishes: Wishes = NO_WISHES) -> None:
        begun = time.monotonic()
        super().commit(facts, wishes)
        if facts is not None:
            tell("facts", begun=begun)

    def look_around(self) -> Duty:
        duty = super().look_around()
        if duty.leads and not self._led:
            self._led = True
            tell("leads")
        if duty.adopted:
            tell("adopted", count=len(duty.adopted))
        return duty


class HeardGateway:
    """Says what its stream brings of the user's own messages, and whose window sent them."""

    deaf = False
    """Requests go out, and nothing comes back."""

    def __init__(self, gateway: Any) -> None:
        self._gateway = gateway

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)

    async def stream(self, cursor):
        tell("stream", origin=self._gateway.origin)
        async for item in self._gateway.stream(cursor):
            if isinstance(item, Received) and isinstance(item.event, MessageCreated):
                message = item.event.message
                tell("heard", text=message.content, origin=item.event.origin)
            if not HeardGateway.deaf:
                yield item

    async def perform(self, intent: Intent):
        outcome = await self._gateway.perform(intent)
        if HeardGateway.deaf:
            tell("performed")
            await asyncio.Event().wait()
        return outcome


class Window:
    """One window of an account."""

    def __init__(self, path: Path, url: str, token: str) -> None:
        self.origin: OriginClientId = new_origin()
        self._url = url
        self._token = token
        archive = WatchedArchive(path, self.origin)
        store = Store()
        if archive.contents is not None:
            store.apply(archive.contents.restored)
        self.engine = Engine(store, archive, self.origin, self._open_gateway, SystemClock())
        self._live = self._unsettled = False
        store.watch_all(self._changed)

    async def _open_gateway(self) -> Any:
        gateway = await session.connect(server_address(self._url), self._token, self.origin)
        return HeardGateway(gateway)

    def _changed(self, _batch: Batch) -> None:
        live = self.engine.store.connection.state is ConnectionState.LIVE
        if live and not self._live:
            tell("live")
        self._live = live
        unsettled = any(item.owner == self.origin for item in self.engine.store.outbox)
        if self._unsettled and not unsettled:
            tell("idle")
        self._unsettled = unsettled

    async def do(self, asked: dict[str, Any]) -> None:
        engine, store = self.engine, self.engine.store
        conversation_id = ConversationId(asked.get("conversation", ""))
        match asked["do"]:
            case "send":
                try:
                    await engine.send(conversation_id, asked["text"])
                except OutboxFull as error:
                    tell("refused", text=asked["text"], reason=error.reason)
                else:
                    tell("kept", text=asked["text"])
            case "send image":
                await engine.send_image(conversation_id, bytes.fromhex(asked["image"]), "")
                tell("kept", text="an image")
            case "delete":
                with mock.patch.object(intents, "UNDO_SECONDS", asked["hold"]):
                    await engine.delete(self._called(conversation_id, asked["text"]))
                tell("kept", text=asked["text"])
            case "take back":
                (held,) = [
                    item for item in store.outbox if item.held_for(datetime.now(UTC)) > MINUTE
                ]
                tell("taken back", in_time=await engine.take_back(held.sequence))
            case "draft":
                engine.save_draft(Draft(conversation_id, asked["text"]))
            case "read":
                engine.show(conversation_id)
            case "flag":
                engine.set_flags(conversation_id, pinned=asked["pinned"])
            case "be deaf":
                HeardGateway.deaf = True
            case "state":
                tell("state", **self._state())
            case "rows":
                rows = (store.message(row) for row in store.timeline(conversation_id).rows)  # pyright: ignore[reportArgumentType]
                tell("rows", rows=[message.content for message in rows if message])
            case other:
                raise ValueError(other)

    def _called(self, conversation_id: ConversationId, text: str) -> MessageId:
        """The message that says `text`."""
        rows = self.engine.store.timeline(conversation_id).rows
        messages = (self.engine.store.message(MessageId(row)) for row in rows if not is_gap(row))
        (found,) = [message.id for message in messages if message and message.content == text]
        return found

    def _state(self) -> dict[str, Any]:
        store = self.engine.store
        own = [item for item in store.outbox if item.owner == self.origin]
        return {
            "leads": self.engine._keeper.leads,
            "live": store.connection.state is ConnectionState.LIVE,
            "waiting": [
                item.intent.content
                for item in own
                if isinstance(item.intent, SendMessage) and item.state is not OutboxState.FAILED
            ],
            "unsettled": len(own),
            "unread": store.unread_total.messages,
            "heads": {c.id: c.head_position for c in store.base_entities().conversations},
        }


async def asked_for(window: Window) -> None:
    """Do what comes in, one after the other, until nobody asks any more."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        await window.do(json.loads(line))


async def main() -> None:
    path, url, *mutants = sys.argv[1:]
    for mutant in mutants:
        MUTANTS[mutant]()
    logging.basicConfig(level=logging.WARNING, handlers=[Told()])
    # Here a deletion is held for as long as a test says.
    intent_module.UNDO_SECONDS = LONGEST_HOLD
    window = Window(Path(path), url, os.environ[TOKEN])
    tell("hello", origin=window.origin)
    running = asyncio.create_task(window.engine.run())
    asking = asyncio.create_task(asked_for(window))
    await asyncio.wait([running, asking], return_when=asyncio.FIRST_COMPLETED)
    for task in (asking, running):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await window.engine.aclose()
    tell("closed")


if __name__ == "__main__":
    asyncio.run(main())
