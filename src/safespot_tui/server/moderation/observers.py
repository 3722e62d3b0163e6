"""Moderators who have a conversation open without being in it: who nobody else is told of.

::

                 observe                        added by a member
    not in it ───────────▶ observes ──────────────────────────────▶ member
        ▲                     │
        └─────────────────────┘
          closed · the case is done · moderates no more
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from safespot_tui.contract.events import EventName
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.member import Role
from safespot_tui.server import locks, members
from safespot_tui.server.conversations import detail, tell_created
from safespot_tui.server.errors import conflict
from safespot_tui.server.moderation import access, audit, cases
from safespot_tui.server.schema import TAKES_PART
from safespot_tui.server.schema import members as member_rows
from safespot_tui.server.transaction import Transaction

_OBSERVES = ~TAKES_PART & member_rows.c.left_at.is_(None)


def observe(transaction: Transaction, conversation_id: str) -> ConversationDetail:
    """Open a conversation for the actor. Raises `not_found`, or `conflict` for who is in it."""
    connection, me = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    conversation = access.require(connection, conversation_id, me)
    own = members.find(connection, conversation_id, me)
    if own is not None and Role(own.role).takes_part:
        raise conflict("is_member", "You are in this conversation: there is nothing to open.")
    if own is None:
        members.place(connection, conversation, [me], transaction.now, role=Role.OBSERVER)
        tell_created(transaction, conversation_id, [me])
        cases.change(transaction, conversation_id)
        audit.record(transaction, AuditAction.CONVERSATION_OPENED, conversation_id=conversation_id)
    return detail(connection, conversation_id, me)


def close(transaction: Transaction, conversation_id: str) -> None:
    """Have the actor not observe it any more. Raises `not_found`."""
    connection, me = transaction.connection, transaction.actor_id
    locks.hold_conversation(connection, conversation_id)
    access.require(connection, conversation_id, me)
    if _end(transaction, conversation_id, [me]):
        cases.change(transaction, conversation_id)


def among(connection: Connection, conversation_id: str, user_ids: Sequence[str]) -> Sequence[str]:
    """Those of them who observe the conversation."""
    there = member_rows.c.conversation_id == conversation_id, member_rows.c.user_id.in_(user_ids)
    return connection.scalars(select(member_rows.c.user_id).where(*there, _OBSERVES)).all()


def end_in(transaction: Transaction, conversation_id: str) -> None:
    """Nobody observes the conversation any more. Whoever calls it holds it, and tells the case."""
    observers = select(member_rows.c.user_id).where(
        member_rows.c.conversation_id == conversation_id, _OBSERVES
    )
    _end(transaction, conversation_id, transaction.connection.scalars(observers).all())


def end_of(transaction: Transaction, user_id: str) -> None:
    """A user observes nothing any more: they do not moderate, or are logged out."""
    connection = transaction.connection
    observed = select(member_rows.c.conversation_id).where(
        member_rows.c.user_id == user_id, _OBSERVES
    )
    locks.hold_conversations(connection, observed)
    for conversation_id in connection.scalars(observed).all():
        if _end(transaction, conversation_id, [user_id]):
            cases.change(transaction, conversation_id)


def _end(transaction: Transaction, conversation_id: str, user_ids: Sequence[str]) -> bool:
    """Whether somebody of them observed it."""
    connection, ended = transaction.connection, False
    for user_id in user_ids:
        own = members.find(connection, conversation_id, user_id)
        if own is None or Role(own.role).takes_part:
            continue
        ended = True
        if own.left_before is None:
            connection.execute(
                delete(member_rows).where(
                    member_rows.c.conversation_id == conversation_id,
                    member_rows.c.user_id == user_id,
                )
            )
        else:
            was = {"role": Role.MEMBER, "left_at": own.left_before, "left_before": None}
            members.change(connection, conversation_id, user_id, was)
        left = EventName.MEMBER_LEFT, user_id, conversation_id
        transaction.tell([user_id], *left, user_id=user_id)
    return ended
