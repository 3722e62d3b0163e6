"""Who may change what the others in a conversation see: its members, while it is not locked."""

from typing import Any

from sqlalchemy import Connection, Row

from safespot_tui.domain.member import Role
from safespot_tui.server import members
from safespot_tui.server.errors import locked, observing
from safespot_tui.server.members import Audience


def refuse(role: str, lock_reason: str | None) -> None:
    """Raises `observing`, `locked` for who may not; without a lock, `lock_reason` is None."""
    if not Role(role).takes_part:
        raise observing()
    if lock_reason is not None:
        raise locked(lock_reason)


def require(
    connection: Connection,
    conversation_id: str,
    user_id: str,
    asked_for: str = "conversation",
    *,
    even_locked: bool = False,
) -> Row[Any]:
    """The membership of who may. Raises `not_found` as `members.require`, `observing`, `locked`."""
    own = members.require(connection, conversation_id, user_id, asked_for)
    lock = None if even_locked else members.conversation_row(connection, conversation_id)
    refuse(own.role, None if lock is None else lock.lock_reason)
    return own


def others(connection: Connection, conversation_id: str, user_id: str) -> Audience:
    """Who is told that the user types there; of who reads a log, the user, too.

    Raises what `require` raises.
    """
    require(connection, conversation_id, user_id)
    found = members.audience(connection, conversation_id)
    return Audience(found.log, [each for each in found.user_ids if each != user_id])
