"""The command line: which commands there are, and how each is asked for."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from safespot_tui import __version__
from safespot_tui.i18n import _

PROGRAM = "safespot-tui"

COMMANDS = (
    "login", "logout", "whoami", "inbox", "history", "send", "new", "tail", "doctor", "serve",
    "demo",
)  # fmt: skip
"""Each is a module of `cli/commands/`."""


class Command(Protocol):
    """A module of `cli/commands/`. It imports what it needs inside `run`."""

    def summary(self) -> str:
        """One line for the help."""
        ...

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; gives the exit code. Raises `CommandFailed` or a `GatewayError`."""
        ...


def command(name: str) -> Command:
    """The module of a command."""
    return cast("Command", import_module(f"safespot_tui.cli.commands.{name}"))


def new_parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """A parser that knows the commands `names`; the others are not imported."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=_("SafeSpot's messenger. Without a command: the full-screen client."),
        epilog=_(
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not logged in, "
            "4 server unreachable, 5 queued and not yet sent."
        ),
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument(
        "--profile",
        metavar="NAME",
        default="default",
        help=_("which account to use (default: %(default)s)"),
    )
    parser.add_argument("--theme", metavar="NAME", help=_("colours of the full-screen client"))
    subparsers = parser.add_subparsers(dest="command", metavar=_("COMMAND"))
    for name in names:
        module = command(name)
        subparser = subparsers.add_parser(name, help=module.summary(), description=module.summary())
        module.add_arguments(subparser)
    return parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the user asks for. Ends the program, as argparse does, for --help and mistakes."""
    # Only what may be meant is imported, for the screen nothing at all; a mistake is answered with
    # the whole list.
    meant = [name for name in COMMANDS if name in arguments]
    return new_parser(meant or (COMMANDS if arguments else ())).parse_args(arguments)
