"""Which contract a server speaks. Light to import."""

from asyncio import to_thread
from enum import StrEnum
from importlib import import_module

from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.i18n import _


class Dialect(StrEnum):
    """The contracts that there is a gateway for. A profile remembers its server's."""

    GLOBAL_CHAT = "global-chat"


async def detect(server_url: str, *, insecure: bool = False) -> Dialect:
    """The dialect of a server, found out by asking for its health, which changes nothing there.

    Raises `GatewayError`: `BadAddress`, or `NotUnderstood` where no dialect we know is spoken.
    """
    address = server_address(server_url, insecure=insecure)
    await load(Dialect.GLOBAL_CHAT)
    from safespot_tui.gateway.global_chat import session

    if await session.is_spoken_at(address):
        return Dialect.GLOBAL_CHAT
    raise NotUnderstood(_("There is no SafeSpot chat server at this address. Is it right?"))


async def load(dialect: Dialect) -> None:
    """Import what speaks `dialect`: 200 ms of HTTP and models, in a thread, so that keys echo."""
    match dialect:
        case Dialect.GLOBAL_CHAT:
            await to_thread(import_module, "safespot_tui.gateway.global_chat.session")
