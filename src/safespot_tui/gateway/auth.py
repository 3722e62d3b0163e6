"""From an address to a logged-in `Gateway`. Light to import; this is where a dialect is chosen.

Every function raises `GatewayError`: `BadAddress` for an address that may not be used.
"""

from collections.abc import Callable

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.dialect import Dialect, load
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.protocol import Gateway, Identity
from safespot_tui.gateway.wire import Wire
from safespot_tui.i18n import _


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
        case Dialect.SAFESPOT:
            from safespot_tui.gateway.safespot import session

            return await session.log_in(address, email, password)


async def register(
    server_url: str,
    email: str,
    password: str,
    alias: str,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
    token: str | None = None,
) -> Identity:
    """A new account, logged in. `Rejected` if the server will not have it.

    `token` is what `bootstrap` gave: the account is then added to that identity, which stays the
    same person with the same conversations.
    """
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            if token is not None:
                raise _only_with_an_account()
            return await session.register(address, email, password, alias)
        case Dialect.SAFESPOT:
            from safespot_tui.gateway.safespot import session

            return await session.register(address, email, password, alias, token)


async def accept_invitation(
    server_url: str,
    email: str,
    password: str,
    invitation: str,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
) -> Identity:
    """An account for whom the server knows already, logged in. `Rejected` if it will not."""
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            return await session.accept_invitation(address, email, password, invitation)
        case Dialect.SAFESPOT:
            sentence = _("This server invites nobody: log in, or register.")
            raise Rejected(safe_line(sentence), code="no_invitations", status=501)


async def bootstrap(
    server_url: str,
    alias: str,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
) -> Identity:
    """A new identity without an account, which lives as long as its token is kept.

    `Rejected` where there are none, or if the alias is somebody else's.
    """
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            raise _only_with_an_account()
        case Dialect.SAFESPOT:
            from safespot_tui.gateway.safespot import session

            return await session.bootstrap(address, alias)


def _discarded(token: str) -> None:
    """What becomes of a renewed token that nobody wants to keep."""


async def open_gateway(
    server_url: str,
    token: str,
    origin: OriginClientId,
    *,
    dialect: Dialect = Dialect.GLOBAL_CHAT,
    insecure: bool = False,
    keep: Callable[[str], None] = _discarded,
    wire: Wire | None = None,
    clock: Clock | None = None,
) -> Gateway:
    """A gateway for who holds `token`. Nothing is sent: it opens without a network.

    `keep` is given each token that replaces the one before, where a dialect renews them. All that
    is sent and received passes through `wire`; `clock` is what it takes for the time, where that
    matters.
    """
    address = server_address(server_url, insecure=insecure)
    await load(dialect)
    match dialect:
        case Dialect.GLOBAL_CHAT:
            from safespot_tui.gateway.global_chat import session

            return await session.connect(address, token, origin, wire)
        case Dialect.SAFESPOT:
            from safespot_tui.gateway.safespot import session

            return await session.connect(address, token, origin, keep, wire, clock)


def _only_with_an_account() -> Rejected:
    sentence = _("This server needs an account: register with an e-mail and a password.")
    return Rejected(safe_line(sentence), code="account_needed", status=501)
