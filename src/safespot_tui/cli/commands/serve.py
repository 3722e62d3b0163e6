"""`serve`: the bundled backend."""

import argparse

from safespot_tui.cli.databases import add_database_url, chosen_database
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _


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


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from safespot_tui.cli.extras import required_server

    required_server(options.database_url)
    from safespot_tui.server.database import DatabaseUnavailable
    from safespot_tui.server.migrations.upgrade import UnknownSchema
    from safespot_tui.server.serve import serve

    try:
        serve(
            options.host,
            options.port,
            chosen_database(options),
            announce=lambda url: print(_("Serving at {url}").format(url=url), flush=True),
        )
    except OSError as error:
        raise CommandFailed(
            _("Cannot listen on {host} port {port}: {reason}. Choose another with --port.").format(
                host=options.host, port=options.port, reason=error.strerror or error
            )
        ) from error
    except UnknownSchema as error:
        raise CommandFailed(
            _("This database is of another version of the server: {reason}.").format(reason=error)
        ) from error
    except DatabaseUnavailable as error:
        raise CommandFailed(f"{error}.") from error
    except ValueError as error:
        raise CommandFailed(str(error), ExitCode.USAGE) from error
    return ExitCode.OK
