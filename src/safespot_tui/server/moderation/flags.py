"""What members ask the moderators to look at: a message, or a person. Nobody else is told."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from safespot_tui.contract.moderation import FlagMessage, RaiseFlag
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import MessageType
from safespot_tui.server import locks, members
from safespot_tui.server.errors import conflict, not_found, observing
from safespot_tui.server.moderation import cases
from safespot_tui.server.moderation.schema import flags
from safespot_tui.server.old_messages import shown_content
from safespot_tui.server.schema import messages
from safespot_tui.server.transaction import Transaction


def put(transaction: Transaction, conversation_id: str, flag_id: str, asked: RaiseFlag) -> None:
    """Flag something for the actor; asked again for ever, it is one flag.

    Raises `not_found`, `observing`, or `conflict` where the id stands for another one, and for what
    cannot be flagged: oneself, what is deleted, and what nobody wrote.
    """
    connection, me = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    own = members.require(connection, conversation_id, me)
    if not Role(own.role).takes_part:
        raise observing()
    locks.hold_user(connection, me)
    message_id = str(asked.message_id) if isinstance(asked, FlagMessage) else None
    user_id = None if isinstance(asked, FlagMessage) else str(asked.user_id)
    known = connection.execute(select(flags).where(flags.c.id == flag_id)).one_or_none()
    if known is not None:
        about = known.message_id, known.user_id if message_id is None else None, known.reason
        there = known.conversation_id, known.raised_by
        if (about, there) != ((message_id, user_id, asked.reason), (conversation_id, me)):
            raise conflict("flag_id_taken", "This id stands for another report.")
        return
    quoted = ""
    if message_id is not None:
        message = _message(connection, conversation_id, message_id)
        quoted, user_id = shown_content(message), message.sender_id
    elif user_id is not None:
        _require_member(connection, conversation_id, user_id)
    if user_id == me:
        raise conflict("own", "You cannot report yourself, or what you wrote.")
    cases.something_new(transaction, conversation_id, flagged=True)
    connection.execute(
        insert(flags).values(
            id=flag_id,
            conversation_id=conversation_id,
            raised_by=me,
            user_id=user_id,
            message_id=message_id,
            quoted=quoted,
            reason=asked.reason,
            created_at=transaction.now,
        )
    )


def _message(connection: Connection, conversation_id: str, message_id: str) -> Row[Any]:
    row = connection.execute(
        select(messages).where(
            messages.c.id == message_id, messages.c.conversation_id == conversation_id
        )
    ).one_or_none()
    if row is None:
        raise not_found("message")
    if row.deleted_at is not None:
        raise conflict("message_deleted", "This message was deleted.")
    if row.type == MessageType.SYSTEM or row.sender_id is None:
        raise conflict("not_flaggable", "Only what somebody wrote can be reported.")
    return row


def _require_member(connection: Connection, conversation_id: str, user_id: str) -> None:
    member = members.find(connection, conversation_id, user_id)
    if member is None or not Role(member.role).takes_part:
        raise not_found("member")
