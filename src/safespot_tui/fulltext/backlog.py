"""Bringing in what stood in the table of messages before there was an index.

The newest come first. Each batch is a transaction of its own and ends with where the next begins:
it goes on after a crash, and whoever waits for the database waits for one batch.
"""

BATCH = 500
"""Messages; some ten milliseconds."""

BEGIN = """
INSERT INTO search_backlog (up_to)
SELECT last FROM (SELECT max(rowid) AS last FROM messages) WHERE last IS NOT NULL;
"""
"""Done once, when the tables are made."""

LEFT = "SELECT up_to FROM search_backlog"
"""The row that the next batch begins with; no row once all is done."""

START_OF_BATCH = f"""
SELECT min(rowid) FROM
(SELECT rowid FROM messages WHERE rowid <= ? ORDER BY rowid DESC LIMIT {BATCH})
"""  # noqa: S608 - a number of ours
"""The last row of the batch that begins with a row; NULL if there is none."""

MOVE_ON = "UPDATE search_backlog SET up_to = ?"
DONE = "DELETE FROM search_backlog"


def batch(documents: str, which: str = "messages.rowid BETWEEN ? AND ?") -> str:
    """The statement that brings in those messages that are meant by `which`: all from row to row.

    `documents` is a query of `messages` that gives the columns of `search_documents`. What is there
    already, since it was written meanwhile, is passed over.

    They go in by their age and in one statement: FTS5 writes out what it has gathered whenever a
    statement ends or a number is less than the one before, which makes ten times the work.
    """
    return f"""
    INSERT INTO search_documents (message_id, created_at, conversation_id, sender_id, kinds, text)
    {documents} AND {which} AND messages.id NOT IN (SELECT message_id FROM search_rows)
    ORDER BY messages.created_at
    """  # noqa: S608 - expressions of ours
