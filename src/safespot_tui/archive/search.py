"""Finding stored messages by their words, without a network."""

from collections.abc import Callable
from functools import lru_cache

from safespot_tui.archive.codec import decode_message
from safespot_tui.archive.database import Database
from safespot_tui.domain.ids import SearchCursor
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import Found, Kind, MessageSearch, kinds_in, searchable_text
from safespot_tui.fulltext import backlog
from safespot_tui.fulltext.question import question
from safespot_tui.fulltext.tables import IMAGE, LINK, NOTHING_LEFT, TABLES, taken_out

_DOCUMENT = """
SELECT {row}.id, {row}.created_at, {row}.conversation_id,
    message_sender({row}.value), message_kinds({row}.value), message_text({row}.value)
"""
_IS_FOUND = "WHERE message_text({row}.value) IS NOT NULL"
_DOCUMENTS = f"{_DOCUMENT} FROM messages {_IS_FOUND}".format(row="messages")
_BATCH = backlog.batch(_DOCUMENTS)
_WRITTEN = backlog.batch(_DOCUMENTS, "messages.rowid IN (SELECT message FROM search_written)")
_TAKE_OUT = taken_out("old.id", "message_text(old.value)")

# A row's text is a function of its value: one that changes has to build the index anew, or words
# that were put in by the old one would never be taken out.
INDEX = f"""
{"".join(TABLES)}
{backlog.BEGIN}
-- Rows of messages that have been written and are not in the index yet. They go in together, at the
-- end of the transaction that wrote them (`index_written`).
CREATE TABLE search_written (message INTEGER PRIMARY KEY);
CREATE TRIGGER messages_put AFTER INSERT ON messages BEGIN
    INSERT OR IGNORE INTO search_written VALUES (new.rowid);
END;
CREATE TRIGGER messages_changed AFTER UPDATE OF value ON messages
WHEN message_text(old.value) IS NOT message_text(new.value) BEGIN
    {_TAKE_OUT}
    INSERT OR IGNORE INTO search_written VALUES (new.rowid);
END;
CREATE TRIGGER messages_taken_out AFTER DELETE ON messages BEGIN
    {_TAKE_OUT}
END;
"""  # noqa: S608 - all of it is ours
"""The migration that brings the index."""


def offer_functions(database: Database) -> None:
    """What the triggers call; without it, no message can be written."""
    # The triggers ask for several things of one row, then for those of the next.
    decoded = lru_cache(maxsize=2)(decode_message)

    def offer(name: str, of: Callable[[Message], str | int | None]) -> None:
        database.offer(name, lambda value: of(decoded(value)))

    offer("message_text", searchable_text)
    offer("message_sender", lambda message: message.sender_id)
    offer("message_kinds", _kinds)


def find(
    database: Database, search: MessageSearch, cursor: SearchCursor | None, limit: int
) -> Found:
    """The newest messages that `search` asks for, after the place `cursor`."""
    asked = question(search, before=None if cursor is None else int(cursor), limit=limit + 1)
    hits = [
        (int(number), str(id_)) for number, id_ in database.rows(asked.statement, *asked.bindings)
    ]
    more, hits = len(hits) > limit, hits[:limit]
    values = [database.first("SELECT value FROM messages WHERE id = ?", id_) for _, id_ in hits]
    return Found(
        messages=tuple(decode_message(value[0]) for value in values if value is not None),
        next=SearchCursor(str(hits[-1][0])) if more else None,
        is_whole=database.first(backlog.LEFT) is None,
    )


def index_written(database: Database) -> None:
    """Bring in what a transaction has written; to be called at its end."""
    database.run(_WRITTEN)
    database.run("DELETE FROM search_written")


def index_some(database: Database) -> bool:
    """Bring in a batch; to be called inside a transaction. Whether there may be more to bring."""
    index_written(database)
    left = database.first(backlog.LEFT)
    if left is None:
        return False
    last = int(left[0])
    row = database.first(backlog.START_OF_BATCH, last)
    first = row[0] if row else None
    if first is None:
        database.run(backlog.DONE)
        return False
    database.run(_BATCH, int(first), last)
    database.run(backlog.MOVE_ON, int(first) - 1)
    return True


def empty_index(database: Database) -> None:
    """Forget all; to be called inside the transaction in which all messages go."""
    for statement in NOTHING_LEFT:
        database.run(statement)


def _kinds(message: Message) -> int:
    kinds = kinds_in(message.type, searchable_text(message) or "")
    return IMAGE * (Kind.IMAGE in kinds) + LINK * (Kind.LINK in kinds)
