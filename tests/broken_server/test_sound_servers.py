"""Whatever happens on a sound server, nothing is found to be wrong with it."""

import asyncio
import io
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image

from safespot_tui.cli.main import main
from safespot_tui.domain.case import Flagged
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    FlagId,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import DeleteMessage, EditMessage, React, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway, Identity
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.server.serve import serving
from safespot_tui.server.settings import Settings
from safespot_tui.stage.account import Account
from safespot_tui.stage.engine import StageEngine
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.engine import Engine
from tests.broken_server.proxy import broken
from tests.broken_server.towns import PASSWORD, said
from tests.safespot_server import PASSWORDS, SafeSpotServer
from tests.tui.until import until


@asynccontextmanager
async def window(account: Account, path: Path) -> AsyncGenerator[Engine]:
    """A window of somebody; nothing may be found in what crosses its line."""
    instruments = Instruments()
    engine = StageEngine(account, path, instruments)
    running = asyncio.create_task(engine.run())
    try:
        await until(lambda: is_live(engine))
        yield engine
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert not findings(instruments.trace)


def is_live(engine: Engine) -> bool:
    return engine.store.connection.state is ConnectionState.LIVE


class Neighbour:
    """Somebody who acts without a client."""

    def __init__(self, gateway: Gateway, room: ConversationId) -> None:
        self.gateway = gateway
        self.room = room

    async def write(self, words: str) -> MessageId:
        name = ClientMessageId(str(uuid.uuid4()))
        message = await self.gateway.perform(SendMessage(self.room, name, safe_text(words)))
        assert isinstance(message, Message)
        return message.id


async def test_a_day_with_groups_windows_images_and_moderators(
    tmp_path: Path, own_home: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'server.sqlite3'}"
    # Of three, a group has a log of its own.
    settings = Settings(heartbeat_seconds=0.2, log_above=2)
    async with serving(database, settings=settings) as url, broken(url, None, "") as proxy:
        people: dict[str, Identity] = {}
        gateways: dict[str, Gateway] = {}
        for name in ("ana", "beto", "caro", "vera"):
            people[name] = await auth.register(url, f"{name}@example.org", PASSWORD, name)
            origin = OriginClientId(str(uuid.uuid4()))
            gateways[name] = await auth.open_gateway(url, people[name].token, origin)
        arguments = ["admin", "set-role", "--database-url", database, "vera", "moderator"]
        assert await asyncio.to_thread(main, arguments) == 0
        accounts = {
            name: Account(proxy.url, one.token, one.user.id, name) for name, one in people.items()
        }
        ids = {name: UserId(one.user.id) for name, one in people.items()}
        group = await gateways["beto"].create_group(safe_line("Cuadra"), [ids["ana"]])
        beto = Neighbour(gateways["beto"], group.conversation_id)
        await beto.write("antes")

        async with (
            window(accounts["ana"], tmp_path / "ana.db") as ana,
            window(accounts["ana"], tmp_path / "phone.db") as phone,
            window(accounts["vera"], tmp_path / "vera.db") as vera,
        ):

            async def heard(words: str, *engines: Engine) -> None:
                for engine in engines or (ana, phone):
                    await until(lambda one=engine: words in said(one, beto.room))

            ana.show(beto.room)
            first = await beto.write("uno")
            await beto.gateway.perform(EditMessage(beto.room, first, safe_text("uno y medio")))
            await ana.send(beto.room, "dos")
            await phone.send(beto.room, "tres")
            await heard("dos")
            await heard("tres")
            await beto.gateway.perform(React(beto.room, first, safe_text("👍"), present=True))
            await beto.gateway.perform(DeleteMessage(beto.room, first))
            await beto.gateway.add_members(beto.room, [ids["caro"]])
            await ana.send_image(beto.room, picture(), "una foto")
            await until(lambda: not ana.store.outbox)
            await beto.write("con registro")
            await heard("con registro")

            await beto.gateway.remove_member(beto.room, ids["ana"])
            await until(lambda: beto.room not in ana.store.inbox())
            await beto.write("sin ana")
            await beto.gateway.add_members(beto.room, [ids["ana"]])
            await beto.write("otra vez")
            await until(lambda: beto.room in ana.store.inbox() and beto.room in phone.store.inbox())
            await heard("otra vez")

            flag_id, about = FlagId(str(uuid.uuid4())), Flagged(user_id=ids["caro"])
            await beto.gateway.flag(beto.room, flag_id, about, safe_text("molesta"))
            desk = gateways["vera"].moderation
            assert desk is not None
            await desk.observe(beto.room)
            removed = await beto.write("mal")
            await heard("mal", ana, phone, vera)
            await desk.remove_message(removed, safe_text("porque sí"))

            ana.set_silent(silent=True)
            await beto.write("en silencio")
            await heard("en silencio")
            ana.set_silent(silent=False)
            await until(lambda: is_live(ana))
            await beto.write("fuerte")
            await heard("fuerte")
            proxy.cut()
            await beto.write("cortado")
            await heard("cortado", ana, phone, vera)
            await until(lambda: not ana.store.outbox and not phone.store.outbox)
        for gateway in gateways.values():
            await gateway.aclose()


async def test_a_day_with_all_traps(tmp_path: Path) -> None:
    async with SafeSpotServer(seeded=True) as server, broken(server.url, None, "") as proxy:
        ids = server.neighbourhood
        assert ids is not None
        room = ConversationId(ids.ana_bruno)
        identity = await auth.log_in(
            server.url, "ana@example.test", PASSWORDS["Ana"], dialect=Dialect.SAFESPOT
        )
        ana = Account(proxy.url, identity.token, ids.ana, "Ana", dialect=Dialect.SAFESPOT)
        server.write(room, ids.bruno, *(f"antes {number}" for number in range(60)), quietly=True)
        async with window(ana, tmp_path / "ana.db") as engine:
            engine.show(room)
            await until(lambda: "antes 59" in said(engine, room))
            server.write(room, ids.bruno, "uno")
            await engine.send(room, "dos")
            server.write(room, ids.bruno, "tres")
            await until(lambda: {"uno", "dos", "tres"} <= said(engine, room))
            (gone,) = server.write(room, ids.bruno, "nada")
            await until(lambda: "nada" in said(engine, room))
            server.backend.messages.delete(server.state.rooms[room], ids.bruno, gone.id)
            server.write(ids.about_report, ids.carla, "del reporte")
            for number in range(3):
                proxy.cut()
                server.write(room, ids.bruno, f"cortado {number}")
                await until(lambda: f"cortado {number}" in said(engine, room))  # noqa: B023
            await server.restart()
            server.write(room, ids.bruno, "al final")
            await until(lambda: "al final" in said(engine, room) and not engine.store.outbox)


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (2, 2)).save(written, "PNG")
    return written.getvalue()
