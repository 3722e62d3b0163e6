"""Which database a command of the server's is about."""

import argparse

from safespot_tui.i18n import _


def add_database_url(parser: argparse.ArgumentParser) -> None:
    """Let a command be told."""
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help=_(
            "where the data is: sqlite:///FILE, or postgresql://USER@HOST/NAME, which any number of"
            " servers may share (default: a SQLite file in the data folder)"
        ),
    )


def chosen_database(options: argparse.Namespace) -> str:
    """Its address; the folder of the one that nobody has to name is made if need be."""
    if options.database_url:
        return options.database_url
    from safespot_tui.config.locations import data_dir

    data_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{data_dir() / 'server.sqlite3'}"
