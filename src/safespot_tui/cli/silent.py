"""The option that has a command tell nobody that the user is here."""

import argparse

from safespot_tui.i18n import _


def add_silent(parser: argparse.ArgumentParser) -> None:
    """Take `--silent`. A command that is not given it leaves what was said before its name."""
    parser.add_argument(
        "--silent",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("tell nobody that you are here, as silent mode does"),
    )
