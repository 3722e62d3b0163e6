"""`tail`: what happens, as it happens."""

import argparse
import asyncio
import signal
from contextlib import suppress

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.silent import add_silent
from safespot_tui.i18n import _

_RETRY_SECONDS = (1.0, 30.0)


def summary() -> str:
    """One line for the help."""
    return _("print messages and events as they come, until interrupted")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--json", action="store_true", help=_("print every event as one JSON object a line")
    )
    add_silent(parser)


def run(options: argparse.Namespace) -> int:
    """Follow the stream. Nothing is marked delivered or read."""
    return asyncio.run(_until_signal(options))


async def _until_signal(options: argparse.Namespace) -> int:
    tailing = asyncio.create_task(_tail(options))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C arrives as KeyboardInterrupt.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, tailing.cancel)
    with suppress(asyncio.CancelledError):
        await tailing
    return ExitCode.OK


async def _tail(options: argparse.Namespace) -> None:
    from safespot_tui.actions.silent_actions import silent_sentence
    from safespot_tui.cli.account import connected, is_silent
    from safespot_tui.cli.follower import Follower
    from safespot_tui.cli.output import print_problem
    from safespot_tui.gateway.errors import GatewayError, NotLoggedIn

    shortest, longest = _RETRY_SECONDS
    wait = shortest
    async with connected(options) as gateway:
        if is_silent(options):
            print_problem(silent_sentence(gateway.silent_note))
        follower = Follower(gateway, as_json=options.json)
        await follower.start()
        while True:
            try:
                await follower.follow()
            except NotLoggedIn:
                raise
            except GatewayError as error:
                print_problem(error.reason)
            wait = shortest if follower.heard else min(wait * 2, longest)
            await asyncio.sleep(wait)
