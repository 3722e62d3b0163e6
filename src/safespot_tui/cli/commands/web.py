"""`web`: the full-screen client in a browser."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from yarl import URL

_CLIENT = "from safespot_tui.cli.main import main; raise SystemExit(main())"


def summary() -> str:
    """One line for the help."""
    return _("show the full-screen client in a browser")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)")
    )
    parser.add_argument(
        "--port", type=int, default=8766, help=_("port to listen on; 0: any (default: %(default)s)")
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help=_("the address under which a proxy shows it to other machines; it has to add TLS"),
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from safespot_tui.cli.extras import required_web

    required_web()
    if options.linear:
        raise CommandFailed(
            _("A page has no linear mode. Use “safespot-tui linear” in a terminal."), ExitCode.USAGE
        )
    from safespot_tui.cli.logs import start_logging
    from safespot_tui.config.locations import log_dir
    from safespot_tui.tui.in_page import page_environment
    from safespot_tui.web.serve import serve

    # What strangers send and nobody understands is no news for the terminal.
    start_logging(log_dir())
    public = _public_url(options)
    try:
        serve(
            options.host,
            options.port,
            _client(options),
            page_environment(os.environ),
            public=public,
            announce=_announce,
        )
    except OSError as error:
        raise CommandFailed(
            _("Cannot listen on {host} port {port}: {reason}. Choose another with --port.").format(
                host=options.host, port=options.port, reason=error.strerror or error
            )
        ) from error
    return ExitCode.OK


def _client(options: argparse.Namespace) -> Sequence[str]:
    """How each session is started: as the same client would be, by hand."""
    chosen = ["--profile", options.profile]
    if options.theme:
        chosen += ["--theme", options.theme]
    if options.silent:
        chosen.append("--silent")
    return [sys.executable, "-c", _CLIENT, *chosen]


def _public_url(options: argparse.Namespace) -> "URL | None":
    """Raises `CommandFailed` for an address that would serve nobody, or everybody by mistake."""
    from yarl import URL

    from safespot_tui.cli.output import print_problem
    from safespot_tui.web.addresses import is_loopback

    if options.public_url is None:
        if not is_loopback(options.host):
            raise CommandFailed(
                _(
                    "Other machines reach {host}, and what they say and see would pass unencrypted."
                    " Better leave --host alone and come by ssh; or have a proxy add TLS, and say "
                    "with --public-url under which address it does."
                ).format(host=options.host),
                ExitCode.USAGE,
            )
        return None
    try:
        url = URL(options.public_url)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host or url.raw_path_qs not in {"", "/"}:
        raise CommandFailed(
            _("--public-url is an address without a path, such as https://desk.example.org."),
            ExitCode.USAGE,
        )
    if not is_loopback(options.host):
        print_problem(
            _(
                "Other machines reach {host} port {port}, unencrypted: let nobody through but the "
                "proxy that adds TLS."
            ).format(host=options.host, port=options.port)
        )
    if url.scheme == "http":
        print_problem(_("{url} has no TLS: whoever is on the way reads along.").format(url=url))
    return url


def _announce(url: str) -> None:
    print(
        _(
            "Open this in a browser; it is good once:\n\n    {url}\n\nEnter: another address, for "
            "another browser. Ctrl+C: the end."
        ).format(url=url),
        flush=True,
    )
