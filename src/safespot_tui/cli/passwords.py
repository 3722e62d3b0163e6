"""A password, from a prompt or a pipe: never from the command line, where everybody sees it."""

import argparse
import sys

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _


def add_password_stdin(parser: argparse.ArgumentParser) -> None:
    """Let a command take a password from a pipe."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read the password from standard input instead of asking for it"),
    )


def asked_password(options: argparse.Namespace, prompt: str | None = None) -> str:
    """The next line, or what is typed. Raises `CommandFailed` if there is nobody to ask."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandFailed(
            _("There is no terminal to ask for the password. Pipe it in with --password-stdin."),
            ExitCode.USAGE,
        )
    import getpass

    return getpass.getpass(_("Password: ") if prompt is None else prompt)
