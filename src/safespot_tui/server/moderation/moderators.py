"""Who has the moderator's desk."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.responses import UserList
from safespot_tui.domain.standing import Standing
from safespot_tui.server.entities import user_model
from safespot_tui.server.schema import MODERATES, accounts, users

_ALL = select(accounts.c.user_id).where(MODERATES)


def all_ids(connection: Connection) -> Sequence[str]:
    """Everybody who moderates."""
    return connection.scalars(_ALL).all()


def listed(connection: Connection) -> UserList:
    """Everybody who moderates, by name."""
    found = select(users).join(accounts, accounts.c.user_id == users.c.id).where(MODERATES)
    rows = connection.execute(found.order_by(users.c.alias_key)).all()
    return UserList(
        ids=[row.id for row in rows],
        entities=EntitiesModel(users={row.id: user_model(row) for row in rows}),
    )


def standing_of(connection: Connection, user_id: str) -> Standing:
    """What somebody is to the server now; a user without an account is a member."""
    found = connection.scalar(select(accounts.c.role).where(accounts.c.user_id == user_id))
    return Standing.MEMBER if found is None else Standing(found)
