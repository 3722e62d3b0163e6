"""From who somebody is to a profile with a token: what `login` and the screen have in common."""

from asyncio import to_thread
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import assert_never

from msgspec import structs

from safespot_tui.actions.way_in import Invited, NewAccount, Password, WayIn, WithoutAccount
from safespot_tui.config.credentials import Vault, load_token, save_token
from safespot_tui.config.errors import ConfigError
from safespot_tui.config.profiles import Profile, load_profile, save_profile, valid_name
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.auth import accept_invitation, bootstrap, log_in, register
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.gateway.errors import GatewayError, Rejected
from safespot_tui.gateway.protocol import Identity
from safespot_tui.i18n import _


async def sign_in(
    profile_name: str,
    server_url: str,
    way_in: WayIn,
    *,
    insecure: bool = False,
    staging: bool = False,
) -> tuple[Profile, Vault]:
    """Let somebody in and keep it as a profile; says where the token is.

    An identity without an account that the profile holds is given the new account, and is never
    given up for another. Raises a `GatewayError`, a `ConfigError`, or `OSError` if it cannot be
    kept.
    """
    name = valid_name(profile_name)
    server = server_address(server_url, insecure=insecure).url
    before = await to_thread(held_identity, name)
    if before is not None and not _grows(before[0], server, way_in):
        raise _would_be_lost(before[0])
    dialect = await detect(server, insecure=insecure)
    identity = await _let_in(server, way_in, before, dialect=dialect, insecure=insecure)
    profile = Profile(
        name=name,
        server=server,
        email="" if isinstance(way_in, WithoutAccount) else way_in.email,
        user_id=identity.user.id,
        alias=identity.user.alias,
        dialect=dialect,
        insecure=insecure,
        staging=staging,
    )
    vault = await to_thread(save_token, profile, identity.token)
    save_profile(profile)
    return profile, vault


async def renew(profile: Profile, password: str) -> None:
    """Log in to a profile's account again and keep the token. Raises a `GatewayError`."""
    identity = await log_in(
        profile.server,
        profile.email,
        password,
        dialect=Dialect(profile.dialect),
        insecure=profile.insecure,
    )
    if identity.user.id != profile.user_id:
        sentence = _("The server lets you in as somebody else now. Log out, and log in anew.")
        raise Rejected(safe_line(sentence), code="another_user", status=409)
    async with in_gateway_words():
        await to_thread(save_token, profile, identity.token)
        save_profile(structs.replace(profile, alias=identity.user.alias or profile.alias))


def held_identity(profile_name: str) -> tuple[Profile, str] | None:
    """The identity without an account that a profile holds, with its secret, if it does."""
    profile = load_profile(profile_name)
    if profile is None or profile.email:
        return None
    token = load_token(profile)
    return None if token is None else (profile, token)


@asynccontextmanager
async def in_gateway_words() -> AsyncGenerator[None]:
    """What cannot be kept on this machine is told as the screen expects it."""
    try:
        yield
    except ConfigError as error:
        raise GatewayError(error.reason) from error
    except OSError as error:
        sentence = _("You were let in, but that could not be kept here: {reason}.")
        raise GatewayError(safe_line(sentence.format(reason=error.strerror or error))) from error


async def _let_in(
    server: str,
    way_in: WayIn,
    before: tuple[Profile, str] | None,
    *,
    dialect: Dialect,
    insecure: bool,
) -> Identity:
    match way_in:
        case Password(email, password):
            return await log_in(server, email, password, dialect=dialect, insecure=insecure)
        case NewAccount(email, password, alias):
            profile, token = before or (None, None)
            return await register(
                server,
                email,
                password,
                alias or (profile.alias if profile else ""),
                dialect=dialect,
                insecure=insecure,
                token=token,
            )
        case Invited(email, password, invitation):
            return await accept_invitation(
                server, email, password, invitation, dialect=dialect, insecure=insecure
            )
        case WithoutAccount(alias):
            return await bootstrap(
                server, alias or SafeText(""), dialect=dialect, insecure=insecure
            )
        case _:
            assert_never(way_in)


def _grows(held: Profile, server: str, way_in: WayIn) -> bool:
    """Whether what is held stays the same person, with an account from now on."""
    return isinstance(way_in, NewAccount) and held.server == server


def _would_be_lost(held: Profile) -> Rejected:
    sentence = _(
        "You are here as {alias}, without an account: logging in as somebody else would lose that "
        "for good. Add an account to it (--register --email), or use another --profile."
    ).format(alias=held.alias or "?")
    return Rejected(safe_line(sentence), code="identity_held", status=409)
