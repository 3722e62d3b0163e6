"""The command line: which commands there are, and how each is asked for."""

import argparse
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol, cast

from safespot_tui import __version__
from safespot_tui.cli.instruments import add_instruments
from safespot_tui.domain.redaction import without_secrets
from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import N_, _

PROGRAM = "safespot-tui"

COMMANDS = (
    "login", "logout", "password", "whoami", "inbox", "history", "search", "export", "send",
    "image", "new", "tail", "linear", "rules", "stats", "audit", "doctor", "serve", "web", "admin",
    "migrate", "demo", "stage", "keys", "config",
)  # fmt: skip
"""Each is a module of `cli/commands/`."""


_HEADINGS = (N_("positional arguments"), N_("options"))
"""As argparse calls them: it would look them up in a catalogue of its own, which nobody has."""


class _Help(argparse.HelpFormatter):
    """Says argparse's own words in the user's language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],  # pyright: ignore[reportPrivateUsage]
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(_(heading) if heading in _HEADINGS else heading)


class _Parser(argparse.ArgumentParser):
    """The parser of the program, and those of its commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Help, add_help=False)
        self.add_argument("-h", "--help", action="help", help=_("show this help message and exit"))
        self._is_mixing = False

    def error(self, message: str) -> NoReturn:
        """Say what is wrong; argparse quotes some of the command line as it is."""
        super().error(safe_text(without_secrets(message)))

    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride] - it is overloaded
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Take options and words in any order: `send CONVERSATION --image PATH TEXT`.

        argparse by itself ends the words of a command at its first option. It has another way to
        parse, which asks this one in turn, and which a parser that has commands cannot use.
        """
        if self._is_mixing or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True
        # It would cut “usage: ” off in English, by its length.
        self.usage = self.format_usage().removeprefix(_("usage: "))
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing, self.usage = False, None


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
    parser = _Parser(
        prog=PROGRAM,
        description=_("SafeSpot's messenger. Without a command: the full-screen client."),
        epilog=_(
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not logged in, "
            "4 server unreachable, 5 queued and not yet sent."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help=_("show the version and exit"),
    )
    parser.add_argument(
        "--profile",
        metavar=_("NAME"),
        default="default",
        help=_("which account to use (default: %(default)s)"),
    )
    parser.add_argument(
        "--linear", action="store_true", help=_("chat line by line, as the command “linear” does")
    )
    parser.add_argument(
        "--silent",
        action="store_true",
        help=_("begin in silent mode: nobody is told that you are here, type or read"),
    )
    add_instruments(parser)
    parser.add_argument("--theme", metavar=_("NAME"), help=_("colours of the full-screen client"))
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
