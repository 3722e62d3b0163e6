"""Finding messages by their words."""

from sqlalchemy import Connection, select

from safespot_tui.contract.responses import HitModel, SearchResult, SpanModel
from safespot_tui.domain.search import MessageSearch, places_in
from safespot_tui.server.entities import message_entities
from safespot_tui.server.errors import invalid
from safespot_tui.server.schema import messages
from safespot_tui.server.search_index import SearchIndex

_LARGEST = 2**63 - 1


def search(
    connection: Connection,
    index: SearchIndex,
    reader_id: str,
    asked: MessageSearch,
    cursor: str | None,
    limit: int,
) -> SearchResult:
    """What `reader_id` may see of what is asked for. Raises `invalid` for a cursor of nowhere."""
    hits = index.find(connection, reader_id, asked, _place(cursor), limit)
    rows = connection.execute(select(messages).where(messages.c.id.in_(hits.message_ids))).all()
    entities = message_entities(connection, rows, reader_id)
    return SearchResult(
        hits=[
            HitModel(
                id=message_id,
                found=[
                    SpanModel(start=span.start, end=span.end)
                    for span in places_in(entities.messages[message_id].content, asked.terms)
                ],
            )
            for message_id in hits.message_ids
        ],
        entities=entities,
        next=None if hits.next is None else str(hits.next),
        is_whole=hits.is_whole,
    )


def _place(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or int(cursor[:20]) > _LARGEST:
        raise invalid("cursor", "no place in this list")
    return int(cursor[:20])
