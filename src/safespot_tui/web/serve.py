"""Serving the page until it is stopped."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from errno import EINVAL

from aiohttp import web
from yarl import URL

from safespot_tui.web.addresses import Addresses
from safespot_tui.web.door import Door
from safespot_tui.web.site import Site

_LINE = 1024
"""Bytes of what is typed that are taken at once."""


def serve(
    host: str,
    port: int,
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    public: URL | None,
    announce: Callable[[str], None],
) -> None:
    """Show what `command` draws to who opens the URL that `announce` is told, until stopped.

    It is told another one for every line that is typed. Raises `OSError` if the address cannot be
    bound; with port 0 the system chooses one.
    """
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(host, port, command, environment, public, announce))


async def _serve(
    host: str,
    port: int,
    command: Sequence[str],
    environment: Mapping[str, str],
    public: URL | None,
    announce: Callable[[str], None],
) -> None:
    with _bind(host, port) as listening:
        door = Door()
        shown = public or _url(listening)

        def let_one_in() -> None:
            announce(str(shown / "" % {"token": door.new_token()}))

        site = Site(door, Addresses(public), command, environment)
        # Addresses with tokens are not for a log.
        runner = web.AppRunner(site.application(), access_log=None)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            let_one_in()
            await _until_stopped(let_one_in)
        finally:
            await runner.cleanup()


async def _until_stopped(line_typed: Callable[[], None]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        await stopped.wait()
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # One that nohup has switched off stays so.
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, stopped.set)
    # In the background, reading is refused instead of stopping the program.
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    descriptor = sys.__stdin__.fileno() if sys.__stdin__ else -1

    def read() -> None:
        try:
            typed = os.read(descriptor, _LINE)
        except OSError:
            typed = b""
        if typed:
            line_typed()
        else:
            loop.remove_reader(descriptor)

    # A file, and nothing at all, cannot be waited for.
    with suppress(OSError, ValueError):
        loop.add_reader(descriptor, read)
    await stopped.wait()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (TypeError, UnicodeError, OverflowError) as error:
        raise OSError(EINVAL, os.strerror(EINVAL)) from error


def _url(listening: socket.socket) -> URL:
    host, port = listening.getsockname()[:2]
    return URL.build(scheme="http", host=host, port=port)
