"""Before and at the log-in: what the Global Chat contract offers without a `Gateway`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from safespot_tui.contract import responses
from safespot_tui.contract.limits import ORIGIN_HEADER
from safespot_tui.contract.service import SERVICE
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.address import ServerAddress
from safespot_tui.gateway.errors import NotLoggedIn, NotUnderstood, Rejected
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.global_chat.rest import Rest
from safespot_tui.gateway.http import new_client, tls_context
from safespot_tui.gateway.protocol import Identity
from safespot_tui.gateway.wire import Wire
from safespot_tui.i18n import _

REQUEST_CONNECTIONS = 8
STREAM_CONNECTIONS = 2
"""One for the stream, one for the next while the last is still being closed."""


async def is_spoken_at(address: ServerAddress) -> bool:
    """Whether the server says that it speaks this dialect. Raises `GatewayError`."""
    async with _stranger(address) as rest:
        try:
            health = await rest.ask(responses.Health, "GET", "/health")
        except (NotUnderstood, Rejected):
            return False
    return health.service == SERVICE


async def log_in(address: ServerAddress, email: str, password: str) -> Identity:
    """A new session of an account."""
    body = {"email": email, "password": password}
    async with _stranger(address) as rest:
        try:
            return _identity(await rest.ask(responses.Session, "POST", "/sessions", body=body))
        except NotLoggedIn:
            raise NotLoggedIn(_("The e-mail or the password is wrong.")) from None


async def register(address: ServerAddress, email: str, password: str, alias: str) -> Identity:
    """A new account and its first session."""
    body = {"email": email, "password": password, "alias": alias}
    async with _stranger(address) as rest:
        return _identity(await rest.ask(responses.Session, "POST", "/accounts", body=body))


async def accept_invitation(
    address: ServerAddress, email: str, password: str, invitation: str
) -> Identity:
    """An account for somebody who is there already, and its first session."""
    body = {"email": email, "password": password, "invitation": invitation}
    path = "/invitations/accepted"
    async with _stranger(address) as rest:
        try:
            return _identity(await rest.ask(responses.Session, "POST", path, body=body))
        except Rejected as error:
            if error.status != 404:
                raise
            sentence = _("This invitation is not good any more, or never was. Ask for another.")
            raise Rejected(safe_line(sentence), code="not_invited", status=404) from None


async def connect(
    address: ServerAddress, token: str, origin: OriginClientId, wire: Wire | None = None
) -> GlobalChatGateway:
    """A gateway. Nothing is sent yet."""
    tls = await tls_context(address)
    headers = {"Authorization": f"Bearer {token}", ORIGIN_HEADER: origin}
    return GlobalChatGateway(
        new_client(address, tls, headers=headers, max_connections=REQUEST_CONNECTIONS, wire=wire),
        new_client(address, tls, headers=headers, max_connections=STREAM_CONNECTIONS, wire=wire),
        origin,
    )


@asynccontextmanager
async def _stranger(address: ServerAddress) -> AsyncGenerator[Rest]:
    """Requests of nobody yet."""
    rest = Rest(new_client(address, await tls_context(address), headers={}, max_connections=1))
    try:
        yield rest
    finally:
        await rest.aclose()


def _identity(session: responses.Session) -> Identity:
    return Identity(user=translate.user(session.user), token=translate.identifier(session.token))
