"""The account that a headless command acts for."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.keeping import keep_token
from safespot_tui.config.credentials import load_token
from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import DEFAULT_PROFILE, Profile, load_profile
from safespot_tui.config.settings_file import load_settings
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway.auth import open_gateway
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.gateway.wire import Wire
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.sync.session import new_origin


def required_profile(options: argparse.Namespace) -> Profile:
    """The profile asked for. Raises `CommandFailed`, `ConfigError`."""
    profile = load_profile(options.profile)
    if profile is None:
        raise _not_logged_in(options.profile)
    return profile


def required_token(profile: Profile) -> str:
    """The profile's token. Raises `CommandFailed`, `ConfigError`."""
    token = load_token(profile)
    if token is None:
        raise _not_logged_in(profile.name)
    return token


async def gateway_to(profile: Profile, origin: OriginClientId, wire: Wire | None = None) -> Gateway:
    """A gateway for the profile's account. Raises `CommandFailed`, `ConfigError`, `BadAddress`."""
    return await open_gateway(
        profile.server,
        required_token(profile),
        origin,
        dialect=Dialect(profile.dialect),
        insecure=profile.insecure,
        keep=keep_token(profile),
        wire=wire,
    )


def is_silent(options: argparse.Namespace) -> bool:
    """Whether nobody is to be told that the user is here: by command line, settings or account."""
    mark = SilentMark(archive_path(options.profile).parent)
    return getattr(options, "silent", False) or mark.is_set or load_settings().silent


@asynccontextmanager
async def connected(options: argparse.Namespace) -> AsyncGenerator[Gateway]:
    """A gateway for the account asked for, silent if that is wanted, and closed at the end."""
    gateway = await gateway_to(required_profile(options), new_origin())
    if is_silent(options):
        gateway.be_silent(silent=True)
    try:
        yield gateway
    finally:
        await gateway.aclose()


async def fresh_store(gateway: Gateway) -> Store:
    """All that the server tells of the account now."""
    store = Store()
    store.apply(await gateway.snapshot())
    return store


def _not_logged_in(profile_name: str) -> CommandFailed:
    named = "" if profile_name == DEFAULT_PROFILE else f"--profile {profile_name} "
    return CommandFailed(
        _("You are not logged in. Log in with: {command}").format(
            command=f"safespot-tui {named}login --server URL --email EMAIL --password-stdin"
        ),
        ExitCode.NOT_LOGGED_IN,
    )
