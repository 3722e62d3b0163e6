"""`whoami`: who the server says the user is."""

import argparse
import asyncio

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("say who is logged in, as the server has it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Ask the server and print."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.cli.account import connected, fresh_store, required_profile
    from safespot_tui.cli.output import print_columns, print_json
    from safespot_tui.cli.views import user_view
    from safespot_tui.domain.ids import UserId
    from safespot_tui.domain.text import safe_line
    from safespot_tui.domain.user import User

    profile = required_profile(options)
    async with connected(options) as gateway:
        store = await fresh_store(gateway)
        expires_at = gateway.expires_at
    me = store.me or UserId(profile.user_id)
    user = store.user(me) or User(me, safe_line(profile.alias))
    if options.json:
        print_json(
            {**user_view(user), "email": profile.email, "server": profile.server,
             "profile": profile.name, "staging": profile.staging, "expires_at": expires_at}
        )  # fmt: skip
    else:
        who = profile.email or _("without an account")
        print_columns([(user.alias or _("(no alias yet)"), who, profile.server)])
        if profile.staging:
            print(_("It is a server to test with."))
        if expires_at is not None:
            print(
                _("The login is good until {time}.").format(
                    time=f"{expires_at.astimezone():%Y-%m-%d %H:%M}"
                )
            )
    return ExitCode.OK
