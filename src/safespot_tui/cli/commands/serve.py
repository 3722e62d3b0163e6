"""`serve`: the bundled backend."""

import argparse

from safespot_tui.cli.databases import (
    add_database_url,
    chosen_database,
    database_failures_in_words,
)
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.delivery import MOST_TOLD_OF_READING
from safespot_tui.i18n import _

_LEAST_CHARACTERS = 16
"""Of a token that guards something for ever."""


def summary() -> str:
    """One line for the help."""
    return _("run the server")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)")
    )
    parser.add_argument(
        "--port", type=int, default=8765, help=_("port to listen on; 0: any (default: %(default)s)")
    )
    add_database_url(parser)
    parser.add_argument(
        "--metrics-token-file",
        metavar=_("FILE"),
        help=_("a file with the token that opens /metrics to other machines (default: to none)"),
    )
    parser.add_argument(
        "--large-above",
        type=int,
        default=MOST_TOLD_OF_READING,
        metavar=_("MEMBERS"),
        help=_("with more members, nobody is told how far others have read (default: %(default)s)"),
    )
    parser.add_argument(
        "--no-rate-limits",
        action="store_true",
        help=_("let everybody ask as much as they like: for measurements"),
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from safespot_tui.cli.extras import required_server

    required_server(options.database_url)
    from safespot_tui.server.auth.rates import RATES
    from safespot_tui.server.serve import serve
    from safespot_tui.server.settings import Settings

    settings = Settings(
        rates={} if options.no_rate_limits else RATES,
        metrics_token=_token(options.metrics_token_file),
        large_above=options.large_above,
    )
    try:
        with database_failures_in_words():
            serve(
                options.host,
                options.port,
                chosen_database(options),
                settings=settings,
                announce=lambda url: print(_("Serving at {url}").format(url=url), flush=True),
            )
    except OSError as error:
        raise CommandFailed(
            _("Cannot listen on {host} port {port}: {reason}. Choose another with --port.").format(
                host=options.host, port=options.port, reason=error.strerror or error
            )
        ) from error
    return ExitCode.OK


def _token(path: str | None) -> str:
    if path is None:
        return ""
    from pathlib import Path

    try:
        token = Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise CommandFailed(
            _("Cannot read {path}: {reason}.").format(
                path=path, reason=getattr(error, "strerror", None) or error
            )
        ) from error
    if len(token) < _LEAST_CHARACTERS:
        raise CommandFailed(
            _("The token in {path} is too short: at least {count} characters.").format(
                path=path, count=_LEAST_CHARACTERS
            ),
            ExitCode.USAGE,
        )
    return token
