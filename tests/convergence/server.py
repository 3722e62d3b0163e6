"""The real server core, on a database in memory, with the ways in which a server comes to grief."""

import asyncio
import functools
import hashlib
import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any, Protocol, cast
from unittest import mock
from urllib.parse import unquote
from uuid import UUID

from msgspec import Struct, structs
from PIL import Image
from sqlalchemy import Connection, delete, insert, update
from starlette.types import Message

from safespot_tui.contract import requests
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.server import accounts, conversations, event_log, groups, images
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.backend import Backend
from safespot_tui.server.connection import Pipe
from safespot_tui.server.cursor import Position
from safespot_tui.server.routes import accounts as account_routes
from safespot_tui.server.routes import conversations as conversation_routes
from safespot_tui.server.routes import images as image_routes
from safespot_tui.server.routes import messages as message_routes
from safespot_tui.server.routes import sending as sending_routes
from safespot_tui.server.routes import sync as sync_routes
from safespot_tui.server.schema import EPOCH, MICROSECOND, events, sessions, user_streams
from safespot_tui.server.settings import Settings
from safespot_tui.server.sqlite import database as database_module
from safespot_tui.server.sqlite.database import SqliteDatabase
from safespot_tui.server.sqlite.worker import BEGIN
from safespot_tui.server.transaction import Transaction
from tests.convergence.loop import StillLoop
from tests.convergence.worker import StillWorker

PEOPLE = ("ana", "beto", "carla")
HEARTBEAT_SECONDS = 10.0
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

Body = Mapping[str, Any] | bytes | None
"""JSON, the bytes of an image, or nothing."""

_PATH = re.compile(r"/([a-z]+)(?:/([^/]+))?(?:/([a-z]+))?(?:/([^/]+))?(?:/role)?")


class Told(Struct, frozen=True):
    """That a log tells of a new message, and where that stands."""

    user_id: str | None
    """Whose log, and of which `epoch`; None: it is that of a conversation, with this number."""
    epoch: str
    log: int | None
    seq: int
    conversation_id: str
    position: int
    created_at: datetime


class Carrier(Pipe, Protocol):
    """What brings a stream to its reader."""

    async def receive(self) -> Message: ...

    async def send(self, message: Message) -> None: ...


class Upload:
    """A request that carries bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def stream(self) -> AsyncIterator[bytes]:
        yield self._content


class Server:
    """One deployment: the processes that serve it come and go, its database stays."""

    def __init__(self, loop: StillLoop, image: bytes) -> None:
        """With `image` for a database, whatever was in there before."""
        self._loop = loop
        self._database = shared_database()
        _raw(self._database).deserialize(image)
        self.user_ids = tuple(id_ for (id_,) in self.rows("SELECT id FROM users ORDER BY alias"))
        self.wall_clock_ahead = 0.0
        """Seconds that this machine's clock is wrong by."""
        self.told: list[Told] = []
        self._told_until: dict[str, tuple[str, int]] = {}
        self._epochs = 0
        self._settings = Settings(heartbeat_seconds=HEARTBEAT_SECONDS)
        self._streams: set[asyncio.Task[None]] = set()
        self.backend = self._new_backend()

    def _new_backend(self) -> Backend:
        made = Backend("sqlite://", self._settings)
        made.database = self._database
        return made

    def limit_to(self, log_above: int, large_above: int) -> None:
        """Conversations of more members get a log of their own with their next message, or none of
        them is told any more how far the others have read.
        """
        self._settings = structs.replace(
            self._settings, log_above=log_above, large_above=large_above
        )
        self.backend.settings = self._settings

    def now(self) -> datetime:
        """What this machine takes the time for."""
        return BEGINNING + timedelta(seconds=self._loop.time() + self.wall_clock_ahead)

    # ---------------------------------------------------------------------------- served

    def caller(self, user_id: str, origin: OriginClientId) -> Caller:
        return Caller(user_id, _token_sha256(user_id), origin)

    async def answer(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Body,
        query: Mapping[str, str],
    ) -> bytes:
        """What the routes answer. Raises `ApiError`."""
        with_caller = {"caller": caller, "backend": self.backend}
        found = _PATH.fullmatch(path)
        assert found is not None, path
        parts = [None if part is None else unquote(part) for part in found.groups()]
        if isinstance(body, bytes):
            assert (method, parts[0]) == ("PUT", "images"), path
            upload = cast("Any", Upload(body))
            response = await image_routes.upload_image(UUID(parts[1]), upload, **with_caller)
            return bytes(response.body)
        match method, *parts:
            case "GET", "sync", None, None, None:
                response = await sync_routes.get_snapshot(**with_caller)
            case "PATCH", "me", None, None, None:
                me = requests.UpdateMe.model_validate(body)
                response = await account_routes.update_me(me, **with_caller)
            case "POST", "conversations", None, None, None:
                new = (
                    requests.CreateDm.model_validate(body)
                    if body and body["type"] == "dm"
                    else requests.CreateGroup.model_validate(body)
                )
                response = await conversation_routes.create_conversation(new, **with_caller)
            case "PATCH" | "GET" | "POST" | "PUT" | "DELETE", "conversations", str(id_), *rest:
                response = await self._about_conversation(
                    method, UUID(id_), rest, body, query, with_caller
                )
            case "PATCH" | "PUT" | "DELETE", "messages", str(id_), *rest:
                response = await self._about_message(method, UUID(id_), rest, body, with_caller)
            case _:
                raise AssertionError(f"nobody answers {method} {path}")
        return bytes(response.body)

    async def _about_conversation(
        self,
        method: str,
        id_: UUID,
        rest: list[str | None],
        body: Mapping[str, Any] | None,
        query: Mapping[str, str],
        with_caller: dict[str, Any],
    ) -> Any:
        routes = conversation_routes
        match method, *rest:
            case "PATCH", None, None:
                change = requests.UpdateConversation.model_validate(body)
                return await routes.update_conversation(id_, change, **with_caller)
            case "GET", "messages", None:
                return await message_routes.list_messages(
                    id_,
                    before=UUID(query["before"]) if "before" in query else None,
                    after=UUID(query["after"]) if "after" in query else None,
                    around=UUID(query["around"]) if "around" in query else None,
                    limit=int(query["limit"]),
                    **with_caller,
                )
            case "POST", "messages", None:
                model = requests.SendImage if body and "image_id" in body else requests.SendMessage
                sent = model.model_validate(body)
                return await sending_routes.send_message(id_, sent, **with_caller)
            case "PATCH", "membership", None:
                flags = requests.UpdateMembership.model_validate(body)
                return await routes.update_membership(id_, flags, **with_caller)
            case "PUT", "read" | "delivered" as which, None:
                moved = requests.MoveWatermark.model_validate(body)
                move = routes.mark_read if which == "read" else routes.mark_delivered
                return await move(id_, moved, **with_caller)
            case "PUT", "typing", None:
                typing = requests.SetTyping.model_validate(body)
                return await routes.set_typing(id_, typing, **with_caller)
            case "POST", "members", None:
                added = requests.AddMembers.model_validate(body)
                return await routes.add_members(id_, added, **with_caller)
            case "PUT", "members", str(user_id):
                given = requests.SetRole.model_validate(body)
                return await routes.set_role(id_, UUID(user_id), given, **with_caller)
            case "DELETE", "members", str(user_id):
                return await routes.remove_member(id_, UUID(user_id), **with_caller)
            case _:
                raise AssertionError(f"nobody answers {method} {rest}")

    async def _about_message(
        self,
        method: str,
        id_: UUID,
        rest: list[str | None],
        body: Mapping[str, Any] | None,
        with_caller: dict[str, Any],
    ) -> Any:
        routes = message_routes
        match method, *rest:
            case "PATCH", None, None:
                edit = requests.EditMessage.model_validate(body)
                return await routes.edit_message(id_, edit, **with_caller)
            case "DELETE", None, None:
                return await routes.delete_message(id_, **with_caller)
            case "PUT", "reactions", str(emoji):
                return await routes.add_reaction(id_, emoji, **with_caller)
            case "DELETE", "reactions", str(emoji):
                return await routes.remove_reaction(id_, emoji, **with_caller)
            case "PUT" | "DELETE", "star", None:
                return await (routes.star if method == "PUT" else routes.unstar)(id_, **with_caller)
            case "PUT" | "DELETE", "pin", None:
                return await (routes.pin if method == "PUT" else routes.unpin)(id_, **with_caller)
            case _:
                raise AssertionError(f"nobody answers {method} {rest}")

    async def stream(self, caller: Caller, cursor: str | None, carrier: Carrier) -> None:
        """Serve one event stream, until either side is gone."""
        response = await sync_routes.stream_events(
            caller=caller, backend=self.backend, last_event_id=cursor
        )
        scope = {"type": "http", "http_version": "1.1", "state": {"pipe": carrier}}
        task = asyncio.ensure_future(response(scope, carrier.receive, carrier.send))
        self._streams.add(task)
        try:
            await task
        finally:
            task.cancel()
            self._streams.discard(task)

    # ---------------------------------------------------------------------------- misfortune

    def restart(self, *, killed: bool) -> None:
        """Another process takes over; the one before ended its streams, or was killed."""
        before, self.backend = self.backend, self._new_backend()
        if killed:
            for task in list(self._streams):
                task.cancel()
        before.hub.close()

    def prune_events(self) -> None:
        """All events there are have become too old."""
        self._write(lambda connection: event_log.prune(connection, self._much_later()))

    def prune_images(self) -> None:
        """All images that nobody has sent have become too old."""
        self._write(lambda connection: images.prune(connection, self._much_later()))

    def _much_later(self) -> datetime:
        return self.now() + timedelta(days=365)

    def new_epoch(self, user_id: str) -> None:
        """A user's log was lost; another one has begun."""
        self._epochs += 1
        fresh = {"epoch": f"{self._epochs:016x}", "head_seq": 0, "floor_seq": 0}

        def begin(connection: Connection) -> None:
            connection.execute(delete(events).where(events.c.user_id == user_id))
            mine = user_streams.c.user_id == user_id
            connection.execute(update(user_streams).where(mine).values(**fresh))

        self._write(begin)
        self.backend.hub.wake([user_id])

    def close(self) -> None:
        """Nobody is served any more."""
        for task in list(self._streams):
            task.cancel()
        self.backend.hub.close()

    # ---------------------------------------------------------------------------- looked at

    def look(self, read: Any) -> Any:
        """What `read` finds in the database, aside of everything that goes on."""
        connection = _worker(self._database).connection
        connection.info[BEGIN] = "BEGIN"
        with connection.begin():
            return read(connection)

    def rows(self, query: str, *bindings: Any) -> list[Any]:
        """As `look`, for what is looked at after every step: ten times as fast."""
        return _raw(self._database).execute(query, bindings).fetchall()

    def image(self) -> bytes:
        """The whole database."""
        return cast("bytes", _raw(self._database).serialize())

    def heads(self) -> dict[str, str]:
        """The newest cursor of every user."""
        places: dict[str, list[tuple[int, int]]] = {}
        for user_id, number, seq in self.rows(
            "SELECT m.user_id, l.number, l.head_seq FROM conversation_logs l"
            " JOIN conversation_members m ON m.conversation_id = l.conversation_id"
            " WHERE m.log_from IS NOT NULL AND m.left_at IS NULL ORDER BY l.number"
        ):
            places.setdefault(user_id, []).append((number, seq))
        rows = self.rows("SELECT user_id, epoch, head_seq FROM user_streams")
        return {
            user_id: str(Position(epoch, seq, tuple(places.get(user_id, ()))))
            for user_id, epoch, seq in rows
        }

    def listen(self) -> None:
        """Note which messages the logs tell of, before they are pruned: see `told`."""
        for user_id, epoch, head in self.rows("SELECT user_id, epoch, head_seq FROM user_streams"):
            self._listen(("events", "user_id", user_id), epoch, head, user_id, None)
        for number, head in self.rows("SELECT number, head_seq FROM conversation_logs"):
            self._listen(("conversation_events", "log", number), "", head, None, number)

    def _listen(
        self, log: tuple[str, str, Any], epoch: str, head: int, user_id: str | None, number: Any
    ) -> None:
        until_epoch, seq = self._told_until.get(str(log), ("", 0))
        seq = seq if until_epoch == epoch else 0
        self._told_until[str(log)] = epoch, head
        if seq == head:
            return
        table, column, value = log
        found = self.rows(
            "SELECT e.seq, m.conversation_id, m.position, m.created_at"
            f" FROM {table} e JOIN messages m ON m.id = e.subject_id"
            f" WHERE e.{column} = ? AND e.seq > ? AND e.name = 'message-created'",
            value,
            seq,
        )
        self.told += [
            Told(user_id, epoch, number, at, conversation_id, place, EPOCH + moment * MICROSECOND)
            for at, conversation_id, place, moment in found
        ]

    def _write(self, function: Any) -> None:
        self.listen()
        self._loop.do(self._database.write(function))


def picture(colour: str) -> bytes:
    """A small image."""
    encoded = BytesIO()
    Image.new("RGB", (2, 2), colour).save(encoded, "PNG")
    return encoded.getvalue()


def _token_sha256(user_id: str) -> str:
    return hashlib.sha256(user_id.encode()).hexdigest()


def _worker(database: SqliteDatabase) -> StillWorker:
    return cast("StillWorker", database._worker)


def _raw(database: SqliteDatabase) -> Any:
    return _worker(database).connection.connection.driver_connection


def numbered_ids(seed: int) -> Callable[[], uuid.UUID]:
    """In place of `uuid.uuid4`: as random, and the same every time."""
    numbers = Random(seed)
    return lambda: uuid.UUID(int=numbers.getrandbits(128), version=4)


@functools.cache
def shared_database() -> SqliteDatabase:
    """One connection for all examples, so that its statements are compiled once."""
    with mock.patch.object(database_module, "Worker", StillWorker):
        database = SqliteDatabase("sqlite://")
    loop = StillLoop()
    loop.do(database.open())
    loop.close()
    return database


@functools.cache
def neighbourhood() -> bytes:
    """The database that every town begins with: three people, a conversation of two, one of all."""
    loop, database = StillLoop(), shared_database()
    with mock.patch.object(uuid, "uuid4", numbered_ids(1)):
        loop.do(database.write(_settle_people))
    loop.close()
    return cast("bytes", _raw(database).serialize())


def _settle_people(connection: Connection) -> None:
    ids: list[str] = []
    for number, name in enumerate(PEOPLE):
        user = accounts.register(connection, f"{name}@example.org", name, "", BEGINNING)
        ids.append(user.id)
        connection.execute(
            insert(sessions).values(
                token_sha256=_token_sha256(user.id), user_id=user.id, created_at=BEGINNING
            )
        )
        epoch = {"epoch": f"{0xE0 + number:016x}"}
        connection.execute(
            update(user_streams).where(user_streams.c.user_id == user.id).values(**epoch)
        )
    ana, beto, carla = ids
    transaction = Transaction(connection, ana, None, BEGINNING)
    conversations.create_dm(transaction, requests.CreateDm(type="dm", user_id=UUID(beto)))
    groups.create(
        transaction,
        requests.CreateGroup(type="group", name="Plaza", user_ids=[UUID(beto), UUID(carla)]),
    )
    transaction.record()
