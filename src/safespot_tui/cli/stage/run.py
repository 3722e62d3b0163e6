"""`stage run`: play tapes, and say what came of them."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.stage.tape.script import Script
    from safespot_tui.stage.tape.venue import Venue

_PACE_SECONDS = 0.5
_MOST_PACE_SECONDS = 60


def summary() -> str:
    """One line for the help."""
    return _("play tapes with real clients, and say what came of them")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    from safespot_tui.cli.instruments import add_faults
    from safespot_tui.cli.stage.target import add_target

    parser.add_argument(
        "files", nargs="+", metavar=_("FILE"), help=_("a tape, or a folder of tapes")
    )
    add_target(parser)
    parser.add_argument(
        "--report", metavar=_("FILE"), help=_("write what came of it as JUnit's XML")
    )
    parser.add_argument(
        "--html", metavar=_("FILE"), help=_("write what came of it as a page, with screens")
    )
    parser.add_argument(
        "--screens",
        metavar=_("FOLDER"),
        help=_("write all screens that were kept, as text and SVG"),
    )
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help=_("play each tape so often")
    )
    parser.add_argument(
        "--shuffle",
        type=int,
        metavar=_("SEED"),
        help=_("play them in another order, the same for the same number"),
    )
    parser.add_argument(
        "--live", action="store_true", help=_("show on this terminal what is being done")
    )
    parser.add_argument(
        "--pace",
        type=float,
        default=_PACE_SECONDS,
        metavar=_("SECONDS"),
        help=_("with --live: how long each step is shown (default: %(default)s)"),
    )
    add_faults(parser, again=True)
    parser.add_argument(
        "--fail-fast", action="store_true", help=_("stop after the first tape that fails")
    )


def run(options: argparse.Namespace) -> int:
    """Play them. Raises `CommandFailed`, a `ConfigError`, a `GatewayError`."""
    from safespot_tui.cli.stage.tapes import disturbed, required_tapes
    from safespot_tui.cli.stage.target import required_venue

    if options.repeat < 1:
        raise CommandFailed(_("--repeat must be 1 or more."), ExitCode.USAGE)
    if options.live:
        _require_live(options.pace)
    scripts = disturbed(required_tapes(options.files), options)
    venue, profile = required_venue(options)
    return asyncio.run(_run(options, scripts, venue, profile))


def _require_live(pace: float) -> None:
    import sys

    if not 0 <= pace <= _MOST_PACE_SECONDS:
        raise CommandFailed(
            _("--pace takes 0 to {most} seconds.").format(most=_MOST_PACE_SECONDS), ExitCode.USAGE
        )
    if not sys.stdout.isatty():
        raise CommandFailed(_("--live needs a terminal to draw on."), ExitCode.USAGE)


def _ended_by_sigterm() -> asyncio.Event:
    """From here on a polite kill ends it as Ctrl+C does: what was opened is closed."""
    import signal

    terminated, task = asyncio.Event(), asyncio.current_task()

    def end() -> None:
        terminated.set()
        if task is not None:
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    return terminated


async def _run(
    options: argparse.Namespace, scripts: "list[Script]", venue: "Venue", profile: str
) -> int:
    import os
    import sys

    from safespot_tui.cli.stage.writing import write_reports
    from safespot_tui.gateway.dialect import detect
    from safespot_tui.stage.report.console import Console
    from safespot_tui.stage.tape.live import Live
    from safespot_tui.stage.tape.performance import Performance, nobody

    if venue.server:
        await detect(venue.server, insecure=venue.insecure)
    console = Console(sys.stdout, os.environ)
    stream = sys.stdout

    def live(script: "Script") -> Live:
        return Live(script.file, stream, options.pace)

    performance = Performance(
        scripts, venue, profile=profile, repeat=options.repeat, shuffle_seed=options.shuffle
    )
    terminated = _ended_by_sigterm()
    try:
        await performance.play(
            begins=lambda script: console.begins(script.file),
            ended=lambda outcome: console.ended(outcome, options.repeat),
            fail_fast=options.fail_fast,
            audience=live if options.live else nobody,
        )
    except asyncio.CancelledError:
        if terminated.is_set():
            raise KeyboardInterrupt from None
        raise
    finally:
        # Who ends it with Ctrl+C wants to know what was played until then.
        result = performance.run
        console.summary(result)
        write_reports(options, result)
    return ExitCode.OK if result.ok else ExitCode.FAILED
