"""What messages said before they were changed or deleted, where the user wants it kept.

Written by whoever writes the messages, in the same transaction; gone with their conversation.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.msgpack import Decoder

from safespot_tui.archive.codec import decode_message, encode
from safespot_tui.archive.database import Database
from safespot_tui.archive.errors import told_plainly
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.revision import Revision, revision_of

REVISIONS = """
-- Each version once: of what is kept again, after a look at all that there is, nothing is new.
CREATE TABLE revisions (
    message_id TEXT NOT NULL, conversation_id TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (message_id, value)
) WITHOUT ROWID;
CREATE INDEX revisions_of_conversations ON revisions (conversation_id);
"""
"""The migration that brings the table."""

_decode = Decoder(Revision).decode

# For this connection only: a file is written with it while the setting says so, and no longer.
_KEEPING = """
CREATE TEMP TRIGGER keeping AFTER UPDATE OF value ON main.messages
WHEN message_revision(old.value) IS NOT message_revision(new.value)
    AND message_revision(old.value) IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO revisions
    VALUES (old.id, old.conversation_id, message_revision(old.value));
END;
"""
_KEEP_ALL = """
INSERT OR IGNORE INTO revisions SELECT id, conversation_id, message_revision(value) FROM messages
WHERE message_revision(value) IS NOT NULL
"""


def begin_keeping(database: Database) -> None:
    """From now on, keep what messages said before, in every transaction of this connection."""
    database.offer("message_revision", _revision)
    database.run(_KEEPING)


def keep_all(database: Database) -> None:
    """Keep what every message says, as all are to be read anew; for who `is_keeping`."""
    if is_keeping(database):
        database.run(_KEEP_ALL)


def is_keeping(database: Database) -> bool:
    """Whether `begin_keeping` was said of this connection."""
    return database.first("SELECT 1 FROM temp.sqlite_schema WHERE name = 'keeping'") is not None


def forget_kept(database: Database) -> None:
    """Delete all that was kept."""
    if database.first("SELECT 1 FROM revisions LIMIT 1") is not None:
        database.run("DELETE FROM revisions")


def forget_kept_in(path: Path) -> None:
    """`forget_kept` in the file at `path`, if it has any. Raises `ArchiveError`."""
    if not path.exists():
        return
    with told_plainly():
        database = Database(path)
        try:
            if database.first("SELECT 1 FROM sqlite_schema WHERE name = 'revisions'") is not None:
                forget_kept(database)
        finally:
            database.close()


def read_revisions(database: Database, message_id: MessageId) -> Sequence[Revision]:
    """What was kept of a message, oldest first; what it says now may be among it."""
    rows = database.rows("SELECT value FROM revisions WHERE message_id = ?", message_id)
    return sorted((_decode(value) for (value,) in rows), key=lambda each: each.said_at)


def read_all_revisions(
    database: Database, conversation_id: ConversationId
) -> Mapping[MessageId, Sequence[Revision]]:
    """`read_revisions` of every message of a conversation of which something was kept."""
    kept: dict[MessageId, list[Revision]] = {}
    for message_id, value in database.rows(
        "SELECT message_id, value FROM revisions WHERE conversation_id = ?", conversation_id
    ):
        kept.setdefault(message_id, []).append(_decode(value))
    return {
        message_id: sorted(revisions, key=lambda each: each.said_at)
        for message_id, revisions in kept.items()
    }


def _revision(value: bytes) -> bytes | None:
    revision = revision_of(decode_message(value))
    return None if revision is None else encode(revision)
