"""Which server a task of the stage is about, and who has an account there."""

import argparse
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.config.profiles import DEFAULT_PROFILE
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.config.profiles import Profile
    from safespot_tui.stage.account import Account
    from safespot_tui.stage.tape.venue import Venue


def add_target(parser: argparse.ArgumentParser) -> None:
    """Say how the server is named."""
    parser.add_argument(
        "--profile",
        dest="stage_profile",
        metavar=_("NAME"),
        help=_("the account that who is named first plays with; its server is tested"),
    )
    parser.add_argument(
        "--server", metavar="URL", help=_("the server that is tested (default: one of its own)")
    )
    parser.add_argument(
        "--as",
        dest="players",
        action="append",
        default=[],
        metavar=_("NAME=PROFILE"),
        help=_("the account that somebody plays with"),
    )


def required_venue(options: argparse.Namespace) -> "tuple[Venue, str]":
    """Where it is played, and the profile's name. Raises `CommandFailed`, a `GatewayError`."""
    from safespot_tui.cli.account import required_profile
    from safespot_tui.gateway.address import server_address
    from safespot_tui.stage.tape.venue import Venue

    name = asked_profile(options)
    if name and options.server:
        raise CommandFailed(
            _("--profile names the server already: leave --server out."), ExitCode.USAGE
        )
    players = dict(map(_player, options.players))
    profile = required_profile(argparse.Namespace(profile=name)) if name else None
    server = options.server or (profile.server if profile else "")
    if players and not server:
        server = next(iter(players.values())).server
    if not server:
        _require_server()
        return Venue(), ""
    address = server_address(server, insecure=bool(profile and profile.insecure))
    for player, one in players.items():
        if one.server != address.url:
            raise CommandFailed(
                _("{name} has an account on another server: {server}.").format(
                    name=player, server=one.server
                ),
                ExitCode.USAGE,
            )
    venue = Venue(
        server=address.url,
        accounts={player: account_of(one) for player, one in players.items()},
        first=account_of(profile) if profile else None,
        # What stays on this machine is the user's own.
        may_register=address.loopback or bool(profile and profile.staging),
        insecure=bool(profile and profile.insecure),
    )
    return venue, name or ""


def asked_profile(options: argparse.Namespace) -> str | None:
    """The profile that is named, before the task or behind it; None where none is."""
    before: str = options.profile
    return options.stage_profile or (before if before != DEFAULT_PROFILE else None)


def _require_server() -> None:
    from safespot_tui.cli.extras import required_server

    required_server()


def _player(words: str) -> "tuple[str, Profile]":
    from safespot_tui.cli.account import required_profile

    player, _equals, profile = words.partition("=")
    if not player or not profile:
        raise CommandFailed(
            _("--as takes a name and a profile, as in Beto=staging-2; not “{words}”.").format(
                words=words
            ),
            ExitCode.USAGE,
        )
    return player, required_profile(argparse.Namespace(profile=profile))


def account_of(profile: "Profile") -> "Account":
    """Who plays with a profile. Raises `CommandFailed`, `ConfigError`."""
    from safespot_tui.cli.account import required_token
    from safespot_tui.gateway.dialect import Dialect
    from safespot_tui.stage.account import Account

    return Account(
        server=profile.server,
        token=required_token(profile),
        user_id=profile.user_id,
        alias=profile.alias,
        email=profile.email,
        dialect=Dialect(profile.dialect),
        insecure=profile.insecure,
    )
