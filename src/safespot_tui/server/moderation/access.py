"""What a moderator may see: conversations that were flagged, or belong to a report.

And those that they are in, as everybody.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, or_, select

from safespot_tui.server.errors import forbidden, not_found
from safespot_tui.server.moderation.cases import EVERY_MODERATORS, is_in
from safespot_tui.server.moderation.schema import cases
from safespot_tui.server.schema import conversations
from safespot_tui.server.transaction import Transaction

T = TypeVar("T")

NOT_A_MODERATOR = "Only moderators can do that."
"""The same words wherever it is found out."""

_CONVERSATIONS = select(conversations).select_from(
    conversations.outerjoin(cases, cases.c.conversation_id == conversations.c.id)
)


def at_the_desk(function: Callable[[Transaction], T]) -> Callable[[Transaction], T]:
    """`function`, for who still moderates when it is done. It raises `forbidden` for others."""

    def do(transaction: Transaction) -> T:
        if not transaction.standing.moderates:
            raise forbidden(NOT_A_MODERATOR)
        return function(transaction)

    return do


def require(
    connection: Connection, conversation_id: str, moderator_id: str, asked_for: str = "conversation"
) -> Row[Any]:
    """The row of a conversation that a moderator may act upon. Raises `not_found`."""
    may = or_(EVERY_MODERATORS, is_in(moderator_id))
    asked = _CONVERSATIONS.where(conversations.c.id == conversation_id, may)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise not_found(asked_for)
    return row
