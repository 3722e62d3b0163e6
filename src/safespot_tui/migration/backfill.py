"""What was there before the triggers, brought over in batches.

Rooms are gone through by their ids. A batch is a transaction that also writes down how far it came,
so one that is killed is taken up where its last batch ended. It holds the rows of a few
conversations for a few hundredths of a second; whoever writes into one of those waits for that.
"""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import Connection, text

from safespot_tui.migration.database import Database
from safespot_tui.migration.legacy_schema import optional
from safespot_tui.migration.progress import Meter, Watch

_ROOMS = 25
_MESSAGES = 1_000

_NEXT_ROOMS = text("""
SELECT r.id, m.conversation_id, c.checked, c.done FROM chat_rooms r
LEFT JOIN legacy_room_map m ON m.room_id = r.id::text
LEFT JOIN legacy_conversations c ON c.conversation_id = m.conversation_id
WHERE r.id > coalesce(:after, '00000000-0000-0000-0000-000000000000'::uuid)
ORDER BY r.id LIMIT :many
""")
_OPEN = text("SELECT legacy_open(:room)")
_COPIED = text("SELECT copied, done FROM legacy_conversations WHERE conversation_id = :id")
_COPY = text("SELECT legacy_copy(:id, :most)")
_RECONCILE = text("SELECT legacy_reconcile(:id)")
_REACHED = text("UPDATE legacy_progress SET after_room = :room")
_AFTER = text("SELECT after_room FROM legacy_progress")
_DONE = text("UPDATE legacy_progress SET backfilled = true")
_TOTAL = text("SELECT count(*) FROM chat_messages")
_BEFORE = text("SELECT coalesce(sum(copied), 0) FROM legacy_conversations")
# So that verifying finds a few conversations by their index, and does not read all for each batch.
_ANALYZE = text(
    "ANALYZE chat_messages, messages, conversation_members, reactions, legacy_room_map, "
    "legacy_conversations"
)
_PEOPLE = text("SELECT legacy_people(:after, :most)")
_ACCOUNTS = text("SELECT legacy_account_page(:after, :most)")
_ACCOUNTS_LEFT = text("SELECT legacy_accounts_left()")
_STARS = text("SELECT legacy_star_page(:most)")
# What no room leads to: rooms that were deleted while there were no triggers.
_UNCHECKED = text("""
SELECT conversation_id FROM legacy_conversations WHERE NOT checked ORDER BY 1 LIMIT :many
""")


class _Batch(Struct):
    """What one transaction has done."""

    rows: int = 0
    reached: UUID | None = None
    unfinished: str | None = None
    """A conversation too long for one transaction: it comes first in the next."""


def backfill(database: Database, watch: Watch) -> None:
    """Bring over all that is not there yet; run again it changes nothing."""
    meter = database.transaction(
        lambda connection: Meter(
            connection.scalar(_TOTAL) or 0, watch, connection.scalar(_BEFORE) or 0
        )
    )
    while True:
        batch = database.transaction(_rooms)
        meter.add(batch.rows)
        while batch.unfinished is not None:
            batch = database.transaction(lambda connection, b=batch: _more(connection, b))
            meter.add(batch.rows)
        if batch.reached is None:
            break
    while database.transaction(_vanished):
        pass
    _people(database)
    database.transaction(lambda connection: connection.execute(_ANALYZE))
    database.transaction(lambda connection: connection.execute(_DONE))
    meter.tell()


def _people(database: Database) -> None:
    """Who has a name or an account, whether or not they ever wrote; and their stars."""
    there = database.transaction(optional)
    pages = [_PEOPLE, _ACCOUNTS] if "user_auth" in there else [_PEOPLE]
    for page in pages:
        after: UUID | None = UUID(int=0)
        while after is not None:
            asked = {"after": after, "most": _MESSAGES}
            after = database.transaction(lambda c, page=page, asked=asked: c.scalar(page, asked))
    if "user_auth" in there:
        database.transaction(lambda connection: connection.execute(_ACCOUNTS_LEFT))
    if "starred_messages" in there:
        while database.transaction(lambda c: c.scalar(_STARS, {"most": _MESSAGES})):
            pass


def _rooms(connection: Connection) -> _Batch:
    """The next rooms; no more messages than fit, but for those of the last one."""
    batch = _Batch()
    opened: set[str] = set()
    rooms = connection.execute(
        _NEXT_ROOMS, {"after": connection.scalar(_AFTER), "many": _ROOMS}
    ).all()
    for room in rooms:
        if room.conversation_id is None:
            conversation = connection.scalar(_OPEN, {"room": room.id})
            if conversation is None:
                continue
            copied, done = connection.execute(_COPIED, {"id": conversation}).one()
            # The other room of a pair, opened by this very batch, brings nothing more.
            batch.rows += 0 if conversation in opened else copied
            opened.add(conversation)
        else:
            conversation, done = room.conversation_id, room.done
            if not room.checked:
                batch.rows += connection.scalar(_RECONCILE, {"id": conversation}) or 0
        if not done:
            # Not yet past this room: killed before its end, it is found again.
            batch.unfinished = conversation
            break
        batch.reached = room.id
        if batch.rows >= _MESSAGES:
            break
    if batch.reached is not None:
        connection.execute(_REACHED, {"room": batch.reached})
    return batch


def _more(connection: Connection, before: _Batch) -> _Batch:
    copied = connection.scalar(_COPY, {"id": before.unfinished, "most": _MESSAGES}) or 0
    done = connection.execute(_COPIED, {"id": before.unfinished}).one().done
    # The room itself is passed by the batch after, which finds it done.
    return _Batch(copied, UUID(int=0), None if done else before.unfinished)


def _vanished(connection: Connection) -> int:
    """Conversations that no room of now leads to; how many."""
    found = connection.scalars(_UNCHECKED, {"many": _ROOMS}).all()
    for conversation in found:
        connection.execute(_RECONCILE, {"id": conversation})
    return len(found)
