"""Writing what the user asked for and typed."""

from collections.abc import Iterable

from msgspec import structs

from safespot_tui.archive.codec import decode_item, encode
from safespot_tui.archive.database import Database
from safespot_tui.archive.rows import Wishes
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.intent import OutboxItem


def write_wishes(database: Database, wishes: Wishes) -> None:
    """Write intents and drafts; to be called inside a transaction."""
    database.run_each(
        "DELETE FROM outbox WHERE sequence = ?", ((sequence,) for sequence in wishes.settled)
    )
    for item in wishes.items:
        put_item(database, item)
    for draft in wishes.drafts:
        put_draft(database, draft)
    database.run_each(
        "REPLACE INTO local_cases (conversation_id, value) VALUES (?, ?)",
        ((case.conversation_id, encode(case)) for case in wishes.cases),
    )
    database.run_each(
        "DELETE FROM local_cases WHERE conversation_id = ?",
        ((conversation_id,) for conversation_id in wishes.gone_cases),
    )


def put_item(database: Database, item: OutboxItem) -> None:
    """Keep an intent until it is done."""
    database.run(
        "REPLACE INTO outbox (sequence, owner, conversation_id, state, value)"
        " VALUES (?, ?, ?, ?, ?)",
        item.sequence,
        item.owner,
        item.intent.conversation_id,
        item.state.value,
        encode(item),
    )


def put_draft(database: Database, draft: Draft) -> None:
    """Keep what was typed; an empty draft is forgotten."""
    if draft.is_empty:
        database.run("DELETE FROM drafts WHERE conversation_id = ?", draft.conversation_id)
    else:
        database.run(
            "REPLACE INTO drafts (conversation_id, value) VALUES (?, ?)",
            draft.conversation_id,
            encode(draft),
        )


def owners(database: Database) -> list[OriginClientId]:
    """The windows that have intents on their way."""
    return [
        OriginClientId(str(owner))
        for (owner,) in database.rows("SELECT DISTINCT owner FROM outbox")
    ]


def adopt(
    database: Database, owner: OriginClientId, dead: Iterable[OriginClientId]
) -> tuple[OutboxItem, ...]:
    """Make the intents of `dead` windows those of `owner`; gives them, in order."""
    adopted: list[OutboxItem] = []
    for window in dead:
        for (value,) in database.rows("SELECT value FROM outbox WHERE owner = ?", window):
            adopted.append(structs.replace(decode_item(value), owner=owner))
    for item in adopted:
        put_item(database, item)
    return tuple(sorted(adopted, key=lambda item: item.sequence))
