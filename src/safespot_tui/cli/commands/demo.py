"""`demo`: a neighbourhood to try it all with, gone without a trace when it ends."""

import argparse
import os
import signal
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.instruments import add_instruments
from safespot_tui.i18n import _
from safespot_tui.tui.silence import silent_terminal

if TYPE_CHECKING:
    from safespot_tui.demo.neighbourhood import Neighbourhood

_DEFAULT_MESSAGES = 400
_LOOK_SECONDS = 0.5


def summary() -> str:
    """One line for the help."""
    return _("chat with a neighbourhood of bots, in a world of its own")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help=_("the same number, the same chatter")
    )
    parser.add_argument(
        "--messages",
        type=int,
        default=_DEFAULT_MESSAGES,
        metavar="N",
        help=_("messages in the largest conversation (default: %(default)s)"),
    )
    parser.add_argument(
        "--moderation",
        action="store_true",
        help=_("moderate: a queue of cases, a quarrel, a flood of advertising, a lost child"),
    )
    # Also behind the command, where it says nothing unless it is there.
    add_instruments(parser, again=True)
    parser.add_argument("--no-bots", action="store_true", help=_("nobody answers"))
    parser.add_argument(
        "--no-tui", action="store_true", help=_("only the server and the bots, until stopped")
    )
    parser.add_argument(
        "--json", action="store_true", help=_("with --no-tui: say what there is as one JSON object")
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="P", help=_("port of the server (default: any free)")
    )


def run(options: argparse.Namespace) -> int:
    """Open the neighbourhood, be in it, close it."""
    if options.messages < 0:
        raise CommandFailed(_("--messages must be 0 or more."), ExitCode.USAGE)
    if options.json and not options.no_tui:
        raise CommandFailed(_("--json needs --no-tui."), ExitCode.USAGE)
    if not (options.no_tui or options.linear):
        from safespot_tui.cli.screen import required_terminal

        required_terminal()
    from safespot_tui.cli.extras import required_server

    required_server()
    from safespot_tui.demo.child import ChildFailed
    from safespot_tui.demo.neighbourhood import Plan, open_neighbourhood

    plan = Plan(
        seed=options.seed,
        messages=options.messages,
        bots=not options.no_bots,
        moderation=options.moderation,
        port=options.port,
    )
    stopped = threading.Event()
    if options.no_tui:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: stopped.set())
    drawn = not (options.no_tui or options.linear)
    try:
        # What is typed while it begins is for the screen.
        with silent_terminal() if drawn else nullcontext():
            if not options.no_tui:
                # Seconds, on a slow machine; an empty terminal would say nothing of that.
                print(_("Waking the neighbours…"), flush=True)
            with open_neighbourhood(plan) as neighbourhood:
                if not options.no_tui:
                    return _show(options, neighbourhood)
                _announce(neighbourhood, as_json=options.json)
                while not stopped.wait(_LOOK_SECONDS):
                    neighbourhood.require_alive()
    except ChildFailed as error:
        raise CommandFailed(_("The demo failed: {reason}").format(reason=error)) from error
    return ExitCode.OK


def _announce(neighbourhood: "Neighbourhood", *, as_json: bool) -> None:
    from msgspec import structs

    from safespot_tui.cli.output import print_columns, print_json

    if as_json:
        accounts = [structs.asdict(account) for account in neighbourhood.accounts]
        print_json({"url": neighbourhood.url, "accounts": accounts})
        return
    print(_("Serving at {url}. Ctrl+C ends it.").format(url=neighbourhood.url))
    print_columns(
        (account.alias, account.email, account.password) for account in neighbourhood.accounts
    )


def _show(options: argparse.Namespace, neighbourhood: "Neighbourhood") -> int:
    """The full-screen client, in a home of its own: the user's profiles are not touched."""
    from safespot_tui.cli import screen
    from safespot_tui.config.credentials import save_token
    from safespot_tui.config.locations import HOME_VARIABLE
    from safespot_tui.config.profiles import Profile, save_profile

    os.environ[HOME_VARIABLE] = str(neighbourhood.home)
    person = neighbourhood.accounts[0]
    profile = Profile(
        name=options.profile,
        server=neighbourhood.url,
        email=person.email,
        user_id=person.user_id,
        alias=person.alias,
    )
    save_token(profile, neighbourhood.log_in(person))
    save_profile(profile)
    return screen.run(options)
