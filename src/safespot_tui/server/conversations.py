"""Making and showing conversations; what is special about those of many is in `groups`."""

import uuid
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import CreateDm
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.server import members
from safespot_tui.server.entities import conversation_entities
from safespot_tui.server.errors import invalid, not_found
from safespot_tui.server.moderation import cases
from safespot_tui.server.schema import conversations, reports, users
from safespot_tui.server.transaction import Transaction


def detail(connection: Connection, conversation_id: str, reader_id: str) -> ConversationDetail:
    """One conversation of the reader's. Raises `not_found`."""
    members.require(connection, conversation_id, reader_id)
    entities = conversation_entities(connection, reader_id, [conversation_id])
    return ConversationDetail(id=conversation_id, entities=entities)


def create_dm(transaction: Transaction, asked: CreateDm) -> tuple[ConversationDetail, bool]:
    """The pair's conversation about that report, and whether it is new. Raises `not_found`."""
    connection, me, other = transaction.connection, transaction.actor_id, str(asked.user_id)
    if other == me:
        raise invalid("user_id", "is the caller")
    require_users(connection, [other])
    report_id = known_report_id(connection, asked.report_id)
    pair_key = dm_key(me, other, report_id)
    known = connection.scalar(
        select(conversations.c.id).where(conversations.c.pair_key == pair_key)
    )
    if known is not None:
        return detail(connection, known, me), False
    conversation_id = insert_conversation(
        transaction, ConversationType.DM, report_id=report_id, pair_key=pair_key
    )
    place(transaction, conversation_id, [me, other])
    tell_created(transaction, conversation_id, [me, other])
    cases.tell(transaction, conversation_id)
    return detail(connection, conversation_id, me), True


def insert_conversation(
    transaction: Transaction,
    type: ConversationType,  # noqa: A002 - the column's name
    *,
    report_id: str | None = None,
    pair_key: str | None = None,
    name: str = "",
    icon: str = "",
) -> str:
    """The id of a new, empty conversation."""
    conversation_id = str(uuid.uuid4())
    transaction.connection.execute(
        insert(conversations).values(
            id=conversation_id,
            type=type,
            report_id=report_id,
            metadata={"name": name, "icon": icon},
            created_at=transaction.now,
            active_at=transaction.now,
            head_position=0,
            pair_key=pair_key,
        )
    )
    return conversation_id


def dm_key(one: str, other: str, report_id: str | None) -> str:
    """The same for both of a pair; NULL reports would not clash in a unique index, so text."""
    return ":".join([*sorted((one, other)), report_id or ""])


def place(
    transaction: Transaction,
    conversation_id: str,
    user_ids: Sequence[str],
    owner_id: str | None = None,
) -> None:
    """Put people into a conversation; nobody is told of it yet."""
    connection = transaction.connection
    conversation = members.conversation_row(connection, conversation_id)
    members.place(connection, conversation, user_ids, transaction.now, owner_id)


def tell_created(transaction: Transaction, conversation_id: str, user_ids: Sequence[str]) -> None:
    """Tell `user_ids` of a conversation that they can see now."""
    transaction.tell(user_ids, EventName.CONVERSATION_CREATED, conversation_id, conversation_id)


def require_users(connection: Connection, user_ids: Sequence[str]) -> None:
    """Raises `not_found` unless all of them exist."""
    found = connection.scalar(
        select(func.count()).select_from(users).where(users.c.id.in_(user_ids))
    )
    if found != len(user_ids):
        raise not_found("user")


def known_report_id(connection: Connection, report_id: UUID | None) -> str | None:
    """The report's id, if one is named. Raises `not_found`."""
    if report_id is None:
        return None
    found = connection.scalar(select(reports.c.id).where(reports.c.id == str(report_id)))
    if found is None:
        raise not_found("report")
    return found
