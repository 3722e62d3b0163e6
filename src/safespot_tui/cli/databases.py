"""Which database a command of the server's is about, and what may be wrong with it."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _


def add_database_url(parser: argparse.ArgumentParser) -> None:
    """Let a command be told."""
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help=_(
            "where the data is: sqlite:///FILE, or postgresql://USER@HOST/NAME, which any number of"
            " servers may share (default: a SQLite file in the data folder); a password belongs in"
            " ~/.pgpass: everybody on the machine can read a command line"
        ),
    )


def chosen_database(options: argparse.Namespace) -> str:
    """Its address; the folder of the one that nobody has to name is made if need be."""
    if options.database_url:
        return options.database_url
    from safespot_tui.config.locations import data_dir

    data_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{data_dir() / 'server.sqlite3'}"


@contextmanager
def database_failures_in_words() -> Generator[None]:
    """Whatever keeps a database from being used is a `CommandFailed`."""
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    from safespot_tui.server.migrations.upgrade import UnknownSchema
    from safespot_tui.server.outage import DatabaseUnavailable

    try:
        yield
    except UnknownSchema as error:
        raise CommandFailed(
            _("This database is of another version of the server: {reason}.").format(reason=error)
        ) from error
    except DatabaseUnavailable as error:
        raise CommandFailed(f"{safe_line(str(error))}.") from error
    except (ArgumentError, ValueError) as error:
        raise CommandFailed(
            _("The database's address is not usable: {reason}.").format(
                reason=safe_line(str(error)).rstrip(".")
            ),
            ExitCode.USAGE,
        ) from error
    except SQLAlchemyError as error:
        reason = safe_line(str(getattr(error, "orig", error)))
        raise CommandFailed(
            _("The database cannot be used: {reason}.").format(reason=reason)
        ) from error
