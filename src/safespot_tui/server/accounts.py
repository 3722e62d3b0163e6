"""People: accounts, names, and finding somebody by name."""

import unicodedata
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from safespot_tui.contract.entities import EntitiesModel, UserModel
from safespot_tui.contract.events import EventName
from safespot_tui.contract.responses import Account, UserList
from safespot_tui.domain.standing import Standing
from safespot_tui.server import event_log, locks, peers
from safespot_tui.server.entities import user_model, user_models
from safespot_tui.server.errors import conflict, invalid
from safespot_tui.server.moderation import cases
from safespot_tui.server.schema import accounts, users
from safespot_tui.server.transaction import Transaction


def alias_key(alias: str) -> str:
    """What two aliases share when a reader could take one for the other's spelling.

    Case, compatibility forms and characters without a glyph make no difference. Raises `invalid` if
    nothing is left.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", alias).casefold())
    visible = (c for c in folded if c.isspace() or not unicodedata.category(c).startswith("C"))
    key = " ".join("".join(visible).split())
    if not key:
        raise invalid("alias", "nothing visible")
    return key


def register(
    connection: Connection,
    email: str,
    alias: str,
    password_hash: str,
    now: datetime,
    standing: Standing = Standing.MEMBER,
) -> UserModel:
    """A new person. Raises `conflict` if the email or the alias is taken, `invalid`."""
    _require_unused(connection, email)
    user = UserModel(id=str(uuid.uuid4()), alias=alias)
    key = alias_key(alias)
    _require_free(connection, key, user.id)
    connection.execute(insert(users).values(id=user.id, alias=alias, alias_key=key, created_at=now))
    open_account(connection, user.id, email, password_hash, standing)
    event_log.create_stream(connection, user.id)
    return user


def open_account(
    connection: Connection,
    user_id: str,
    email: str,
    password_hash: str,
    standing: Standing = Standing.MEMBER,
) -> None:
    """Let somebody who is there log in. Raises `conflict` if the email is taken, or they can."""
    _require_unused(connection, email)
    if connection.scalar(select(accounts.c.email).where(accounts.c.user_id == user_id)):
        raise conflict("has_account", "This user has an account.")
    connection.execute(
        insert(accounts).values(
            user_id=user_id, email=email, password_hash=password_hash, role=standing
        )
    )


def credentials(connection: Connection, email: str) -> Row[Any] | None:
    """The `user_id` and `password_hash` of an account."""
    return connection.execute(select(accounts).where(accounts.c.email == email)).one_or_none()


def rehash(connection: Connection, found: Row[Any], password_hash: str) -> bool:
    """Keep another hash, if what is kept is still that of `credentials`: whether it was."""
    same = (accounts.c.user_id == found.user_id, accounts.c.password_hash == found.password_hash)
    changed = update(accounts).where(*same).values(password_hash=password_hash)
    return connection.execute(changed).rowcount > 0


def user(connection: Connection, user_id: str) -> UserModel:
    """A person that is known to exist."""
    return user_models(connection, [user_id])[user_id]


def account(connection: Connection, user_id: str) -> Account:
    """The user's own account."""
    email = connection.scalar(select(accounts.c.email).where(accounts.c.user_id == user_id))
    return Account(user=user(connection, user_id), email=email or "")


def rename(transaction: Transaction, alias: str) -> Account:
    """Another alias for the caller. Raises `conflict` if it is taken, `invalid`."""
    connection, user_id = transaction.connection, transaction.actor_id
    if user(connection, user_id).alias != alias:
        key = alias_key(alias)
        # Who comes to one of these, or makes another with the caller, sees the alias afterwards.
        locks.hold_conversations(connection, peers.been_in(user_id))
        _require_free(connection, key, user_id)
        connection.execute(
            update(users).where(users.c.id == user_id).values(alias=alias, alias_key=key)
        )
        told = {*peers.readers_of(connection, user_id), *cases.readers_of(connection, user_id)}
        transaction.tell(told, EventName.USER_UPDATED, user_id)
        for log in peers.logs_of(connection, user_id):
            transaction.tell((), EventName.USER_UPDATED, user_id, log=log)
    return account(connection, user_id)


def search(connection: Connection, reader_id: str, alias: str, limit: int) -> UserList:
    """The others whose alias contains `alias`: those it begins come first. Nothing for nothing."""
    if not alias.strip():
        return UserList(ids=[], entities=EntitiesModel())
    key = alias_key(alias)
    rows = connection.execute(
        select(users)
        .where(users.c.alias_key.contains(key, autoescape=True), users.c.id != reader_id)
        .order_by(users.c.alias_key.startswith(key, autoescape=True).desc(), users.c.alias_key)
        .limit(limit)
    ).all()
    return UserList(
        ids=[row.id for row in rows],
        entities=EntitiesModel(users={row.id: user_model(row) for row in rows}),
    )


def _require_unused(connection: Connection, email: str) -> None:
    if connection.scalar(select(accounts.c.user_id).where(accounts.c.email == email)):
        raise conflict("email_taken", "There is an account with this email.")


def _require_free(connection: Connection, key: str, user_id: str) -> None:
    holder = connection.scalar(select(users.c.id).where(users.c.alias_key == key))
    if holder not in (None, user_id):
        raise conflict("alias_taken", "Somebody goes by this alias already.")
