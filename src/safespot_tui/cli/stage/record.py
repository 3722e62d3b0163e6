"""`stage record`: be in the app, and have a tape of it."""

import argparse
from pathlib import Path
from shlex import join

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("be in the program, and have what you do written as a tape")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("the tape, which is not there yet"))
    parser.add_argument(
        "--profile", dest="stage_profile", metavar=_("NAME"), help=_("which account to use")
    )


def run(options: argparse.Namespace) -> int:
    """Show the program; what was done in it is written when it ends."""
    from safespot_tui.cli import screen
    from safespot_tui.config.profiles import load_profile
    from safespot_tui.stage.tape.recorder import TapeRecorder, name_for

    path = Path(options.file)
    if path.exists():
        raise CommandFailed(
            _("{file} is there already. Give the tape another name.").format(file=path),
            ExitCode.USAGE,
        )
    options.profile = options.stage_profile or options.profile
    profile = load_profile(options.profile)
    alias = profile.alias if profile else ""
    recorder = TapeRecorder(name_for(alias), alias)
    code = screen.run(options, recorder)
    try:
        path.write_text(recorder.tape, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(
            _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    words = ["safespot-tui", "stage", "run", str(path)]
    if load_profile(options.profile):
        words += ["--profile", options.profile]
    print(_("Written: {file}. Play it with: {command}").format(file=path, command=join(words)))
    return code
