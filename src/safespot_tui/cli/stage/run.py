"""`stage run`: play tapes, and say what came of them."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.stage.tape.script import Script


def summary() -> str:
    """One line for the help."""
    return _("play tapes with real clients, and say what came of them")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    parser.add_argument("files", nargs="+", metavar=_("FILE"), help=_("a tape"))


def run(options: argparse.Namespace) -> int:
    """Play them."""
    from safespot_tui.cli.stage.tapes import required_tapes

    return asyncio.run(_run(required_tapes(options.files)))


async def _run(scripts: "list[Script]") -> int:
    from safespot_tui.stage.report.outcome import Failed, Unreadable
    from safespot_tui.stage.tape.venue import Venue

    failed = False
    for script in scripts:
        outcome = await Venue().play(script)
        print(script.file, outcome.result, f"{outcome.seconds:.1f}")
        for step in outcome.steps:
            print(f"  {step.line:>4} {step.status} {step.seconds:.2f} {step.text}")
        failed = failed or isinstance(outcome.result, Failed | Unreadable)
        if isinstance(outcome.result, Failed):
            print(outcome.failing_step.screens[0].text)
    return ExitCode.FAILED if failed else ExitCode.OK
