"""The index of words of the bundled server's messages in PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from safespot_tui.domain.message import MessageType
from safespot_tui.domain.search import Kind, MessageSearch
from safespot_tui.fulltext.question import number_at
from safespot_tui.fulltext.tables import IMAGE, LATEST, LINK, MOST_IN_A_MICROSECOND
from safespot_tui.server.postgresql.words import function_of_words, query_of_words
from safespot_tui.server.search_index import Hits

RULES = "2"
"""Goes up when anything below, or what words are, changes: the index is made anew then."""

BATCH = 500

_LOCK = 0x5AFE_5EA2
_BITS = {Kind.IMAGE: IMAGE, Kind.LINK: LINK}

_MADE = "SELECT obj_description(to_regclass('search_rows'), 'pg_class')"
_UNMAKE = (
    "DROP TRIGGER IF EXISTS messages_searchable ON messages",
    "DROP TABLE IF EXISTS search_rows, search_backlog",
)
_TABLES = (
    # The number is that of SQLite's index (`fulltext.tables`): the newest first, without sorting.
    """
CREATE TABLE search_rows (
    number bigint PRIMARY KEY,
    message_id varchar(36) NOT NULL UNIQUE,
    conversation_id varchar(36) NOT NULL,
    sender_id varchar(36),
    kinds integer NOT NULL,
    words tsvector NOT NULL
)""",
    f"COMMENT ON TABLE search_rows IS '{RULES}'",
    "CREATE INDEX ix_search_rows_words ON search_rows USING gin (words)",
    "CREATE INDEX ix_search_rows_conversation ON search_rows (conversation_id, number)",
    # Messages behind this id have not been brought in yet; empty once all have.
    "CREATE TABLE search_backlog (behind varchar(36) NOT NULL)",
)
_FUNCTIONS = (
    f"""
CREATE OR REPLACE FUNCTION search_put(found messages) RETURNS void LANGUAGE plpgsql AS $function$
DECLARE
    first bigint := least(found.created_at, {LATEST}) * {MOST_IN_A_MICROSECOND};
BEGIN
    IF found.deleted_at IS NULL AND found.type <> '{MessageType.SYSTEM}' THEN
        INSERT INTO search_rows (number, message_id, conversation_id, sender_id, kinds, words)
        SELECT
            coalesce(max(number) + 1, first), found.id, found.conversation_id, found.sender_id,
            CASE WHEN found.type = '{MessageType.IMAGE}' THEN {IMAGE} ELSE 0 END
            + CASE WHEN found.content ~* 'https?://' THEN {LINK} ELSE 0 END,
            search_words_of(found.content)
        FROM search_rows WHERE number BETWEEN first AND first + {MOST_IN_A_MICROSECOND - 1}
        ON CONFLICT (message_id) DO NOTHING;
    END IF;
END $function$""",  # noqa: S608 - numbers and names of ours
    """
CREATE OR REPLACE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_rows WHERE message_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM search_put(NEW);
    END IF;
    RETURN NULL;
END $function$""",
    """
CREATE TRIGGER messages_searchable
AFTER INSERT OR DELETE OR UPDATE OF content, type, deleted_at ON messages
FOR EACH ROW EXECUTE FUNCTION search_follow()""",
)
_BEGIN = "INSERT INTO search_backlog SELECT '' WHERE EXISTS (SELECT FROM messages)"

_LEFT = "SELECT behind FROM search_backlog"
_TAKE = f"{_LEFT} FOR UPDATE"
# Locked, so that no edit that is under way is brought in as it was before.
_PUT_BATCH = f"""
WITH batch AS (
    SELECT messages FROM messages WHERE id > :behind ORDER BY id LIMIT {BATCH} FOR SHARE
), put AS (
    SELECT (batch.messages).id, search_put(batch.messages) FROM batch
)
SELECT max(id) FROM put WHERE put IS NOT NULL
"""  # noqa: S608 - a number of ours
_MOVE_ON = "UPDATE search_backlog SET behind = :behind"
_DONE = "DELETE FROM search_backlog"


class PostgresSearch:
    """A table of words with an inverted index, kept true by a trigger on the table of messages."""

    def prepare(self, connection: Connection) -> None:
        """Make table and trigger, anew if those that are there follow other rules."""
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        if connection.exec_driver_sql(_MADE).scalar() != RULES:
            for statement in (*_UNMAKE, *_TABLES, function_of_words(), *_FUNCTIONS, _BEGIN):
                # Without parameters, so that nothing in a function is taken for a place of one.
                connection.connection.cursor().execute(statement)

    def index_some(self, connection: Connection) -> bool:
        """Bring in a batch of what was there before; whether there may be more."""
        behind = connection.execute(text(_TAKE)).scalar()
        if behind is None:
            return False
        last = connection.execute(text(_PUT_BATCH), {"behind": behind}).scalar()
        connection.execute(text(_DONE if last is None else _MOVE_ON), {"behind": last})
        return last is not None

    def find(
        self,
        connection: Connection,
        reader_id: str,
        search: MessageSearch,
        before: int | None,
        limit: int,
    ) -> Hits:
        """What `reader_id` may see of what is looked for, after the place `before`."""
        statement, values = _question(search, before)
        rows: Any = connection.execute(
            text(statement), {**values, "reader": reader_id, "limit": limit + 1}
        ).all()
        more, rows = len(rows) > limit, rows[:limit]
        return Hits(
            message_ids=tuple(row.message_id for row in rows),
            next=int(rows[-1].number) if more else None,
            is_whole=connection.execute(text(_LEFT)).scalar() is None,
        )


def _question(search: MessageSearch, before: int | None) -> tuple[str, dict[str, Any]]:
    """The statement that gives `number` and `message_id`, the newest first, and its values."""
    # As `members.require`: who is in a conversation may read all of it.
    conditions = [
        "conversation_id IN (SELECT conversation_id FROM conversation_members"
        " WHERE user_id = :reader AND left_at IS NULL)"
    ]
    values: dict[str, Any] = {}

    def where(condition: str, name: str, value: str | int | list[str] | datetime) -> None:
        conditions.append(condition)
        values[name] = value

    if search.terms:
        where("words @@ CAST(:words AS tsquery)", "words", query_of_words(search.terms))
    if before is not None:
        where("number < :place", "place", before)
    if search.since is not None:
        where("number >= :since", "since", number_at(search.since))
    if search.before is not None:
        where("number < :until", "until", number_at(search.before))
    if search.sender_ids is not None:
        where("sender_id = ANY(:senders)", "senders", list(search.sender_ids))
    if search.conversation_ids is not None:
        where("conversation_id = ANY(:places)", "places", list(search.conversation_ids))
    for kind in search.kinds:
        where(f"kinds & :{kind} <> 0", kind, _BITS[kind])
    return (
        f"SELECT number, message_id FROM search_rows WHERE {' AND '.join(conditions)}"  # noqa: S608
        " ORDER BY number DESC LIMIT :limit",
        values,
    )
