"""Writing what the server said."""

from collections.abc import Iterable

from safespot_tui.archive.codec import decode_message, encode, microseconds
from safespot_tui.archive.database import Database, Value
from safespot_tui.archive.revisions import keep_all
from safespot_tui.archive.rows import Amendment, Facts, MessageRow
from safespot_tui.archive.search import empty_index, index_written
from safespot_tui.domain.event import MessageChanges, MessageDeleted, MessageUpdated, changed
from safespot_tui.domain.text import SafeText

_INSERT_MESSAGE = """
INSERT INTO messages (id, conversation_id, created_at, gap_before, value) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET value = excluded.value
"""


def write_facts(database: Database, facts: Facts) -> None:
    """Write rows and cursor; to be called inside a transaction."""
    _clear(database, facts)
    database.run_each(
        "REPLACE INTO conversations (id, last_message_id, value) VALUES (?, ?, ?)",
        ((c.id, c.last_message_id, encode(c)) for c in facts.conversations),
    )
    database.run_each(
        "REPLACE INTO members (conversation_id, user_id, value) VALUES (?, ?, ?)",
        ((m.conversation_id, m.user_id, encode(m)) for m in facts.members),
    )
    database.run_each(
        "REPLACE INTO users (id, value) VALUES (?, ?)",
        ((user.id, encode(user)) for user in facts.users),
    )
    database.run_each(
        "REPLACE INTO reports (id, value) VALUES (?, ?)",
        ((report.id, encode(report)) for report in facts.reports),
    )
    database.run_each(
        "REPLACE INTO cases (conversation_id, value) VALUES (?, ?)",
        ((case.conversation_id, encode(case)) for case in facts.cases),
    )
    database.run_each(_INSERT_MESSAGE, _bindings(facts.messages, known=False))
    database.run_each(
        f"{_INSERT_MESSAGE}, gap_before = excluded.gap_before",
        _bindings(facts.messages, known=True),
    )
    for amendment in facts.amendments:
        _amend(database, amendment)
    if facts.whole:
        for table in ("messages", "revisions"):
            database.run(
                f"DELETE FROM {table}"  # noqa: S608 - from the line above
                " WHERE conversation_id NOT IN (SELECT id FROM conversations)"
            )
    index_written(database)
    database.run(
        "INSERT INTO account (one, me, cursor) VALUES (1, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET me = excluded.me, cursor = excluded.cursor",
        facts.me,
        facts.cursor,
    )
    if facts.account is not None:
        database.run("UPDATE account SET value = ?", encode(facts.account))


def _clear(database: Database, facts: Facts) -> None:
    if facts.whole:
        for table in ("conversations", "members", "users", "reports", "cases"):
            database.run(f"DELETE FROM {table}")  # noqa: S608 - from the line above
    if facts.reset:
        keep_all(database)
        empty_index(database)
        database.run("DELETE FROM messages")
    for conversation_id in facts.gone_conversations:
        database.run("DELETE FROM conversations WHERE id = ?", conversation_id)
        for table in ("members", "messages", "revisions"):
            database.run(
                f"DELETE FROM {table} WHERE conversation_id = ?",  # noqa: S608 - from the line above
                conversation_id,
            )
    for conversation_id in facts.gone_cases:
        database.run("DELETE FROM cases WHERE conversation_id = ?", conversation_id)
    for place in facts.gone_members:
        database.run("DELETE FROM members WHERE conversation_id = ? AND user_id = ?", *place)


def _bindings(rows: Iterable[MessageRow], *, known: bool) -> Iterable[tuple[Value, ...]]:
    """The rows whose gap is known, or those where it is not: stored with one if they are new."""
    for row in rows:
        if (row.gap_before is not None) == known:
            message = row.message
            yield (
                message.id,
                message.conversation_id,
                microseconds(message.created_at),
                1 if row.gap_before is None else int(row.gap_before),
                encode(message),
            )


def _amend(database: Database, amendment: Amendment) -> None:
    """Change a stored message that memory does not hold, unless a newer revision is stored."""
    row = database.first("SELECT value FROM messages WHERE id = ?", amendment.message_id)
    if row is None:
        return
    message = decode_message(row[0])
    changes = changes_of(amendment)
    if isinstance(changes.revision, int) and changes.revision < message.revision:
        return
    if isinstance(changes.star_revision, int) and changes.star_revision < message.star_revision:
        return
    database.run(
        "UPDATE messages SET value = ? WHERE id = ?",
        encode(changed(message, changes)),
        message.id,
    )


def changes_of(amendment: Amendment) -> MessageChanges:
    """What an event changes of its message."""
    match amendment:
        case MessageUpdated():
            return amendment.changes
        case MessageDeleted():
            return MessageChanges(
                revision=amendment.revision,
                content=SafeText(""),
                caption=SafeText(""),
                deleted_at=amendment.deleted_at,
                removal=amendment.removal,
                reactions=(),
            )
