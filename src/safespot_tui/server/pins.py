"""The message that a conversation has pinned, for all in it; one at a time."""

from typing import Any

from sqlalchemy import Row, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.message import MessageType
from safespot_tui.server import members
from safespot_tui.server.conversations import detail
from safespot_tui.server.errors import conflict
from safespot_tui.server.schema import conversations
from safespot_tui.server.transaction import Transaction


def pin(transaction: Transaction, message: Row[Any]) -> ConversationDetail:
    """Pin a message in the place of any other. Raises `conflict` for what nobody can read."""
    if message.deleted_at is not None or message.type == MessageType.SYSTEM:
        raise conflict("not_pinnable", "Only what somebody wrote can be pinned.")
    if _pinned_in(transaction, message.conversation_id) != message.id:
        _put(transaction, message.conversation_id, message.id)
    return detail(transaction.connection, message.conversation_id, transaction.actor_id)


def unpin(transaction: Transaction, message: Row[Any]) -> ConversationDetail:
    """Have this message not pinned; another one that is stays."""
    take_off(transaction, message)
    return detail(transaction.connection, message.conversation_id, transaction.actor_id)


def take_off(transaction: Transaction, message: Row[Any]) -> None:
    """As `unpin`, for who has no use for the conversation."""
    if _pinned_in(transaction, message.conversation_id) == message.id:
        _put(transaction, message.conversation_id, None)


def _pinned_in(transaction: Transaction, conversation_id: str) -> str | None:
    return transaction.connection.scalar(
        select(conversations.c.pinned_message_id).where(conversations.c.id == conversation_id)
    )


def _put(transaction: Transaction, conversation_id: str, message_id: str | None) -> None:
    transaction.connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(pinned_message_id=message_id)
    )
    members.tell_all(
        transaction,
        conversation_id,
        EventName.CONVERSATION_UPDATED,
        conversation_id,
        fields=["pinned_message_id"],
    )
