"""Reading the file: all that the inbox needs at the start, and history page by page."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from safespot_tui.archive.codec import (
    decode_account,
    decode_case,
    decode_conversation,
    decode_draft,
    decode_item,
    decode_member,
    decode_message,
    decode_report,
    decode_user,
    encode,
    microseconds,
)
from safespot_tui.archive.database import Database
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.event import Entities, HistoryPage
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.message import Message
from safespot_tui.store.patch import Restored

ValueT = TypeVar("ValueT")


class Contents(Struct, frozen=True):
    """What the file held when the program started."""

    restored: Restored
    cursor: Cursor | None


def read_contents(database: Database) -> Contents | None:
    """Everything but history; None if no server has ever been spoken to."""
    row = database.first("SELECT me, cursor, value FROM account")
    if row is None:
        return None
    me, cursor, account = row
    entities = Entities(
        conversations=_all(database, "SELECT value FROM conversations", decode_conversation),
        members=_all(database, "SELECT value FROM members", decode_member),
        users=_all(database, "SELECT value FROM users", decode_user),
        reports=_all(database, "SELECT value FROM reports", decode_report),
        cases=_all(database, "SELECT value FROM cases", decode_case),
        messages=_all(
            database,
            "SELECT m.value FROM conversations c JOIN messages m ON m.id = c.last_message_id",
            decode_message,
        ),
    )
    items = _all(database, "SELECT value FROM outbox ORDER BY sequence", decode_item)
    return Contents(
        Restored(
            me=UserId(me),
            entities=entities,
            account=Account() if account is None else decode_account(account),
            # What was being sent when the program ended is not known to have arrived.
            outbox=tuple(
                structs.replace(item, state=OutboxState.QUEUED)
                if item.state is OutboxState.SENDING
                else item
                for item in items
            ),
            drafts=_all(database, "SELECT value FROM drafts", decode_draft),
        ),
        cursor,
    )


def read_local_cases(database: Database) -> tuple[Case, ...]:
    """What the user made of conversations as cases, where no server keeps that."""
    return _all(database, "SELECT value FROM local_cases", decode_case)


def read_cursor(database: Database) -> Cursor | None:
    """What the rows are true at."""
    row = database.first("SELECT cursor FROM account")
    return row[0] if row else None


def no_page(conversation_id: ConversationId, before: Message) -> HistoryPage:
    """No answer: only the server has one."""
    return HistoryPage(conversation_id, (), has_older=True, has_newer=False, before=before.id)


def read_page(
    database: Database, conversation_id: ConversationId, before: Message, limit: int
) -> HistoryPage:
    """What is stored just before a message, down to the first gap.

    `has_older` also says that nothing is known to be missing: an empty page with it is no answer,
    and only the server has one.
    """
    page = no_page(conversation_id, before)
    own = database.first("SELECT gap_before FROM messages WHERE id = ?", before.id)
    if own is None or own[0]:
        return page
    rows = database.rows(
        "SELECT value, gap_before FROM messages"
        " WHERE conversation_id = ? AND (created_at, id) < (?, ?)"
        " ORDER BY created_at DESC, id DESC LIMIT ?",
        conversation_id,
        microseconds(before.created_at),
        before.id,
        limit + 1,
    )
    messages: list[Message] = []
    has_older = False
    for value, gap in rows:
        if len(messages) == limit:
            has_older = True
            break
        messages.append(decode_message(value))
        if gap:
            has_older = True
            break
    return structs.replace(page, messages=tuple(reversed(messages)), has_older=has_older)


def read_around(
    database: Database, conversation_id: ConversationId, message_id: MessageId, limit: int
) -> HistoryPage | None:
    """What is stored on both sides of a message, up to the first gaps; None if it is not stored.

    That there is no more after it is never said: the newest may not be stored yet.
    """
    row = database.first(
        "SELECT value FROM messages WHERE id = ? AND conversation_id = ?",
        message_id,
        conversation_id,
    )
    if row is None:
        return None
    message = decode_message(row[0])
    half = limit // 2
    older = read_page(database, conversation_id, message, half)
    newer: list[Message] = []
    for value, gap in database.rows(
        "SELECT value, gap_before FROM messages"
        " WHERE conversation_id = ? AND (created_at, id) > (?, ?)"
        " ORDER BY created_at, id LIMIT ?",
        conversation_id,
        microseconds(message.created_at),
        message_id,
        limit - half - 1,
    ):
        if gap:
            break
        newer.append(decode_message(value))
    return HistoryPage(
        conversation_id, (*older.messages, message, *newer), older.has_older, has_newer=True
    )


def read_all(database: Database, conversation_id: ConversationId) -> Sequence[Message]:
    """All stored messages of a conversation, in order, whatever may be missing between them."""
    rows = database.rows(
        "SELECT value FROM messages WHERE conversation_id = ? ORDER BY created_at, id",
        conversation_id,
    )
    return [decode_message(value) for (value,) in rows]


def read_starred(database: Database) -> Sequence[Message]:
    """All stored messages with a star.

    Bytes are sought, not values, so that not every message has to be decoded; what only looks like
    a star is sorted out.
    """
    star = encode("starred") + encode(True)
    rows = database.rows("SELECT value FROM messages WHERE instr(value, ?) > 0", star)
    return [message for message in (decode_message(value) for (value,) in rows) if message.starred]


def _all(database: Database, query: str, decode: Callable[[bytes], ValueT]) -> tuple[ValueT, ...]:
    return tuple([decode(value) for (value,) in database.rows(query)])
