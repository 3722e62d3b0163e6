"""`stage lint`: look tapes through without playing them."""

import argparse

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _, ngettext


def summary() -> str:
    """One line for the help."""
    return _("look tapes through without playing them")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    parser.add_argument(
        "files", nargs="+", metavar=_("FILE"), help=_("a tape, or a folder of tapes")
    )


def run(options: argparse.Namespace) -> int:
    """Look. Raises `CommandFailed` with all that is wrong."""
    from safespot_tui.cli.stage.tapes import required_tapes

    count = len(required_tapes(options.files))
    words = ngettext("{count} tape can be played.", "{count} tapes can be played.", count)
    print(words.format(count=count))
    return ExitCode.OK
