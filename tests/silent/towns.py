"""Both kinds of server, each with somebody behind the recording proxy and two who write to them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from uuid import uuid4

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.domain.event import (
    MemberUpdated,
    MessageDelivered,
    PresenceChanged,
    Received,
    TypingChanged,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.server.serve import serving
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin, open_session
from safespot_tui.sync.silent_mode import SilentMode
from tests.safespot_server import PASSWORDS, SafeSpotServer
from tests.silent.recording_proxy import RecordingProxy, Told

PASSWORD = "correct horse"

Write = Callable[[int, str], Awaitable[None]]


class Town:
    """Ana, who moderates, and what the others write and see of her."""

    def __init__(
        self,
        folder: Path,
        proxy: RecordingProxy,
        token: str,
        dialect: Dialect,
        rooms: list[ConversationId],
        write: Write,
        seen: Callable[[], set[Told]],
    ) -> None:
        self.proxy = proxy
        self.rooms = rooms
        self.write = write
        """Has the other one in a room, by its number, write something."""
        self.seen = seen
        """What the others have come to know."""
        self._folder = folder
        self._token = token
        self._dialect = dialect

    @asynccontextmanager
    async def ana(self, *, silent: bool) -> AsyncGenerator[Engine]:
        """Her engine at work."""
        mode = SilentMode(SilentMark(self._folder))
        if silent:
            mode.begin()
        origin = new_origin()

        async def open_gateway() -> Gateway:
            url = f"http://127.0.0.1:{self.proxy.port}"
            return await auth.open_gateway(url, self._token, origin, dialect=self._dialect)

        engine = open_session(self._folder / "ana.db", origin, open_gateway, silent=mode)
        running = asyncio.create_task(engine.run())
        try:
            yield engine
        finally:
            running.cancel()
            await asyncio.wait([running])
            await engine.aclose()


@asynccontextmanager
async def _recording(url: str) -> AsyncGenerator[RecordingProxy]:
    proxy = RecordingProxy()
    proxy.upstream = int(url.rpartition(":")[2])
    await proxy.listen()
    try:
        yield proxy
    finally:
        proxy.end()


@asynccontextmanager
async def bundled_town(folder: Path) -> AsyncGenerator[Town]:
    """The server of this project."""
    async with serving() as url, _recording(url) as proxy:
        ana, *others = [
            await auth.register(url, f"{name}@example.org", PASSWORD, name)
            for name in ("ana", "beto", "caro")
        ]
        gateways = [
            await auth.open_gateway(url, other.token, OriginClientId(str(uuid4())))
            for other in others
        ]
        rooms = [(await gateway.create_dm(ana.user.id)).conversation_id for gateway in gateways]
        seen = set[Told]()

        async def watch(gateway: Gateway) -> None:
            async with aclosing(gateway.stream((await gateway.snapshot()).cursor)) as items:
                async for item in items:
                    match item:
                        case Received(MemberUpdated(user_id=ana.user.id)):
                            seen.add(Told.READ)
                        case Received(MessageDelivered(user_id=ana.user.id)):
                            seen.add(Told.DELIVERED)
                        case Received(TypingChanged(user_id=ana.user.id)):
                            seen.add(Told.TYPING)
                        case Received(PresenceChanged(user_id=ana.user.id, online=True)):
                            seen.add(Told.PRESENCE)
                        case _:
                            pass

        async def write(number: int, words: str) -> None:
            name = ClientMessageId(str(uuid4()))
            await gateways[number].perform(SendMessage(rooms[number], name, safe_text(words)))

        watching = [asyncio.create_task(watch(gateway)) for gateway in gateways]
        try:
            town = Town(folder, proxy, ana.token, Dialect.GLOBAL_CHAT, rooms, write, lambda: seen)
            yield town
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            for gateway in gateways:
                await gateway.aclose()


@asynccontextmanager
async def deployed_town(folder: Path) -> AsyncGenerator[Town]:
    """The stand-in of the API that SafeSpot runs today, with its traps."""
    async with SafeSpotServer(seeded=True) as server, _recording(server.url) as proxy:
        ids = server.neighbourhood
        assert ids is not None
        rooms = [(ids.ana_bruno, ids.bruno), (ids.about_report, ids.carla)]
        was = {message.id for room, _ in rooms for message in server.history(room)}

        async def write(number: int, words: str) -> None:
            server.write(*rooms[number], words)

        def seen() -> set[Told]:
            come = [m for room, _ in rooms for m in server.history(room) if m.sender_id != ids.ana]
            new = [message for message in come if message.id not in was]
            told = {Told.READ} if any(message.is_read for message in new) else set[Told]()
            told |= {Told.DELIVERED} if any(message.is_delivered for message in new) else set()
            online = server.backend.presence.is_online(ids.ana)
            return told | ({Told.PRESENCE} if online else set())

        identity = await auth.log_in(
            server.url, "ana@example.test", PASSWORDS["Ana"], dialect=Dialect.SAFESPOT
        )
        names = [ConversationId(room) for room, _ in rooms]
        yield Town(folder, proxy, identity.token, Dialect.SAFESPOT, names, write, seen)
