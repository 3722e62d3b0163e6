"""Stars: what somebody wants to find again. They are told to their owner alone."""

from sqlalchemy import insert, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.responses import MessageDetail
from safespot_tui.domain.message import MessageType
from safespot_tui.server import messages
from safespot_tui.server.errors import conflict
from safespot_tui.server.schema import stars
from safespot_tui.server.transaction import Transaction


def star(transaction: Transaction, message_id: str, *, starred: bool) -> MessageDetail:
    """Have the caller's star on a message or not. Raises `not_found`, or `conflict`."""
    connection, user_id = transaction.connection, transaction.actor_id
    row = messages.hold(transaction, message_id)
    own = (stars.c.user_id == user_id) & (stars.c.message_id == message_id)
    revision = connection.scalar(select(stars.c.revision).where(own)) or 0
    if (revision % 2 == 1) != starred:
        if starred and (row.deleted_at is not None or row.type == MessageType.SYSTEM):
            raise conflict("not_starrable", "Only what somebody wrote can have a star.")
        if revision:
            connection.execute(update(stars).where(own).values(revision=revision + 1))
        else:
            values = {"user_id": user_id, "message_id": message_id, "revision": 1}
            connection.execute(insert(stars).values(values))
        transaction.tell(
            [user_id],
            EventName.MESSAGE_UPDATED,
            message_id,
            row.conversation_id,
            fields=["star_revision", "starred"],
        )
    return messages.detail(connection, message_id, user_id)
