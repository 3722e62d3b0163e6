"""Whether each conversation says the same on both sides, word for word and in the same order.

Both sides of a batch are read by one statement, so at one moment: whoever writes meanwhile writes
to both at once.
"""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import text

from safespot_tui.migration.database import Database
from safespot_tui.migration.progress import Meter

_CONVERSATIONS = 200

_COMPARE = text("""
WITH batch AS MATERIALIZED (
    SELECT conversation_id, done FROM legacy_conversations WHERE conversation_id > :after
    ORDER BY conversation_id LIMIT :many
), old AS (
    SELECT conversation_id, count(*) AS many, sha256(string_agg(
        md5(ROW(
            c.id, c.sender_id, c.type, c.content, c.caption, c.reply_to_id,
            CASE WHEN c.reactions <> '{}' THEN legacy_reactions_listed(c.reactions) END
        )::text),
        '' ORDER BY c.created_at, c.id
    )::bytea) AS digest
    FROM batch JOIN legacy_room_map r USING (conversation_id)
    JOIN chat_messages c ON c.room_id = r.room_id::uuid GROUP BY conversation_id
), reacted AS MATERIALIZED (
    SELECT message_id, string_agg(emoji || ' ' || user_id, E'\n' ORDER BY emoji, user_id) AS listed
    FROM batch JOIN messages m USING (conversation_id) JOIN reactions r ON r.message_id = m.id
    GROUP BY message_id
), new AS (
    SELECT conversation_id, count(*) AS many, sha256(string_agg(
        md5(ROW(
            m.id, m.sender_id, m.type, legacy_content(m.type, m.content, m.image_id),
            legacy_caption(m.type, m.content, m.image_id), m.reply_to_id, reacted.listed
        )::text), '' ORDER BY m.position, m.created_at
    )::bytea) AS digest
    FROM batch JOIN messages m USING (conversation_id)
    LEFT JOIN reacted ON reacted.message_id = m.id
    WHERE m.deleted_at IS NULL AND m.type <> 'system' GROUP BY conversation_id
)
SELECT conversation_id, done, coalesce(old.many, 0) AS old, coalesce(new.many, 0) AS new,
    old.digest IS NOT DISTINCT FROM new.digest AS same
FROM batch LEFT JOIN old USING (conversation_id) LEFT JOIN new USING (conversation_id)
ORDER BY conversation_id
""")


class Differing(Struct, frozen=True):
    """A conversation that is not the same on both sides, and how many messages each has of it."""

    conversation_id: str
    old: int
    new: int


def differing(database: Database, meter: Meter) -> Iterator[Differing]:
    """All of them, as they are found."""
    after = ""
    while True:
        asked = {"after": after, "many": _CONVERSATIONS}
        rows = database.transaction(lambda c, asked=asked: c.execute(_COMPARE, asked).all())
        for row in rows:
            if not (row.same and row.done):
                yield Differing(row.conversation_id, row.old, row.new)
        if not rows:
            return
        after = rows[-1].conversation_id
        meter.add(sum(row.old for row in rows))
