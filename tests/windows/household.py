"""A server, an account with several windows on one machine, and somebody else to talk to."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from safespot_tui.domain.ids import ClientMessageId, ConversationId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.global_chat import session
from safespot_tui.gateway.protocol import Gateway, Identity, Page
from safespot_tui.sync.session import new_origin
from tests import forkserver
from tests.e2e.people import Backend
from tests.windows.window import TOKEN

ROOT = Path(__file__).parents[2]
DEADLINE = 60.0
"""Seconds until what never happens fails the test; machines under load are slow."""

FAIL_OVER_SECONDS = 2.0
"""What is promised from the death of the window that leads until another does."""

ROOM = 4.0
"""What a machine may need beyond that on which everything else runs, too."""

Told = dict[str, Any]


class Window:
    """A window in a process of its own, as it tells of itself."""

    def __init__(
        self, process: forkserver.Popen, said: asyncio.StreamReader, told: Callable[[], None]
    ) -> None:
        """`told` is called after everything that it tells."""
        self.process = process
        self._said = said
        self._told = told
        self.told: list[Told] = []
        self.died_at: float | None = None
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @property
    def origin(self) -> str:
        return self.all("hello")[0]["origin"]

    @property
    def leads(self) -> bool:
        return bool(self.all("leads"))

    @property
    def is_alive(self) -> bool:
        """Nobody has killed it: that is known here before it is told of its end."""
        return self.died_at is None and self.process.poll() is None

    def all(self, what: str) -> list[Told]:
        """Everything of one kind that it has told."""
        return [told for told in self.told if told["is"] == what]

    async def _read(self) -> None:
        # What a window that was killed said last may be half a line.
        while (line := await self._said.readline()).endswith(b"\n"):
            self.told.append(json.loads(line))
            self._news.set()
            self._told()
        self._news.set()

    async def until(self, true: Callable[[], Any], what: str) -> None:
        async with asyncio.timeout(DEADLINE):
            while not true():
                assert not self._reading.done(), f"the window ended before {what}"
                self._news.clear()
                await self._news.wait()

    async def heard_of(self, what: str, count: int = 1) -> Told:
        """The so-manieth of one kind, once it has been told."""
        await self.until(lambda: len(self.all(what)) >= count, what)
        return self.all(what)[count - 1]

    def ask(self, do: str, conversation_id: str = "", **more: Any) -> None:
        assert self.process.stdin is not None
        line = json.dumps({"do": do, "conversation": conversation_id, **more})
        self.process.stdin.write(line.encode() + b"\n")

    async def state(self) -> Told:
        count = len(self.all("state"))
        self.ask("state")
        return await self.heard_of("state", count + 1)

    async def rows(self, conversation_id: str) -> list[str]:
        count = len(self.all("rows"))
        self.ask("rows", conversation_id)
        return (await self.heard_of("rows", count + 1))["rows"]

    async def kill(self) -> None:
        """As a power cut would."""
        if self.process.poll() is None:
            self.died_at = time.monotonic()
            self.process.kill()
        await self._ended()

    async def close(self) -> None:
        """As the user would."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self._ended()

    async def _ended(self) -> None:
        await asyncio.to_thread(self.process.wait, DEADLINE)
        await self._reading
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()


class Household:
    """Everything is ended with the `async with`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "account" / "archive.sqlite3"
        self.windows: list[Window] = []
        """Every window there ever was."""
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.backend = await asyncio.to_thread(Backend, self.folder)
        self.address = server_address(self.backend.url)
        self._sofia = await self._register("sofia")
        marta = await self._register("marta")
        self.sofia = await self._connect(self._sofia)
        """Sofia's account, asked directly: what the server has."""
        self.marta = await self._connect(marta)
        opened = [await self.sofia.create_dm(marta.user.id)]
        opened += [
            await self.sofia.create_group(safe_text(name), [marta.user.id])
            for name in ("Plaza", "Cuadra")
        ]
        self.conversations = [each.conversation_id for each in opened]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for window in self.windows:
            await window.kill()
        for gateway in (self.sofia, self.marta):
            await gateway.aclose()
        await asyncio.to_thread(self.backend.kill)

    async def _register(self, alias: str) -> Identity:
        return await session.register(self.address, f"{alias}@example.org", "contraseña", alias)

    async def _connect(self, identity: Identity) -> Gateway:
        return await session.connect(self.address, identity.token, new_origin())

    # ---------------------------------------------------------------------------- windows

    @property
    def alive(self) -> list[Window]:
        return [window for window in self.windows if window.is_alive]

    @property
    def leader(self) -> Window | None:
        return next((window for window in self.alive if window.leads), None)

    async def begin(self, *mutants: str) -> Window:
        """A window that has just been started."""
        arguments = (self.archive, self.backend.url, *mutants)
        process = await asyncio.to_thread(
            forkserver.Popen, [sys.executable, "-m", "tests.windows.window", *arguments],
            cwd=ROOT, env={**os.environ, TOKEN: self._sofia.token},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        assert process.stdout is not None
        said = asyncio.StreamReader(limit=1 << 24)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(said), process.stdout
        )
        window = Window(process, said, self._news.set)
        self.windows.append(window)
        await window.heard_of("hello")
        return window

    async def open(self, *mutants: str) -> Window:
        """A window that is live."""
        window = await self.begin(*mutants)
        await window.heard_of("live")
        return window

    async def open_leading(self, count: int, *mutants: str) -> list[Window]:
        """Windows of which the first one leads."""
        first = await self.open(*mutants)
        await first.heard_of("leads")
        return [first, *[await self.open(*mutants) for _ in range(count - 1)]]

    async def new_leader(
        self, *, after: Window, within: float = FAIL_OVER_SECONDS + ROOM
    ) -> tuple[Window, float]:
        """The window that leads after one has died, and seconds from the one to the other."""
        assert after.died_at is not None
        await self.until(lambda: self.leader, within)
        leader = self.leader
        assert leader is not None
        return leader, leader.all("leads")[0]["at"] - after.died_at

    async def until(self, true: Callable[[], Any], within: float = DEADLINE) -> None:
        """Come back once something is true of what the windows have told."""
        async with asyncio.timeout(within):
            while not true():
                self._news.clear()
                await self._news.wait()

    # ---------------------------------------------------------------------------- the server

    async def say(self, text: str, conversation_id: ConversationId) -> None:
        """Marta writes; as long as the server is away, she does not."""
        with suppress(Unreachable):
            await self.marta.perform(
                SendMessage(conversation_id, ClientMessageId(str(uuid4())), safe_text(text))
            )

    async def on_the_server(self) -> dict[ConversationId, list[str]]:
        """What the server has of every conversation, in its order."""
        found: dict[ConversationId, list[str]] = {}
        for conversation_id in self.conversations:
            contents: list[str] = []
            page = Page(limit=100)
            while True:
                answer = await self.sofia.history(conversation_id, page)
                contents[:0] = [m.content for m in answer.messages if m.type is MessageType.TEXT]
                if not answer.has_older or not answer.messages:
                    break
                page = Page(before=answer.messages[0].id, limit=100)
            found[conversation_id] = contents
        return found

    async def until_on_the_server(self, *texts: str, within: float = DEADLINE) -> list[str]:
        """Everything the server has, once it has these."""
        async with asyncio.timeout(within):
            while True:
                try:
                    there = [
                        text for each in (await self.on_the_server()).values() for text in each
                    ]
                except Unreachable:
                    there = []
                if set(texts) <= set(there):
                    return there
                await asyncio.sleep(0.05)

    async def stop_server(self) -> None:
        await asyncio.to_thread(self.backend.kill)

    async def start_server(self) -> None:
        await asyncio.to_thread(self.backend.start)
