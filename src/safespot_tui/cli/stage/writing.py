"""What is written of a run, where the command line says so."""

import argparse
from pathlib import Path

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _
from safespot_tui.stage.report.html import page
from safespot_tui.stage.report.junit import junit
from safespot_tui.stage.report.outcome import Run, TapeOutcome


def write_reports(options: argparse.Namespace, run: Run) -> None:
    """Write them. Raises `CommandFailed` where that cannot be done."""
    try:
        if options.report:
            Path(options.report).write_text(junit(run), encoding="utf-8")
        if options.html:
            Path(options.html).write_text(page(run), encoding="utf-8")
        if options.screens:
            for outcome in run.tapes:
                _write_screens(Path(options.screens), outcome, run.repeat)
    except OSError as error:
        raise CommandFailed(
            _("{file} cannot be written: {reason}.").format(
                file=error.filename, reason=error.strerror
            ),
            ExitCode.USAGE,
        ) from error


def _write_screens(folder: Path, outcome: TapeOutcome, repeat: int) -> None:
    """`FOLDER/TAPE/NAME.txt` and `.svg`; of a step that failed, a pair for each client."""
    tape = Path(outcome.file).stem + (f"-{outcome.repetition}" if repeat > 1 else "")
    failing = outcome.failing_step
    for step in outcome.steps:
        for screen in step.screens:
            client = screen.client.replace("/", "-")
            name = f"failed-{step.line}-{client}" if step is failing else screen.title
            path = folder / tape / name
            path.parent.mkdir(parents=True, exist_ok=True)
            Path(f"{path}.txt").write_text(screen.text + "\n", encoding="utf-8")
            Path(f"{path}.svg").write_text(screen.svg, encoding="utf-8")
