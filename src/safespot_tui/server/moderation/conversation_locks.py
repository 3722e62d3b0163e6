"""Conversations in which the moderators let nobody write: not even those who own them."""

from sqlalchemy import update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.moderation import SetLock
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.message import NoticeKind
from safespot_tui.server import locks, members, sending
from safespot_tui.server.moderation import access, audit
from safespot_tui.server.schema import conversations
from safespot_tui.server.transaction import Transaction


def put(transaction: Transaction, conversation_id: str, asked: SetLock) -> None:
    """Lock a conversation, say another reason, or open it again. Raises `not_found`.

    What is so already is nobody's act.
    """
    connection, reason = transaction.connection, asked.reason
    locks.hold_conversation(connection, conversation_id)
    row = access.require(connection, conversation_id, transaction.actor_id)
    wanted = reason if asked.locked else None
    if row.lock_reason == wanted:
        return
    at = (row.locked_at or transaction.now) if asked.locked else None
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(locked_at=at, lock_reason=wanted)
    )
    about = EventName.CONVERSATION_UPDATED, conversation_id
    members.tell_all(transaction, conversation_id, *about, fields=["lock"])
    kind = NoticeKind.LOCKED if asked.locked else NoticeKind.UNLOCKED
    sending.add_notice(transaction, conversation_id, kind, name=reason, by_moderators=True)
    audit.record(
        transaction,
        AuditAction.CONVERSATION_LOCKED if asked.locked else AuditAction.CONVERSATION_UNLOCKED,
        reason,
        conversation_id=conversation_id,
    )
