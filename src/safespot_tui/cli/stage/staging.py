"""The server that a task of `stage` is for: one that a profile marks as such, or its own."""

import argparse
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.config.profiles import Profile


def add_staging_profile(parser: argparse.ArgumentParser) -> None:
    """Take `--profile NAME` behind the task, too."""
    parser.add_argument(
        "--profile",
        dest="stage_profile",
        metavar=_("NAME"),
        help=_("the profile whose test server is used (default: a server of its own)"),
    )


def staging_profile(options: argparse.Namespace) -> "Profile | None":
    """The profile of a test server that is asked for; None where none is.

    Raises `CommandFailed`, also for a server that nobody has marked, and `ConfigError`.
    """
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.stage.target import asked_profile

    name = asked_profile(options)
    if name is None:
        return None
    profile = required_profile(argparse.Namespace(profile=name))
    if not profile.staging:
        command = f"safespot-tui --profile {name} login --server {profile.server} --staging …"
        raise CommandFailed(
            _(
                "“{name}” is not marked as a test server, so nothing is done to it. "
                "If it is one, say so: {command}"
            ).format(name=name, command=command),
            ExitCode.USAGE,
        )
    return profile
