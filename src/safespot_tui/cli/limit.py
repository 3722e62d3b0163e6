"""The option that says how much a command prints at most."""

import argparse

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

_DEFAULT = 50


def add_limit(parser: argparse.ArgumentParser, words: str) -> None:
    """Take `--limit`. The `words` of its help may say `%(default)s`."""
    parser.add_argument("--limit", type=int, metavar="N", default=_DEFAULT, help=words)


def check_limit(options: argparse.Namespace) -> None:
    """Raise `CommandFailed` unless there is to be anything at all."""
    if options.limit < 1:
        raise CommandFailed(_("--limit must be 1 or more."), ExitCode.USAGE)
