"""`login`: from an e-mail and a password to a profile with a token."""

import argparse
import asyncio
import sys

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("log in, or register, and remember it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--server", required=True, metavar="URL", help=_("the server's address"))
    parser.add_argument("--email", required=True, help=_("the account's e-mail"))
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read the password from standard input instead of asking for it"),
    )
    parser.add_argument("--register", action="store_true", help=_("make a new account"))
    parser.add_argument("--alias", help=_("the new account's public name"))
    parser.add_argument(
        "--insecure",
        action="store_true",
        help=_("allow http:// to another machine, where others can read along"),
    )


def run(options: argparse.Namespace) -> int:
    """Log in and keep the token."""
    if options.register != (options.alias is not None):
        raise CommandFailed(_("--register and --alias go together."), ExitCode.USAGE)
    return asyncio.run(_log_in(options, _password(options)))


async def _log_in(options: argparse.Namespace, password: str) -> int:
    from safespot_tui.cli.output import print_problem
    from safespot_tui.cli.sign_in import sign_in
    from safespot_tui.config.credentials import Vault
    from safespot_tui.domain.text import safe_line

    profile, vault = await sign_in(
        options.profile,
        options.server,
        options.email,
        password,
        alias=options.alias,
        insecure=options.insecure,
    )
    if vault is Vault.FILE:
        print_problem(_("There is no system keyring: the token is in a file only you can read."))
    print(_("Logged in as {alias}.").format(alias=safe_line(profile.alias)))
    return ExitCode.OK


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandFailed(
            _("There is no terminal to ask for the password. Pipe it in with --password-stdin."),
            ExitCode.USAGE,
        )
    import getpass

    return getpass.getpass(_("Password: "))
