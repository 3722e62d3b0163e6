"""`password`: another one for the account, and everybody else who has the old one is out."""

import argparse
import asyncio

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.passwords import asked_password
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("change your password, and log out everywhere else")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read two lines from standard input: the password of now, and the new one"),
    )


def run(options: argparse.Namespace) -> int:
    """Ask for both, and ask the server."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.actions.capabilities import missing_words
    from safespot_tui.cli.account import connected
    from safespot_tui.gateway.protocol import Capability

    async with connected(options) as gateway:
        if Capability.CHANGE_PASSWORD not in gateway.capabilities:
            raise CommandFailed(missing_words(Capability.CHANGE_PASSWORD))
        current, password = await asyncio.to_thread(_asked, options)
        await gateway.change_password(current, password)
    print(_("Your password is another one now. Everywhere else you are logged out."))
    return ExitCode.OK


def _asked(options: argparse.Namespace) -> tuple[str, str]:
    """The password of now and the next. Raises `CommandFailed` if it is typed in two ways."""
    current = asked_password(options, _("Your password now: "))
    password = asked_password(options, _("The new one: "))
    if not options.password_stdin and asked_password(options, _("Once more: ")) != password:
        raise CommandFailed(_("You typed it in two ways. Nothing was changed."), ExitCode.USAGE)
    return current, password
