"""`login`: from who somebody is to a profile with a token."""

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.passwords import add_password_stdin, asked_password
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.actions.way_in import WayIn


def summary() -> str:
    """One line for the help."""
    return _("log in, or register, and remember it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--server", required=True, metavar="URL", help=_("the server's address"))
    parser.add_argument("--email", help=_("the account's e-mail"))
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help=_("without an account: you are only you on this machine"),
    )
    add_password_stdin(parser)
    parser.add_argument(
        "--register",
        action="store_true",
        help=_("make a new account; who was here without one keeps everything"),
    )
    parser.add_argument(
        "--invitation",
        metavar=_("CODE"),
        help=_("make an account for who you are there already, with the code that you were given"),
    )
    parser.add_argument("--alias", help=_("the public name, where there is none yet"))
    parser.add_argument(
        "--insecure",
        action="store_true",
        help=_("allow http:// to another machine, where others can read along"),
    )
    parser.add_argument(
        "--staging",
        action="store_true",
        help=_("it is a server to test with, which “stage load” may put under load"),
    )


def run(options: argparse.Namespace) -> int:
    """Log in and keep the token."""
    _check(options)
    password = None if options.anonymous else asked_password(options)
    return asyncio.run(_log_in(options, password))


def _check(options: argparse.Namespace) -> None:
    """Raises `CommandFailed` for what makes no sense together."""
    problem = ""
    if options.anonymous and (options.email or options.register or options.password_stdin):
        problem = _("--anonymous is without an account: it goes with --alias alone.")
    elif not options.anonymous and not options.email:
        problem = _("Say who you are: --email, or --anonymous to do without an account.")
    elif options.invitation and (options.anonymous or options.register):
        problem = _("--invitation goes with --email alone: it makes the account.")
    elif options.register and options.alias is None and not _has_identity(options):
        problem = _("--register needs --alias: how your neighbours will see you.")
    if problem:
        raise CommandFailed(problem, ExitCode.USAGE)


def _has_identity(options: argparse.Namespace) -> bool:
    """Whether somebody is here already, without an account."""
    from safespot_tui.cli.sign_in import held_identity

    return held_identity(options.profile) is not None


async def _log_in(options: argparse.Namespace, password: str | None) -> int:
    from safespot_tui.cli.alias import choose_alias
    from safespot_tui.cli.output import print_problem
    from safespot_tui.cli.sign_in import sign_in
    from safespot_tui.config.credentials import Vault
    from safespot_tui.domain.text import safe_line

    profile, vault = await sign_in(
        options.profile,
        options.server,
        _way_in(options, password),
        insecure=options.insecure,
        staging=options.staging,
    )
    if vault is Vault.FILE:
        print_problem(_("There is no system keyring: the token is in a file only you can read."))
    if not profile.alias:
        can_ask = sys.stdin.isatty() and not options.password_stdin
        profile = await choose_alias(profile, options.alias, ask=can_ask)
    elif options.alias is not None and safe_line(options.alias) != profile.alias:
        print_problem(
            _("You have an alias already, so --alias was not used: {alias}.").format(
                alias=safe_line(profile.alias)
            )
        )
    if profile.alias:
        print(_("Logged in as {alias}.").format(alias=safe_line(profile.alias)))
    else:
        print(_("Logged in, without an alias yet."))
    return ExitCode.OK


def _way_in(options: argparse.Namespace, password: str | None) -> "WayIn":
    from safespot_tui.actions.way_in import Invited, NewAccount, Password, WithoutAccount
    from safespot_tui.domain.text import safe_line

    alias = None if options.alias is None else safe_line(options.alias)
    if password is None:
        return WithoutAccount(alias)
    if options.invitation:
        return Invited(options.email, password, options.invitation)
    if options.register:
        return NewAccount(options.email, password, alias)
    return Password(options.email, password)
