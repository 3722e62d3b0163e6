"""The tables of the index.

`search_rows.number` says when a message was written, in microseconds since 1970 times 1024; those
of one microsecond follow each other. It is also the row of the words, so that the newest hits come
first without sorting, and a page ends where the next begins.
"""

MOST_IN_A_MICROSECOND = 1024
LATEST = 9_000_000_000_000_000
"""Microseconds since 1970: in 2255. What claims to be from later is taken to be from then, since
the number would not fit."""

IMAGE, LINK = 1, 2
"""Bits of `kinds`."""

_FIRST = f"min(new.created_at, {LATEST}) * {MOST_IN_A_MICROSECOND}"

TABLES = (
    """
CREATE TABLE search_rows (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL,
    sender_id TEXT,
    kinds INTEGER NOT NULL
);
""",
    # Without a copy of the text: that is in the row of the message, and nowhere else.
    """
CREATE VIRTUAL TABLE search_words USING fts5(
    text, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
""",
    # Messages up to this row have not been brought in yet; empty once all have.
    """
CREATE TABLE search_backlog (up_to INTEGER NOT NULL);
""",
    # What is inserted here is found from now on; nobody reads it.
    """
CREATE VIEW search_documents AS SELECT
    message_id, 0 AS created_at, conversation_id, sender_id, kinds, '' AS text FROM search_rows;
""",
    f"""
CREATE TRIGGER search_put INSTEAD OF INSERT ON search_documents BEGIN
    INSERT OR IGNORE INTO search_rows (number, message_id, conversation_id, sender_id, kinds)
    SELECT
        ifnull(max(number) + 1, {_FIRST}),
        new.message_id, new.conversation_id, new.sender_id, new.kinds
    FROM search_rows
    WHERE number BETWEEN {_FIRST} AND {_FIRST} + {MOST_IN_A_MICROSECOND - 1};
    INSERT INTO search_words (rowid, text)
    SELECT number, new.text FROM search_rows WHERE message_id = new.message_id;
END;
""",  # noqa: S608 - numbers of ours
)
"""Statements, one by one: not every driver takes several at once."""


def taken_out(message_id: str, text: str) -> str:
    """Statements, for a trigger, that take a message out; `text` is the one it was put in with.

    Both are expressions of SQL. FTS5 without a copy has to be told the words it shall forget.
    """
    return f"""
    INSERT INTO search_words (search_words, rowid, text)
    SELECT 'delete', number, {text} FROM search_rows WHERE message_id = {message_id};
    DELETE FROM search_rows WHERE message_id = {message_id};
    """  # noqa: S608 - expressions of ours


NOTHING_LEFT = (
    "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    "DELETE FROM search_rows",
    "DELETE FROM search_backlog",
)
"""Empty the index at once, before all messages go: one by one would take a thousand times as
long."""
