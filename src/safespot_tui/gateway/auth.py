"""From an address to a logged-in `Gateway`. Light to import; this is where a dialect is chosen.

Every function raises `GatewayError`: `BadAddress` for an address that may not be used.
"""

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.dialect import Dialect, load
from safespot_tui.gateway.protocol import Gateway, Identity


async def log_in(
    server_url: str,
    email: str,
    password: str,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
) -> Identity:
    """A new session. `NotLoggedIn` if the email or the password is wrong."""
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            return await session.log_in(address, email, password)


async def register(
    server_url: str,
    email: str,
    password: str,
    alias: str,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
) -> Identity:
    """A new account, logged in. `Rejected` if the server will not have it."""
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            return await session.register(address, email, password, alias)


async def open_gateway(
    server_url: str,
    token: str,
    origin: OriginClientId,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
) -> Gateway:
    """A gateway for who holds `token`. Nothing is sent: it opens without a network."""
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            return await session.connect(address, token, origin)
