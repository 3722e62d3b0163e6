"""The same reads on both sides: as the old server asks, and as the new one answers."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from safespot_tui.migration.database import Database
from safespot_tui.server import messages

_READS = 200
_NEWEST = 50

# Whoever they are drawn by, a conversation is as likely as any other.
_DRAWN = text("""
SELECT conversation_id, (
    SELECT user_id FROM conversation_members m
    WHERE m.conversation_id = c.conversation_id AND m.left_at IS NULL AND m.role <> 'observer'
    ORDER BY random() LIMIT 1
) AS reader_id
FROM legacy_conversations c WHERE done ORDER BY random() LIMIT :many
""")
_AS_THE_OLD_SERVER = text("""
SELECT c.id::text, c.sender_id::text FROM legacy_room_map r
JOIN chat_messages c ON c.room_id = r.room_id::uuid WHERE r.conversation_id = :conversation
ORDER BY c.created_at DESC, c.id DESC LIMIT :many
""")
_COUNT = text("""
UPDATE legacy_progress SET compared = compared + :compared, mismatched = mismatched + :mismatched
RETURNING compared, mismatched
""")


def compare(database: Database, reads: int = _READS) -> tuple[int, int]:
    """Compare some reads; how many were compared in this phase, and how many of them differed."""
    drawn = database.transaction(lambda c: c.execute(_DRAWN, {"many": reads}).all())
    asked = [row for row in drawn if row.reader_id is not None]
    differed = sum(
        not database.transaction(lambda c, row=row: _same(c, row.conversation_id, row.reader_id))
        for row in asked
    )
    counted = {"compared": len(asked), "mismatched": differed}
    row = database.transaction(lambda c: c.execute(_COUNT, counted).one())
    return row.compared, row.mismatched


def _same(connection: Connection, conversation_id: str, reader_id: str) -> bool:
    # One moment for both questions; without waiting for it, as it only reads.
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    asked = {"conversation": conversation_id, "many": _NEWEST}
    old = [tuple(row) for row in connection.execute(_AS_THE_OLD_SERVER, asked)][::-1]
    return old == _as_the_new_one(connection, conversation_id, reader_id)[-len(old) or _NEWEST :]


def _as_the_new_one(
    connection: Connection, conversation_id: str, reader_id: str
) -> Sequence[tuple[str, str | None]]:
    """What is left of history once tombstones are taken out, which the old server does not have."""
    found: list[tuple[str, str | None]] = []
    before = None
    while len(found) < _NEWEST:
        page = messages.page(
            connection,
            reader_id,
            conversation_id,
            before=before,
            after=None,
            around=None,
            limit=_NEWEST,
        )
        shown = [page.entities.messages[message_id] for message_id in page.ids]
        found = [(m.id, m.sender_id) for m in shown if m.deleted_at is None] + found
        if not page.has_older:
            break
        before = page.ids[0]
    return found
