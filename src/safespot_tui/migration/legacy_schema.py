"""What the old chat has to look like: the tables and columns that the migration reads and writes.

Others are left as they are, and readers see them as before.
"""

from collections.abc import Mapping, Set

from sqlalchemy import Connection, text

OLD_SCHEMA = "public"
"""Where the old server looks for its tables."""
ASIDE = "safespot_legacy"
"""Where they are once their names are views."""
NEW_SCHEMA = "safespot_chat"
"""Where the new tables are. Some of their names are taken in the old schema."""
SEARCH_PATH = f"{NEW_SCHEMA}, {ASIDE}, {OLD_SCHEMA}"

COLUMNS: Mapping[str, Set[str]] = {
    "anonymous_users": {"anonymous_id", "alias"},
    "reports": {"id", "anonymous_id", "title", "category", "description", "created_at"},
    "chat_rooms": {
        "id", "report_id", "participant_a", "participant_b", "status", "created_at",
        "last_message_at",
    },
    "chat_messages": {
        "id", "room_id", "sender_id", "content", "caption", "type", "created_at", "reply_to_id",
        "is_read", "is_delivered", "is_edited", "edited_at", "reactions",
    },
}  # fmt: skip

OPTIONAL: Mapping[str, Set[str]] = {
    "user_auth": {"anonymous_id", "email", "password_hash"},
    "starred_messages": {"user_id", "message_id"},
}
"""Taken along where they are there with these columns."""

_FOUND = text("""
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :schema
""")


def missing(connection: Connection) -> list[str]:
    """What the migration needs of the old tables and does not find, as `table.column`."""
    return _absent(connection, COLUMNS)


def optional(connection: Connection) -> set[str]:
    """Which of the tables that need not be there are."""
    absent = {name.partition(".")[0] for name in _absent(connection, OPTIONAL)}
    return set(OPTIONAL) - absent


def _absent(connection: Connection, wanted: Mapping[str, Set[str]]) -> list[str]:
    found = {tuple(row) for row in connection.execute(_FOUND, {"schema": OLD_SCHEMA})}
    return [
        f"{table}.{column}"
        for table, columns in wanted.items()
        for column in sorted(columns)
        if (table, column) not in found
    ]
