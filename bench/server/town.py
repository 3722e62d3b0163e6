"""Who is there before anything is measured: written into the database, not asked for over HTTP.

Registering a thousand people would measure argon2.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, insert, update

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.server import conversations, event_log
from safespot_tui.server.auth import sessions
from safespot_tui.server.engines import database_for
from safespot_tui.server.schema import accounts, events, user_streams, users
from safespot_tui.server.transaction import Transaction

T = TypeVar("T")

_CHUNK = 10_000


class Person(NamedTuple):
    """Somebody who is logged in."""

    id: str
    token: str


class Town:
    """A database with people and groups in it. No server has it open meanwhile."""

    def __init__(self, url: str) -> None:
        self._url = url

    def people(self, count: int) -> list[Person]:
        """So many new people."""
        now = datetime.now(UTC)

        def settle(connection: Connection) -> list[Person]:
            return [_settle(connection, now) for _ in range(count)]

        return self._write(settle)

    def groups(self, members: Sequence[Person], count: int = 1) -> list[str]:
        """So many groups of the same people; the first of them owns each."""
        ids = [person.id for person in members]

        def found(connection: Connection) -> list[str]:
            transaction = Transaction(connection, ids[0], None, datetime.now(UTC))
            groups = [_found(transaction, ids) for _ in range(count)]
            transaction.record()
            return groups

        return self._write(found)

    def lengthen(self, person: Person, group: str, count: int) -> None:
        """Give somebody a log of so many events more."""

        def write(connection: Connection) -> None:
            first = event_log.head(connection, person.id).seq + 1
            for start in range(first, first + count, _CHUNK):
                numbers = range(start, min(start + _CHUNK, first + count))
                rows = [_old_event(person, group, number) for number in numbers]
                connection.execute(insert(events), rows)
            connection.execute(
                update(user_streams)
                .where(user_streams.c.user_id == person.id)
                .values(head_seq=first + count - 1)
            )

        self._write(write)

    def _write(self, function: Callable[[Connection], T]) -> T:
        async def run() -> T:
            database = database_for(self._url)
            await database.open()
            try:
                return await database.write(function)
            finally:
                await database.close()

        return asyncio.run(run())


def _settle(connection: Connection, now: datetime) -> Person:
    id_ = str(uuid.uuid4())
    alias = f"vecina {id_}"
    connection.execute(insert(users).values(id=id_, alias=alias, alias_key=alias, created_at=now))
    connection.execute(insert(accounts).values(user_id=id_, email=alias, password_hash=""))
    event_log.create_stream(connection, id_)
    return Person(id_, sessions.create(connection, id_, now))


def _found(transaction: Transaction, ids: Sequence[str]) -> str:
    group = conversations.insert_conversation(
        transaction, ConversationType.GROUP, report_id=None, name="Barrio"
    )
    conversations.place(transaction, group, ids, owner_id=ids[0])
    conversations.tell_created(transaction, group, ids)
    return group


def _old_event(person: Person, group: str, seq: int) -> dict[str, object]:
    return {
        "user_id": person.id,
        "seq": seq,
        "name": "member-updated",
        "conversation_id": group,
        "subject_id": person.id,
        "extra": {"fields": ["pinned"]},
        "origin_client_id": None,
        "created_at": datetime.now(UTC),
    }
