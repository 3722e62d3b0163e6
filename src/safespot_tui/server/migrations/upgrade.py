"""A database, whatever made it, has the tables of this version afterwards.

::

    empty ──────────── create_all ─────────────┐
    schema_version 1–3 ─ stamp ─┐              ▼
    older revision ─────────────┴─ Alembic ─▶ HEAD
    anything else ───────────────────────────▶ UnknownSchema

`tests/server/migrations` holds that both ways lead to the same tables.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, inspect, select

from safespot_tui.server.schema import alembic_version, schema_version
from safespot_tui.server.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The newest revision. Known here, so that a server whose database has it need not load Alembic."""

UNNUMBERED = {1: "0001", 2: "0002", 3: "0003"}
"""What `schema_version` says in databases from before the revisions, and which revision that is."""

REFUSED_BY_THE_UNNUMBERED = 4
"""Stands in `schema_version` for ever, so that such a server refuses what it does not know."""

_LOCK = 0x5AFE_5907
"""Of PostgreSQL's advisory locks, the one of whoever changes the tables."""


class UnknownSchema(Exception):
    """The database was made by a newer version of the server."""


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables where there are none, and bring older ones to `HEAD`.

    In a transaction that writes: of several servers that start at once, the others wait, and find
    it done. Raises `UnknownSchema`.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's writers exclude each other anyway.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    found = revision_of(connection)
    if found is None:
        metadata.create_all(connection)
        connection.execute(insert(alembic_version).values(version_num=HEAD))
        connection.execute(insert(schema_version).values(version=REFUSED_BY_THE_UNNUMBERED))
    elif found != HEAD:
        _upgrade(connection, found)


def revision_of(connection: Connection) -> str | None:
    """Where a database stands; None: there is nothing in it. Raises `UnknownSchema`."""
    tables = set(inspect(connection).get_table_names())
    if alembic_version.name in tables:
        return connection.scalar(select(alembic_version.c.version_num))
    if schema_version.name not in tables:
        return None
    number = connection.scalar(select(schema_version.c.version))
    if number not in UNNUMBERED:
        raise _unknown(str(number))
    return UNNUMBERED[number]


def alembic_config(connection: Connection) -> "Config":
    """Alembic's view of `versions`, working in the open transaction of `connection`."""
    # A third of a second to import, and needed once in the life of a database and a version.
    from alembic.config import Config

    config = Config()
    # A percent sign would begin a variable.
    folder = str(Path(__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, found: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = alembic_config(connection)
    try:
        ScriptDirectory.from_config(config).get_revision(found)
    except CommandError as error:
        raise _unknown(found) from error
    if not inspect(connection).has_table(alembic_version.name):
        command.stamp(config, found)
    command.upgrade(config, HEAD)


def _unknown(found: str) -> UnknownSchema:
    return UnknownSchema(f"the database has schema {found}, this server knows {HEAD}")
