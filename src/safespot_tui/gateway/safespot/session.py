"""Before and at the log-in: what the deployed server offers without a `Gateway`."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from msgspec import structs

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.domain.user import User
from safespot_tui.gateway.address import ServerAddress
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.errors import GatewayError, ServerFault
from safespot_tui.gateway.http import new_client, tls_context
from safespot_tui.gateway.protocol import Identity
from safespot_tui.gateway.safespot.alias import alias_taken, checked_alias
from safespot_tui.gateway.safespot.budget import Budget
from safespot_tui.gateway.safespot.client import SafeSpotGateway
from safespot_tui.gateway.safespot.doorstep import Doorstep
from safespot_tui.gateway.safespot.errors import refused_as, rejected
from safespot_tui.gateway.safespot.images import ImageFetcher
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.secret import Secret, secret_of
from safespot_tui.gateway.wire import Wire
from safespot_tui.i18n import _

REQUEST_CONNECTIONS = 8
STREAM_CONNECTIONS = 6
"""The user's, that of the conversation on screen, and those that are still being closed."""
_API = "/api"


async def is_spoken_at(address: ServerAddress) -> bool:
    """Whether the server speaks this dialect; asking changes nothing. Raises `GatewayError`."""
    async with _stranger(address) as (doorstep, _requests):
        return await doorstep.is_there()


async def log_in(address: ServerAddress, email: str, password: str) -> Identity:
    """A new session of an account."""
    async with _stranger(address) as (doorstep, requests):
        secret = await doorstep.log_in(email.strip(), password)
        return _identity(secret, await _alias_of(doorstep, requests(secret)))


async def register(
    address: ServerAddress, email: str, password: str, alias: str, token: str | None = None
) -> Identity:
    """A new account and its first session, for a new id or the one without an account in `token`.

    The alias is looked up first: an account whose alias is refused could not be made again.
    """
    name = checked_alias(alias)
    before = secret_of(token) if token else None
    if before is not None and before.registered:
        raise rejected(_("You have an account here already."), "registered", 409)
    async with _stranger(address) as (doorstep, requests):
        await _claimable(doorstep, name, before)
        mine = before or await doorstep.bootstrap()
        secret = await doorstep.register(email.strip(), password, mine.anonymous_id)
        refusals = {
            409: _("The account is made, but somebody took the alias. Log in and choose another.")
        }
        with refused_as(refusals):
            await requests(secret).rename(name)
        return _identity(secret, name)


async def bootstrap(address: ServerAddress, alias: str) -> Identity:
    """A new id without an account, kept for as long as its secret is. No alias: none for now."""
    name = checked_alias(alias) if alias.strip() else SafeText("")
    async with _stranger(address) as (doorstep, requests):
        if name:
            await _claimable(doorstep, name, None)
        secret = await doorstep.bootstrap()
        if name:
            with refused_as({409: str(alias_taken())}):
                await requests(secret).rename(name)
        return _identity(secret, name)


async def connect(
    address: ServerAddress,
    token: str,
    origin: OriginClientId,
    keep: Callable[[str], None] = lambda secret: None,
    wire: Wire | None = None,
    clock: Clock | None = None,
) -> SafeSpotGateway:
    """A gateway. Nothing is sent yet. `keep` is given each secret that replaces the one before.

    Raises `NotLoggedIn` for a token that is none.
    """
    secret = secret_of(token)
    api, tls = _api(address), await tls_context(address)
    headers: dict[str, str] = {"X-Client-ID": origin}
    return SafeSpotGateway(
        new_client(api, tls, headers=headers, max_connections=REQUEST_CONNECTIONS, wire=wire),
        new_client(api, tls, headers=headers, max_connections=STREAM_CONNECTIONS, wire=wire),
        secret,
        origin,
        keep,
        ImageFetcher(loopback=address.loopback),
        clock,
    )


def _api(address: ServerAddress) -> ServerAddress:
    """Where the API is, whether it was named with the address or not."""
    return structs.replace(address, url=address.url.removesuffix(_API).rstrip("/") + _API)


@asynccontextmanager
async def _stranger(
    address: ServerAddress,
) -> AsyncGenerator[tuple[Doorstep, Callable[[Secret], Requests]]]:
    """Requests of nobody yet, and what makes them those of somebody."""
    client = new_client(_api(address), await tls_context(address), headers={}, max_connections=1)
    async with client:
        yield Doorstep(client), lambda secret: Requests(client, secret, Budget())


async def _claimable(doorstep: Doorstep, alias: SafeText, own: Secret | None) -> None:
    """Raises `Rejected` if somebody goes by this alias."""
    try:
        holder = await doorstep.somebody(alias)
    except ServerFault:
        return
    own_id = own.anonymous_id if own else None
    named = holder is not None and holder.data.alias == alias
    if holder is not None and named and holder.data.anonymous_id != own_id:
        raise alias_taken()


async def _alias_of(doorstep: Doorstep, requests: Requests) -> SafeText:
    """What the user is called; empty if they have not chosen. Raises `GatewayError`.

    In trouble the server gives a profile without an alias, which must not be taken for their not
    having one.
    """
    profile = await requests.profile()
    if not profile.is_skeleton:
        return safe_line(profile.data.alias or "")
    try:
        known = await doorstep.somebody(requests.secret.anonymous_id)
    except GatewayError:
        known = None
    if known is None:
        raise ServerFault(_("The server cannot say who you are at the moment. Try again."))
    return safe_line(known.data.alias or "")


def _identity(secret: Secret, alias: SafeText) -> Identity:
    return Identity(user=User(id=secret.anonymous_id, alias=alias), token=secret.line())
