"""The index of words of the bundled server's messages in SQLite."""

from typing import Any

from sqlalchemy import Connection

from safespot_tui.domain.message import MessageType
from safespot_tui.domain.search import MessageSearch
from safespot_tui.fulltext import backlog
from safespot_tui.fulltext.question import question
from safespot_tui.fulltext.tables import IMAGE, LINK, TABLES, taken_out
from safespot_tui.server.search_index import Hits

_DOCUMENT = f"""
SELECT {{row}}.id, {{row}}.created_at, {{row}}.conversation_id, {{row}}.sender_id,
    {IMAGE} * ({{row}}.type = '{MessageType.IMAGE}') + {LINK} * (
        {{row}}.content LIKE '%http://%' OR {{row}}.content LIKE '%https://%'
    ),
    {{row}}.content
"""
_IS_FOUND = f"WHERE {{row}}.deleted_at IS NULL AND {{row}}.type != '{MessageType.SYSTEM}'"


def _document(row: str, source: str = "") -> str:
    return f"{_DOCUMENT} {source} {_IS_FOUND}".format(row=row)


_PUT = f"INSERT INTO search_documents {_document('new')};"
_TAKE_OUT = taken_out("old.id", "old.content")
_BATCH = backlog.batch(_document("messages", "FROM messages"))

_TRIGGERS = {
    "messages_put": f"""CREATE TRIGGER messages_put AFTER INSERT ON messages BEGIN
    {_PUT}
END""",
    "messages_changed": f"""CREATE TRIGGER messages_changed
AFTER UPDATE OF content, type, deleted_at ON messages BEGIN
    {_TAKE_OUT}
    {_PUT}
END""",
    "messages_taken_out": f"""CREATE TRIGGER messages_taken_out AFTER DELETE ON messages BEGIN
    {_TAKE_OUT}
END""",
}
_MADE = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'messages'"
_UNMAKE = (
    *(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS),
    "DROP VIEW IF EXISTS search_documents",
    *(f"DROP TABLE IF EXISTS {name}" for name in ("search_words", "search_rows", "search_backlog")),
)
_VISIBLE = """
r.conversation_id IN (
    SELECT conversation_id FROM conversation_members WHERE user_id = ? AND left_at IS NULL
)
"""
"""As `members.require`: who is in a conversation may read all of it."""


class SqliteSearch:
    """FTS5, kept true by triggers on the table of messages."""

    def prepare(self, connection: Connection) -> None:
        """Make tables and triggers, anew if those that are there follow other rules."""
        made = {row.name: row.sql for row in connection.exec_driver_sql(_MADE)}
        if made != _TRIGGERS:
            for statement in (*_UNMAKE, *TABLES, backlog.BEGIN, *_TRIGGERS.values()):
                connection.exec_driver_sql(statement)

    def index_some(self, connection: Connection) -> bool:
        """Bring in a batch of what was there before; whether there may be more."""
        last = connection.exec_driver_sql(backlog.LEFT).scalar()
        if last is None:
            return False
        first = connection.exec_driver_sql(backlog.START_OF_BATCH, (last,)).scalar()
        if first is None:
            connection.exec_driver_sql(backlog.DONE)
            return False
        connection.exec_driver_sql(_BATCH, (first, last))
        connection.exec_driver_sql(backlog.MOVE_ON, (first - 1,))
        return True

    def find(
        self,
        connection: Connection,
        reader_id: str,
        search: MessageSearch,
        before: int | None,
        limit: int,
    ) -> Hits:
        """What `reader_id` may see of what is looked for, after the place `before`."""
        asked = question(
            search,
            before=before,
            limit=limit + 1,
            visible=_VISIBLE,
            visible_bindings=(reader_id,),
        )
        rows: Any = connection.exec_driver_sql(asked.statement, asked.bindings).all()
        more, rows = len(rows) > limit, rows[:limit]
        return Hits(
            message_ids=tuple(row.message_id for row in rows),
            next=int(rows[-1].number) if more else None,
            is_whole=connection.exec_driver_sql(backlog.LEFT).scalar() is None,
        )
