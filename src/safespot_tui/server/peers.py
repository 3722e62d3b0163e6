"""Who is told of a user as such: by which name they go, and whether they are here.

Of observers nobody is told; they are told of everybody who takes part in what they observe.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, true

from safespot_tui.server.schema import HAS_TAKEN_PART, TAKES_PART, conversation_logs, members


def _together(mine: ColumnElement[bool], theirs: ColumnElement[bool]) -> Select[Any]:
    """Who is where a user is, if both are there as is asked."""
    present = members.c.left_at.is_(None)
    own = members.c.user_id == bindparam("user_id"), present, mine
    places = select(members.c.conversation_id).where(*own)
    there = members.c.conversation_id.in_(places), present, theirs
    return select(members.c.user_id).where(*there).distinct()


_SEEN_BY = _together(TAKES_PART, true())
_SEES = _together(true(), TAKES_PART)


def seen_by(connection: Connection, user_id: str) -> list[str]:
    """Everybody who is told whether the user is here."""
    return _others(connection, _SEEN_BY, user_id)


def sees(connection: Connection, user_id: str) -> list[str]:
    """Everybody of whom the user is told whether they are here."""
    return _others(connection, _SEES, user_id)


def been_in(user_id: str) -> Select[tuple[str]]:
    """Where the user takes part, or has taken part and left."""
    return select(members.c.conversation_id).where(members.c.user_id == user_id, HAS_TAKEN_PART)


def readers_of(connection: Connection, user_id: str) -> set[str]:
    """Everybody who may see the user's name somewhere: also where the user has been and left.

    Without those who are told through one of `logs_of`.
    """
    found = connection.scalars(
        select(members.c.user_id)
        .where(
            members.c.conversation_id.in_(been_in(user_id)),
            members.c.left_at.is_(None),
            members.c.log_from.is_(None),
        )
        .distinct()
    )
    return {user_id, *found}


def logs_of(connection: Connection, user_id: str) -> Sequence[int]:
    """The logs of the conversations where the user is or has been."""
    return connection.scalars(
        select(conversation_logs.c.number)
        .where(conversation_logs.c.conversation_id.in_(been_in(user_id)))
        .order_by(conversation_logs.c.number)
    ).all()


def _others(connection: Connection, asked: Select[Any], user_id: str) -> list[str]:
    found: Iterable[str] = connection.scalars(asked, {"user_id": user_id})
    return [peer_id for peer_id in found if peer_id != user_id]
