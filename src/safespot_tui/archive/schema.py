"""The tables of an account's file, and how it came to them."""

from pathlib import Path

from safespot_tui.archive.database import Database
from safespot_tui.archive.errors import ArchiveTooNew
from safespot_tui.archive.revisions import REVISIONS
from safespot_tui.archive.search import INDEX, offer_functions
from safespot_tui.i18n import _

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE account (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        me TEXT NOT NULL,
        cursor TEXT
    );
    -- Each window takes a number when it starts, from which it counts the intents it makes: their
    -- sequence is known without asking the disk, and is never given twice.
    CREATE TABLE windows (number INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL);

    -- `value` is the entity as msgpack; the other columns are those that are asked for.
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY, last_message_id TEXT, value BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE members (
        conversation_id TEXT NOT NULL, user_id TEXT NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (conversation_id, user_id)
    ) WITHOUT ROWID;
    CREATE TABLE users (id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE reports (id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE messages (
        id TEXT PRIMARY KEY,
        conversation_id TEXT NOT NULL,
        created_at INTEGER NOT NULL, -- microseconds since 1970
        gap_before INTEGER NOT NULL, -- 1: something may be missing between the row before and this
        value BLOB NOT NULL
    );
    CREATE INDEX messages_in_order ON messages (conversation_id, created_at, id);

    CREATE TABLE outbox (
        sequence INTEGER PRIMARY KEY, owner TEXT NOT NULL, conversation_id TEXT NOT NULL,
        state TEXT NOT NULL, value BLOB NOT NULL
    );
    CREATE TABLE drafts (conversation_id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    """,
    INDEX,
    REVISIONS,
    """
    ALTER TABLE account ADD COLUMN value BLOB; -- NULL: nothing is known but who it is
    CREATE TABLE cases (conversation_id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    """,
    """
    -- What the user made of conversations as cases where no server keeps that.
    CREATE TABLE local_cases (conversation_id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    """,
)
"""Each brings a file from its index to the next version; a published one is never changed."""


def connect(path: Path) -> Database:
    """The file at `path`, made if there is none, with every migration done.

    Raises apsw errors and `ArchiveTooNew`.
    """
    database = Database(path)
    try:
        database.use_wal()
        # A message is painted once it is here, so here must be on the disk, not on its way to it.
        database.run("PRAGMA synchronous = FULL")
        offer_functions(database)
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def migrate(database: Database, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring a file to the newest version; a crash leaves it at the version it had."""
    if version_of(database) == len(migrations):
        return
    with database.transaction():
        version = version_of(database)
        if version > len(migrations):
            raise ArchiveTooNew(
                _("A newer version of SafeSpot wrote the local data. Update this one.")
            )
        for migration in migrations[version:]:
            database.run(migration)
        database.run(f"PRAGMA user_version = {len(migrations)}")


def version_of(database: Database) -> int:
    """How many migrations a file has been through."""
    row = database.first("PRAGMA user_version")
    return int(row[0]) if row else 0
