"""The new server's own functions, on the new tables, without HTTP."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from safespot_tui.contract.entities import MessageModel
from safespot_tui.contract.requests import CreateDm, SendMessage
from safespot_tui.migration.legacy_schema import NEW_SCHEMA
from safespot_tui.server import conversations, event_log, members, messages, sending
from safespot_tui.server.schema import events, user_streams
from safespot_tui.server.transaction import Transaction

T = TypeVar("T")


class NewServer:
    """A connection whose path is that of the new server. Each call is a transaction."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            connect_args={"options": f"-c search_path={NEW_SCHEMA}"},
        )

    def close(self) -> None:
        self.engine.dispose()

    def as_(self, user_id: object, work: Callable[[Transaction], T]) -> T:
        """What somebody does; again if it collided with another, as the server does it."""
        while True:
            try:
                with self.engine.begin() as connection:
                    return work(Transaction(connection, str(user_id), None, datetime.now(UTC)))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in {"40P01", "40001", "23505"}:
                    raise

    def read(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return work(connection)

    def open_dm(self, me: object, other: uuid.UUID, report: uuid.UUID | None = None) -> str:
        asked = CreateDm(type="dm", user_id=other, report_id=report)
        return self.as_(me, lambda t: conversations.create_dm(t, asked)[0].id)

    def send(
        self, me: object, conversation: object, content: str, key: uuid.UUID | None = None
    ) -> str:
        asked = SendMessage(client_message_id=key or uuid.uuid4(), content=content)
        return self.as_(me, lambda t: sending.send(t, str(conversation), asked)[0].id)

    def edit(self, me: object, message: str, content: str) -> None:
        self.as_(me, lambda t: messages.edit(t, message, content))

    def delete(self, me: object, message: str) -> None:
        self.as_(me, lambda t: messages.remove(t, message))

    def mark_read(self, me: object, conversation: object, message: object) -> None:
        self.as_(me, lambda t: members.move_read(t, str(conversation), str(message)))

    def member(self, conversation: object, user: object) -> Any:
        return self.read(lambda c: members.require(c, str(conversation), str(user)))

    def history(self, me: object, conversation: object) -> list[MessageModel]:
        def work(connection: Connection) -> list[MessageModel]:
            page = messages.page(
                connection, str(me), str(conversation),
                before=None, after=None, around=None, limit=100,
            )  # fmt: skip
            return [page.entities.messages[id_] for id_ in page.ids]

        return self.read(work)

    def contents(self, me: object, conversation: object) -> list[str]:
        """What is not deleted."""
        shown = self.history(me, conversation)
        return [message.content for message in shown if message.deleted_at is None]

    def events(self, user: object) -> list[tuple[str, str]]:
        """Name and subject of all that somebody was told; their count is as the log says."""

        def work(connection: Connection) -> list[tuple[str, str]]:
            mine = select(events).where(events.c.user_id == str(user)).order_by(events.c.seq)
            rows = connection.execute(mine).all()
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            stream = user_streams.c.user_id == str(user)
            assert connection.scalar(select(user_streams.c.head_seq).where(stream)) == len(rows)
            assert event_log.head(connection, str(user)).seq == len(rows)
            return [(row.name, row.subject_id) for row in rows]

        return self.read(work)
