"""Both kinds of server behind the proxy, with Ana in front of it, and Beto who writes to her."""

import asyncio
import functools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.server.serve import serving
from safespot_tui.server.settings import Settings
from safespot_tui.stage.account import Account
from safespot_tui.stage.engine import StageEngine
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.engine import Engine
from tests.broken_server.proxy import BrokenServer, broken
from tests.broken_server.switch import Switch
from tests.safespot_server import PASSWORDS, SafeSpotServer
from tests.tui.until import until

PASSWORD = "correct horse"
MARK = "marca"
"""What is wrong is wrong with messages that say this."""

Write = Callable[[str], Awaitable[None]]


class Town:
    """Ana, and what is behind her."""

    def __init__(
        self,
        proxy: BrokenServer,
        ana: Account,
        room: ConversationId,
        beto_writes: Write,
        ana_writes: Write,
    ) -> None:
        self.proxy = proxy
        self.ana = ana
        self.room = room
        """Of both."""
        self.beto_writes = beto_writes
        """Past the proxy."""
        self.ana_writes = ana_writes
        """So, too, from another window."""

    @asynccontextmanager
    async def client(self, path: Path, instruments: Instruments) -> AsyncGenerator[Engine]:
        """Her engine at work, with its archive there; the conversation is on its screen."""
        engine = StageEngine(self.ana, path, instruments)
        running = asyncio.create_task(engine.run())
        try:
            await until(lambda: engine.store.connection.state is ConnectionState.LIVE)
            engine.show(self.room)
            yield engine
        finally:
            running.cancel()
            await asyncio.wait([running])


def said(engine: Engine, room: ConversationId) -> set[str]:
    """What a client has of a conversation."""
    rows = map(str, engine.store.timeline(room).rows)
    held = [engine.store.message(MessageId(row)) for row in rows]
    return {one.content for one in held if one is not None}


OpenTown = Callable[[Switch | None], AbstractAsyncContextManager[Town]]


@asynccontextmanager
async def global_chat_town(switch: Switch | None) -> AsyncGenerator[Town]:
    """The server of this project."""
    async with (
        serving(settings=Settings(heartbeat_seconds=1.0)) as url,
        broken(url, switch, MARK) as proxy,
    ):
        ana, beto = [
            await auth.register(url, f"{name}@example.org", PASSWORD, name)
            for name in ("ana", "beto")
        ]
        gateways = [
            await auth.open_gateway(url, each.token, OriginClientId(str(uuid4())))
            for each in (ana, beto)
        ]
        room = (await gateways[0].create_dm(beto.user.id)).conversation_id

        async def write(gateway: Gateway, words: str) -> None:
            name = ClientMessageId(str(uuid4()))
            await gateway.perform(SendMessage(room, name, safe_text(words)))

        account = Account(server=proxy.url, token=ana.token, user_id=ana.user.id, alias="ana")
        ana_writes, beto_writes = (functools.partial(write, gateway) for gateway in gateways)
        try:
            yield Town(proxy, account, room, beto_writes, ana_writes)
        finally:
            for gateway in gateways:
                await gateway.aclose()


@asynccontextmanager
async def safespot_town(switch: Switch | None) -> AsyncGenerator[Town]:
    """The stand-in of the API that SafeSpot runs today, with its traps."""
    async with (
        SafeSpotServer(seeded=True) as server,
        broken(server.url, switch, MARK) as proxy,
    ):
        ids = server.neighbourhood
        assert ids is not None

        async def write(sender: str, words: str) -> None:
            server.write(ids.ana_bruno, sender, words)
            # It dates messages by the millisecond.
            await asyncio.sleep(0.002)

        identity = await auth.log_in(
            server.url, "ana@example.test", PASSWORDS["Ana"], dialect=Dialect.SAFESPOT
        )
        account = Account(
            server=proxy.url,
            token=identity.token,
            user_id=ids.ana,
            alias="Ana",
            dialect=Dialect.SAFESPOT,
        )
        ana_writes, beto_writes = (functools.partial(write, who) for who in (ids.ana, ids.bruno))
        room = ConversationId(ids.ana_bruno)
        yield Town(proxy, account, room, beto_writes, ana_writes)


TOWNS: dict[str, OpenTown] = {"global-chat": global_chat_town, "safespot": safespot_town}
