"""`logout`: the token is worthless and forgotten."""

import argparse
import asyncio
from contextlib import suppress

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("log out; what is still to be sent is kept")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""


def run(options: argparse.Namespace) -> int:
    """Revoke the token and forget it. Without the server's help only the latter."""
    from safespot_tui.archive.revisions import forget_kept_in
    from safespot_tui.cli.account import required_profile, required_token
    from safespot_tui.cli.output import print_problem
    from safespot_tui.config.credentials import delete_token
    from safespot_tui.config.locations import archive_path
    from safespot_tui.config.profiles import remove_profile
    from safespot_tui.config.workplaces import clear_workplaces
    from safespot_tui.gateway.errors import GatewayError, NotLoggedIn
    from safespot_tui.tui.first_frame import forget_frame

    profile = required_profile(options)
    required_token(profile)
    try:
        # If the server forgot the token before us, that is what was wanted.
        with suppress(NotLoggedIn):
            asyncio.run(_revoke(options))
    except GatewayError as error:
        print_problem(
            _(
                "{reason} The token is forgotten here; on the server it is valid until it ends."
            ).format(reason=error.reason)
        )
    delete_token(profile)
    remove_profile(profile.name)
    forget_frame(profile.name)
    clear_workplaces(all_of_them=True)
    forget_kept_in(archive_path(profile.name))
    print(_("Logged out {alias}.").format(alias=profile.alias))
    return ExitCode.OK


async def _revoke(options: argparse.Namespace) -> None:
    from safespot_tui.cli.account import connected

    async with connected(options) as gateway:
        await gateway.log_out()
