"""What is recorded of the full-screen client, where the command line asks for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.archives import claim_archive
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _
from safespot_tui.instruments.cassette.recorder import Recorder

if TYPE_CHECKING:
    from safespot_tui.config.profiles import Profile


def required_recorder(file: str, profile: "Profile | None") -> Recorder:
    """Of the profile's account, into a new file. Raises `CommandFailed` where that cannot be."""
    if profile is None:
        raise CommandFailed(_("Log in first: what is recorded is one account."), ExitCode.USAGE)
    try:
        return Recorder(Path(file), claim_archive(profile))
    except FileExistsError:
        sentence = _("{file} is there already: choose another name.")
    except OSError:
        sentence = _("{file} cannot be written.")
    raise CommandFailed(sentence.format(file=file), ExitCode.USAGE)
