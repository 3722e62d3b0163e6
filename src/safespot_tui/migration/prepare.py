"""What the first phase stands on: the new tables, our functions, and the indexes they need.

Nothing of it is seen by the old server, and all of it may be done again.
"""

from sqlalchemy import Connection, text

from safespot_tui.i18n import _
from safespot_tui.migration import sql
from safespot_tui.migration.database import Database
from safespot_tui.migration.errors import MigrationRefused
from safespot_tui.migration.legacy_schema import ASIDE, NEW_SCHEMA, OLD_SCHEMA, missing
from safespot_tui.server.migrations.upgrade import bring_up_to_date

INDEXES = {
    "legacy_messages_in_room": "chat_messages (room_id, created_at, id)",
    "legacy_messages_unread": "chat_messages (room_id) WHERE is_read IS NOT TRUE",
    "legacy_rooms_of_pair": (
        "chat_rooms (least(participant_a, participant_b), greatest(participant_a, participant_b))"
    ),
}

_INVALID = text("""
SELECT FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid
""")


def prepare(database: Database) -> None:
    """Make what is not there yet. Raises `MigrationRefused` if the old tables are others."""
    database.transaction(_look)
    database.transaction(_make_tables)
    database.transaction(_make_functions)
    # As a column of its own: what an old server writes to a report is left alone.
    database.transaction(
        lambda connection: connection.execute(
            text(f"ALTER TABLE {OLD_SCHEMA}.reports ADD COLUMN IF NOT EXISTS conversation_id uuid")
        )
    )
    for name, definition in INDEXES.items():
        _make_index(database, name, definition)


def _look(connection: Connection) -> None:
    if absent := missing(connection):
        raise MigrationRefused(
            _(
                "This is not the database of the old chat, or an older state of it; missing: "
                "{columns}. Check the address, or add the columns."
            ).format(columns=", ".join(absent))
        )


def _make_tables(connection: Connection) -> None:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {NEW_SCHEMA}"))
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {ASIDE}"))
    # Alone in the path: an old table of the same name would pass for a new one.
    connection.execute(text(f"SET LOCAL search_path = {NEW_SCHEMA}"))
    bring_up_to_date(connection)


def _make_functions(connection: Connection) -> None:
    sql.run(connection, [sql.BOOKKEEPING, *sql.FUNCTIONS])


def _make_index(database: Database, name: str, definition: str) -> None:
    """Without holding up anybody who writes; what a killed one left half made is made anew."""
    where = f"{OLD_SCHEMA}.{definition}"

    def make() -> None:
        with database.engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            # Nobody else is to have a connection that waits for locks without end.
            plain.detach()
            connection.execute(text("SET lock_timeout = 0"))
            if connection.execute(_INVALID, {"name": f"{OLD_SCHEMA}.{name}"}).first():
                connection.execute(text(f"DROP INDEX CONCURRENTLY {OLD_SCHEMA}.{name}"))
            connection.execute(text(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {where}"))

    database.again_and_again(make)
