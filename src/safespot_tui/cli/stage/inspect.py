"""`stage inspect`: what crosses between an account and its server, without a screen."""

import argparse
import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.cli.stage.printing import TracePrinter
    from safespot_tui.instruments.instruments import Instruments
    from safespot_tui.instruments.trace.why.question import Question
    from safespot_tui.stage.inspection import Inspection
    from safespot_tui.store.store import Store

_FLUSH_SECONDS = 0.05
_PATIENCE_SECONDS = 30.0
"""For how long the server is waited for, by who only asks why."""


def summary() -> str:
    """One line for the help."""
    return _("print what crosses between an account and its server; say why things stand so")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    from safespot_tui.cli.instruments import add_faults

    add_faults(parser, again=True)
    parser.add_argument(
        "--profile", dest="stage_profile", metavar=_("NAME"), help=_("whose line is looked at")
    )
    parser.add_argument(
        "--cassette",
        metavar=_("FILE"),
        help=_("look at what “--record” recorded instead: it is played, and no server is asked"),
    )
    parser.add_argument(
        "--json", action="store_true", help=_("print every entry as one JSON object a line")
    )
    parser.add_argument(
        "--filter",
        default="",
        metavar=_("WORDS"),
        help=_("print only what has all of: status>=400, slow>200ms, in:CONVERSATION, any word"),
    )
    parser.add_argument(
        "--seconds", type=float, metavar="N", help=_("end after so long (default: Ctrl+C)")
    )
    parser.add_argument(
        "--why",
        nargs=2,
        metavar=("unread|failed|missing", "ID"),
        help=_("catch up with the server, say why a conversation or a message is so, and end"),
    )


def run(options: argparse.Namespace) -> int:
    """Listen. Nothing is written, sent, or marked as delivered or read by this client."""
    question = _question(options)
    if options.seconds is not None and options.seconds <= 0:
        raise CommandFailed(_("--seconds must be more than 0."), ExitCode.USAGE)
    if options.cassette is not None:
        return _played(options, question)
    return asyncio.run(_until_signal(options, question))


def _played(options: argparse.Namespace, question: "Question | None") -> int:
    """The same of a session that is over."""
    from safespot_tui.cli.rules import chosen_rules
    from safespot_tui.cli.stage.cassettes import required_cassette
    from safespot_tui.stage.replay.replay import replay
    from safespot_tui.tui.run import be_still

    cassette = required_cassette(options.cassette)
    be_still()
    outcome = replay(cassette, rules_of=chosen_rules)
    if question is not None:
        return _say_why(options, question, outcome.instruments, outcome.store)
    _printer(options, outcome.instruments, outcome.store).print_all()
    return _say_findings(outcome.instruments)


def _printer(
    options: argparse.Namespace, instruments: "Instruments", store: "Store"
) -> "TracePrinter":
    from safespot_tui.cli.stage.printing import TracePrinter
    from safespot_tui.instruments.trace.filter import filter_in, named_in

    wanted = filter_in(options.filter)
    return TracePrinter(instruments.trace, wanted, named_in(store), as_json=options.json)


def _question(options: argparse.Namespace) -> "Question | None":
    from safespot_tui.instruments.trace.why.question import Question

    if options.why is None:
        return None
    try:
        return Question(options.why[0])
    except ValueError:
        raise CommandFailed(
            _("--why takes unread, failed or missing, and an id."), ExitCode.USAGE
        ) from None


async def _until_signal(options: argparse.Namespace, question: "Question | None") -> int:
    inspecting = asyncio.create_task(_inspect(options, question))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C arrives as KeyboardInterrupt.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, inspecting.cancel)
    return await inspecting


async def _inspect(options: argparse.Namespace, question: "Question | None") -> int:
    from safespot_tui.archive.extract import read_extract
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.archives import claim_archive
    from safespot_tui.cli.instruments import required_instruments
    from safespot_tui.cli.stage.target import account_of, asked_profile
    from safespot_tui.config.profiles import DEFAULT_PROFILE
    from safespot_tui.stage.inspection import Inspection

    name = asked_profile(options) or DEFAULT_PROFILE
    profile = required_profile(argparse.Namespace(profile=name))
    extract = read_extract(claim_archive(profile), 0)
    instruments = required_instruments(options)
    contents = None if extract is None else extract.contents
    inspection = Inspection(account_of(profile), instruments, contents)
    printer = _printer(options, instruments, inspection.store) if question is None else None
    await _listen(inspection, printer, _seconds(options, question), question is not None)
    if question is not None:
        return _say_why(options, question, instruments, inspection.store)
    return _say_findings(instruments)


def _seconds(options: argparse.Namespace, question: "Question | None") -> float | None:
    """For how long; who asks why ends sooner, once all is told."""
    if options.seconds is not None or question is None:
        return options.seconds
    return _PATIENCE_SECONDS


async def _listen(
    inspection: "Inspection",
    printer: "TracePrinter | None",
    seconds: float | None,
    until_live: bool,
) -> None:
    """Until the time is over, somebody has enough, or the server has told all. Raises
    `NotLoggedIn`."""
    tasks = [asyncio.create_task(inspection.run())]
    if until_live:
        tasks.append(asyncio.create_task(_live(inspection)))
    if printer is not None:
        tasks.append(asyncio.create_task(_printing(printer)))
    try:
        done, _others = await asyncio.wait(
            tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
    except asyncio.CancelledError:
        done = set[asyncio.Task[None]]()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if printer is not None:
        printer.flush(everything=True)
    for task in done:
        task.result()


async def _live(inspection: "Inspection") -> None:
    await inspection.live.wait()


async def _printing(printer: "TracePrinter") -> None:
    while True:
        printer.flush()
        await asyncio.sleep(_FLUSH_SECONDS)


def _say_why(
    options: argparse.Namespace, question: "Question", instruments: "Instruments", store: "Store"
) -> int:
    from safespot_tui.cli.conversations import find_conversation
    from safespot_tui.cli.output import print_json
    from safespot_tui.instruments.trace.row import time_to_the_millisecond
    from safespot_tui.instruments.trace.why.question import Question, why

    about: str = options.why[1]
    if question is Question.UNREAD:
        about = find_conversation(store, about)
    sentences = why(question, about, instruments.trace, store, time_to_the_millisecond)
    if options.json:
        print_json({"why": question, "about": about, "sentences": list(sentences)})
    else:
        print("\n".join(sentences))
    return ExitCode.OK


def _say_findings(instruments: "Instruments") -> int:
    """What was wrong with the server, or with what was made of it; that is a failure."""
    from safespot_tui.cli.output import print_problem
    from safespot_tui.instruments.trace.checks.findings import findings
    from safespot_tui.instruments.trace.wording import finding_in_words

    found = list(findings(instruments.trace))
    if instruments.checklist is not None:
        found += [each for point in instruments.checklist.points for each in point.findings]
    for each in found:
        print_problem(finding_in_words(each))
    return ExitCode.FAILED if found else ExitCode.OK
