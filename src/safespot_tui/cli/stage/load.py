"""`stage load`: many clients at once against a test server, and what comes of it."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.stage.staging import add_staging_profile, staging_profile
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.config.profiles import Profile
    from safespot_tui.stage.load.plan import Plan
    from safespot_tui.stage.load.pool import Pool
    from safespot_tui.stage.load.result import Result
    from safespot_tui.stage.load.run import Load

_LINE_SECONDS = 1.0
_STDOUT = "-"
_LEAST_CLIENTS = 2


def summary() -> str:
    """One line for the help."""
    return _("have many clients write and read at once: how fast it goes, what is lost")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_staging_profile(parser)
    for name, default, meaning in (
        ("clients", 10, _("how many clients")),
        ("rate", 5.0, _("messages a second, of all clients together")),
        ("duration", 30.0, _("seconds for which they write")),
        ("seed", 1, _("the same number, the same load")),
        ("group-size", 5, _("members of a group; 0: pairs alone")),
        ("slow", 0.1, _("the share of clients that read slowly")),
        ("slow-by", 1.0, _("seconds for which those read nothing, before they read all")),
        ("cut", 0.2, _("the share of clients whose stream breaks now and then")),
        ("cut-every", 5.0, _("seconds between two such breaks")),
        ("patience", 15.0, _("seconds to wait at the end for what is on its way")),
        ("allow-errors", 0, _("so many errors are no failure")),
    ):
        parser.add_argument(
            f"--{name}",
            type=type(default),
            default=default,
            metavar="N",
            help=_("{meaning} (default: {default})").format(meaning=meaning, default=default),
        )
    parser.add_argument(
        "--json",
        nargs="?",
        const=_STDOUT,
        metavar=_("FILE"),
        help=_("write all that came of it as one JSON object; without FILE, print it"),
    )
    parser.add_argument(
        "--html", metavar=_("FILE"), help=_("write a page with plots, which stands alone")
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--live", action="store_true", help=_("show it as it goes (default: on a terminal)")
    )
    shown.add_argument(
        "--no-tui", action="store_true", help=_("say in lines how it goes, and draw nothing")
    )


def run(options: argparse.Namespace) -> int:
    """Put a server under load; gives 1 where something is wrong."""
    plan = _plan(options)
    drawn = _is_drawn(options)
    profile = staging_profile(options)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="safespot-load-")))
        server = profile.server if profile else stack.enter_context(_own_server(folder))
        result = asyncio.run(_run(plan, folder, server, profile, drawn=drawn))
    good = result.is_clean(options.allow_errors)
    _tell(options, result, good=good)
    return ExitCode.OK if good else ExitCode.FAILED


def _plan(options: argparse.Namespace) -> "Plan":
    """Raises `CommandFailed` for what makes no load."""
    from msgspec import structs

    from safespot_tui.stage.load.plan import Plan

    names = [field.name for field in structs.fields(Plan)]
    asked: Mapping[str, float] = {name: getattr(options, name) for name in names}
    problem = ""
    if asked["clients"] < _LEAST_CLIENTS:
        problem = _("--clients must be 2 or more: one writes, another reads.")
    elif min(asked[name] for name in ("rate", "duration", "cut_every")) <= 0:
        problem = _("--rate, --duration and --cut-every must be more than 0.")
    elif min(asked[name] for name in ("slow_by", "patience", "group_size")) < 0:
        problem = _("--slow-by, --patience and --group-size must be 0 or more.")
    elif not all(0 <= asked[name] <= 1 for name in ("slow", "cut")):
        problem = _("--slow and --cut are shares: from 0 to 1.")
    if problem:
        raise CommandFailed(problem, ExitCode.USAGE)
    return Plan(**asked)


@contextmanager
def _own_server(folder: Path) -> Generator[str]:
    """A server in a process of its own, gone when this is closed. Raises `CommandFailed`."""
    from safespot_tui.cli.extras import required_server

    required_server()
    from safespot_tui.demo.child import Child, ChildFailed
    from safespot_tui.stage.load.bundled import ServerOrders, ServerReady

    orders = ServerOrders(f"sqlite:///{folder / 'server.sqlite3'}")
    child = Child("safespot_tui.stage.load.bundled", orders, folder / "server.log")
    try:
        yield child.answer(ServerReady).url
    except ChildFailed as error:
        sentence = _("The server did not start: {reason}").format(reason=error)
        raise CommandFailed(sentence) from error
    finally:
        child.stop()


def _is_drawn(options: argparse.Namespace) -> bool:
    """Raises `CommandFailed` where there is nothing to draw on, and it shall be drawn."""
    from safespot_tui.cli.screen import required_terminal
    from safespot_tui.tui.run import no_terminal

    if options.live:
        required_terminal()
    return options.live or not (options.no_tui or options.json == _STDOUT or no_terminal())


async def _run(
    plan: "Plan", folder: Path, server: str, profile: "Profile | None", *, drawn: bool
) -> "Result":
    from safespot_tui.stage.load.run import Load

    load = Load(plan, _pool(server, profile), folder)
    return await (_on_screen(load, server) if drawn else _in_lines(load, server))


async def _on_screen(load: "Load", server: str) -> "Result":
    """Raises what the load raises, and `KeyboardInterrupt` where it was left."""
    from safespot_tui.stage.load.panel import LoadPanel

    outcome = await LoadPanel(load, server).run_async()
    if outcome is None:
        raise KeyboardInterrupt
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _end(load: "Load") -> None:
    load.end_early()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def _pool(server: str, profile: "Profile | None") -> "Pool":
    from safespot_tui.cli.output import print_problem
    from safespot_tui.config.locations import archive_path
    from safespot_tui.stage.cast import Cast
    from safespot_tui.stage.load.pool import Pool

    insecure = profile is not None and profile.insecure
    cast = Cast(server, {}, may_register=True, insecure=insecure)
    kept = None if profile is None else archive_path(profile.name).parent / "load"

    def waits(seconds: float) -> None:
        sentence = _("The server lets nobody register for {seconds} s; waiting for it.")
        print_problem(sentence.format(seconds=f"{seconds:.0f}"))

    return Pool(cast, kept, waits)


async def _in_lines(load: "Load", server: str) -> "Result":
    """Run it, and say now and then how it goes."""
    from safespot_tui.cli.output import print_problem
    from safespot_tui.stage.load.meanwhile import going_on
    from safespot_tui.stage.load.run import Phase
    from safespot_tui.stage.load.words import now_in_words, phase_in_words, plan_in_words

    print_problem(f"{server}: {plan_in_words(load.plan)}")
    with suppress(NotImplementedError):
        # Whoever has seen enough wants the report; a second Ctrl+C is for who does not.
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, _end, load)

    async def say() -> None:
        while True:
            await asyncio.sleep(_LINE_SECONDS)
            if load.phase is Phase.WRITING:
                print_problem(now_in_words(load))

    load.changed.append(lambda: print_problem(phase_in_words(load.phase)))
    async with going_on([say()]):
        return await load.run()


def _tell(options: argparse.Namespace, result: "Result", *, good: bool) -> None:
    from safespot_tui.cli.output import print_columns, print_json
    from safespot_tui.domain.text import safe_line
    from safespot_tui.stage.load.words import table, told

    if options.html:
        from safespot_tui.stage.load.page import page

        _write(options.html, page(result, good=good).encode())
    if options.json:
        import msgspec

        if options.json == _STDOUT:
            print_json(msgspec.to_builtins(result))
            return
        _write(options.json, msgspec.json.format(msgspec.json.encode(result)))
    print_columns(table(result))
    print()
    for line in told(result):
        print(safe_line(line))
    sys.stdout.flush()


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        sentence = _("Cannot write {path}: {reason}.")
        raise CommandFailed(sentence.format(path=path, reason=error.strerror or error)) from error
