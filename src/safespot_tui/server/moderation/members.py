"""Who is in a conversation, as moderators see and change it without being in it."""

from collections.abc import Sequence

from sqlalchemy import select

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.moderation import BringIn
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.audit import AuditAction
from safespot_tui.server import groups, locks, members
from safespot_tui.server.entities import member_model, user_models
from safespot_tui.server.moderation import access, audit
from safespot_tui.server.schema import TAKES_PART
from safespot_tui.server.schema import members as member_rows
from safespot_tui.server.transaction import Transaction


def seen(transaction: Transaction, conversation_id: str) -> ConversationDetail:
    """The members, without the conversation. Raises `not_found`."""
    connection = transaction.connection
    access.require(connection, conversation_id, transaction.actor_id)
    rows = connection.execute(
        select(member_rows)
        .where(
            member_rows.c.conversation_id == conversation_id,
            member_rows.c.left_at.is_(None),
            TAKES_PART,
        )
        .order_by(member_rows.c.joined_at, member_rows.c.user_id)
    ).all()
    found = {row.user_id: member_model(row, None) for row in rows}
    audit.record(transaction, AuditAction.MEMBERS_SEEN, conversation_id=conversation_id)
    entities = EntitiesModel(
        members={conversation_id: found}, users=user_models(connection, found.keys())
    )
    return ConversationDetail(id=conversation_id, entities=entities)


def bring_in(transaction: Transaction, conversation_id: str, asked: BringIn) -> Sequence[str]:
    """Put people into a group: who is in it then. An entry in the trail for each.

    Raises `not_found`, or `conflict` for a conversation of two, or a full group.
    """
    connection = transaction.connection
    _require_group(transaction, conversation_id)
    new = groups.bring_in(transaction, conversation_id, asked.user_ids, by_moderators=True)
    for user_id in new:
        audit.record(
            transaction,
            AuditAction.MEMBERS_ADDED,
            asked.reason,
            conversation_id=conversation_id,
            user_id=user_id,
        )
    return members.member_ids(connection, conversation_id)


def take_out(transaction: Transaction, conversation_id: str, user_id: str, reason: str) -> None:
    """Take somebody out of a group. Raises `not_found`, or `conflict` for one of two."""
    _require_group(transaction, conversation_id)
    groups.take_out(transaction, conversation_id, user_id, by_moderators=True)
    audit.record(
        transaction,
        AuditAction.MEMBER_REMOVED,
        reason,
        conversation_id=conversation_id,
        user_id=user_id,
    )


def _require_group(transaction: Transaction, conversation_id: str) -> None:
    locks.hold_conversation(transaction.connection, conversation_id)
    row = access.require(transaction.connection, conversation_id, transaction.actor_id)
    groups.require_is_group(row)
