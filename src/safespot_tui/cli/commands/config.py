"""`config`: where the settings are, what they may say, and whether they can be."""

import argparse

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("check the settings, say where they are, or print an example")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "what",
        choices=("check", "path", "example"),
        help=_(
            "check: read the file and say what is wrong; path: say where it is; "
            "example: print all that can be set"
        ),
    )


def run(options: argparse.Namespace) -> int:
    """Do one of the three; what is wrong is raised as `BadSettings`."""
    from safespot_tui.config.locations import settings_path

    match options.what:
        case "path":
            print(settings_path())
        case "example":
            from safespot_tui.config.reference import example

            print(example())
        case _:
            _check()
    return ExitCode.OK


def _check() -> None:
    from safespot_tui.cli.chosen import check_theme_name, chosen_settings
    from safespot_tui.config.locations import settings_path
    from safespot_tui.domain.text import safe_line

    check_theme_name(chosen_settings())
    path = settings_path()
    sentence = (
        _("{path} is fine.")
        if path.exists()
        else _("There is no {path}: everything is as the program likes it.")
    )
    print(safe_line(sentence.format(path=path)))
