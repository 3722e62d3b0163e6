"""`linear`: the messenger line by line, for screen readers and terminals that cannot draw."""

import argparse
import functools

from msgspec import structs

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.silent import add_silent
from safespot_tui.i18n import _

ANNOUNCE = ("all", "here", "mentions")


def summary() -> str:
    """One line for the help."""
    return _("chat line by line: for screen readers, braille displays and plain terminals")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--announce",
        choices=ANNOUNCE,
        default="all",
        help=_("what is said unasked: all that comes, only what comes in the open conversation, or "
               "elsewhere only what names or answers you (default: %(default)s)"),
    )  # fmt: skip
    add_silent(parser)


def run(options: argparse.Namespace) -> int:
    """Be in the profile's account until the input ends, or the user leaves."""
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.chosen import chosen_folders, chosen_settings, own_rules
    from safespot_tui.cli.logs import start_logging
    from safespot_tui.cli.session import ProfileEngine
    from safespot_tui.config.locations import log_dir
    from safespot_tui.config.settings import TimeFormat
    from safespot_tui.linear.announcing import Announce
    from safespot_tui.linear.run import run as run_lines
    from safespot_tui.linear.terminal import Terminal
    from safespot_tui.tui.clock import Clock
    from safespot_tui.tui.memory import recall, remember, state_path

    settings = chosen_settings()
    start_logging(log_dir())
    profile = required_profile(options)
    path = state_path(profile.name)
    memory = recall(path)
    remember(path, structs.replace(memory, toured=True))
    run_lines(
        functools.partial(
            ProfileEngine,
            profile,
            silent=options.silent or settings.silent,
            keep=settings.evidence.keep,
        ),
        Clock(hours_12=settings.time_format is TimeFormat.HOURS_12),
        Terminal(),
        announce=Announce(getattr(options, "announce", ANNOUNCE[0])),
        folders=chosen_folders(settings),
        rules=own_rules(settings),
        tour=not memory.toured,
    )
    return ExitCode.OK
