"""Entities for tests, with no more said about them than a test cares for."""

import gc
import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities, Snapshot
from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_text
from safespot_tui.domain.user import User
from tests.order import dearest_first

if TYPE_CHECKING:
    from tests.postgres.cluster import Cluster

# How long an example takes, and how long it takes to make one, says how busy the machine is.
settings.register_profile(
    "untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

ANA, BETO, CARLA = UserId("u-ana"), UserId("u-beto"), UserId("u-carla")
PLAZA, DM = ConversationId("c-plaza"), ConversationId("c-dm")


class Make:
    """Makes entities whose times grow in the order in which they are made."""

    me = ANA
    other = BETO
    third = CARLA
    plaza = PLAZA
    dm = DM

    def __init__(self) -> None:
        self._seconds = itertools.count(1)

    def moment(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(self._seconds))

    def message(self, name: str, position: int, **fields: Any) -> Message:
        sender = fields.pop("sender_id", BETO)
        return Message(
            id=MessageId(f"m-{name}"),
            conversation_id=fields.pop("conversation_id", PLAZA),
            sender_id=sender,
            created_at=fields.pop("created_at", None) or self.moment(),
            content=safe_text(fields.pop("content", name)),
            position=position,
            **fields,
        )

    def messages(self, first: int, last: int, **fields: Any) -> list[Message]:
        return [self.message(f"{n:05}", n, **fields) for n in range(first, last + 1)]

    def sent(self, name: str, position: int, **fields: Any) -> Message:
        """An own message, under the client id `name`."""
        return self.message(
            name, position, sender_id=ANA, client_message_id=ClientMessageId(name), **fields
        )

    def conversation(
        self, last: Message | None = None, name: ConversationId = PLAZA, **fields: Any
    ) -> Conversation:
        return Conversation(
            id=name,
            type=fields.pop("type", ConversationType.GROUP),
            created_at=datetime(2025, 12, 31, tzinfo=UTC),
            name=safe_text(fields.pop("title", "Plaza")),
            last_message_id=last.id if last else None,
            last_message_at=last.created_at if last else None,
            head_position=last.position if last else 0,
            **fields,
        )

    def member(
        self, user_id: UserId = ANA, conversation_id: ConversationId = PLAZA, **fields: Any
    ) -> Member:
        return Member(conversation_id, user_id, datetime(2025, 12, 31, tzinfo=UTC), **fields)

    def users(self) -> tuple[User, ...]:
        return tuple(User(u, safe_text(u[2:].title())) for u in (ANA, BETO, CARLA))

    def entities(self, *last: Message, read: int = 0) -> Entities:
        """The plaza (or whatever `last` belong to), with Ana and Beto in it."""
        by_conversation = {message.conversation_id: message for message in last}
        ids = list(by_conversation) or [PLAZA]
        return Entities(
            conversations=tuple(self.conversation(by_conversation.get(c), c) for c in ids),
            members=tuple(
                self.member(u, c, read_position=read if u == ANA else 0)
                for c in ids
                for u in (ANA, BETO)
            ),
            messages=last,
            users=self.users(),
        )

    def snapshot(self, *last: Message, read: int = 0, cursor: str = "e.1") -> Snapshot:
        return Snapshot(ANA, Cursor(cursor), self.entities(*last, read=read))


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Cluster]":
    """A PostgreSQL server; it takes a second to start, so only where it is asked for."""
    from tests.postgres.cluster import Cluster

    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def mortal_postgres(postgres: "Cluster") -> "Iterator[Cluster]":
    """A PostgreSQL server that can be killed; nobody else has a connection to it meanwhile."""
    if postgres.is_mortal:
        yield postgres
        return
    cluster = type(postgres)(mortal=True)
    yield cluster
    cluster.close()


OBJECTS_PER_COLLECTION = 50_000
"""Python's own 700 are looked through so often that it takes a fifth of the time of all tests."""


def pytest_sessionstart() -> None:
    """What is imported stays: the collector need not look for garbage in it."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(OBJECTS_PER_COLLECTION, 10, 10)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dearest_first(items, workers)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--api-examples",
        type=int,
        default=3,
        help="how many requests schemathesis makes up for each property of each operation",
    )
    parser.addoption(
        "--update-screenshots",
        action="store_true",
        help="write screenshots/ as the screens look now, instead of comparing",
    )
