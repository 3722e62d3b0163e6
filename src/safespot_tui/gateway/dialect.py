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
    SAFESPOT = "safespot"


async def detect(server_url: str, *, insecure: bool = False) -> Dialect:
    """The dialect of a server, found out by two questions that change nothing there.

    First for its health, which names the bundled backend; then who asks, which is nobody.

    Raises `GatewayError`: `BadAddress`, or `NotUnderstood` where no dialect we know is spoken.
    """
    address = server_address(server_url, insecure=insecure)
    await load(Dialect.GLOBAL_CHAT)
    from safespot_tui.gateway.global_chat import session as global_chat

    if await global_chat.is_spoken_at(address):
        return Dialect.GLOBAL_CHAT
    await load(Dialect.SAFESPOT)
    from safespot_tui.gateway.safespot import session as safespot

    if await safespot.is_spoken_at(address):
        return Dialect.SAFESPOT
    raise NotUnderstood(_("There is no SafeSpot chat server at this address. Is it right?"))


async def load(dialect: Dialect) -> None:
    """Import what speaks `dialect`: 200 ms of HTTP and models, in a thread, so that keys echo."""
    match dialect:
        case Dialect.GLOBAL_CHAT:
            await to_thread(import_module, "safespot_tui.gateway.global_chat.session")
        case Dialect.SAFESPOT:
            await to_thread(import_module, "safespot_tui.gateway.safespot.session")
