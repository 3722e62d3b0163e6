"""Messages that moderators take away: the reason stands in their place."""

from sqlalchemy import select

from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.message import MessageType
from safespot_tui.server import locks
from safespot_tui.server.errors import conflict, not_found
from safespot_tui.server.messages import bury
from safespot_tui.server.moderation import access, audit
from safespot_tui.server.schema import messages
from safespot_tui.server.transaction import Transaction


def remove(transaction: Transaction, message_id: str, reason: str) -> None:
    """Take a message away for good; one that a moderator has taken away stays as it is.

    Raises `not_found`, or `conflict` for what is deleted, or nobody wrote.
    """
    connection, me = transaction.connection, transaction.actor_id
    asked = select(messages).where(messages.c.id == message_id)
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise not_found("message")
    conversation_id = found.conversation_id
    locks.hold_conversation(connection, conversation_id)
    access.require(connection, conversation_id, me, "message")
    row = connection.execute(asked).one()
    if row.removal is not None:
        return
    if row.deleted_at is not None:
        raise conflict("message_deleted", "This message was deleted.")
    if row.type == MessageType.SYSTEM:
        raise conflict("not_removable", "Only what somebody wrote can be removed.")
    bury(transaction, row, reason)
    audit.record(
        transaction,
        AuditAction.MESSAGE_REMOVED,
        reason,
        conversation_id=conversation_id,
        message_id=message_id,
        user_id=row.sender_id,
    )
