"""Filling a fresh database with history, fast: for demonstrations, tests and measurements."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, insert

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import MessageType, NoticeKind
from safespot_tui.server import event_log
from safespot_tui.server.accounts import alias_key
from safespot_tui.server.auth.passwords import hash_password
from safespot_tui.server.conversations import dm_key
from safespot_tui.server.database import Database
from safespot_tui.server.schema import (
    MICROSECOND,
    accounts,
    conversations,
    members,
    messages,
    reactions,
    reports,
    users,
)

T = TypeVar("T")

_Row = dict[str, Any]


async def seed(database: Database, fill: Callable[["Seeder"], T], random: Random) -> T:
    """What `fill` gives, after everything it made has been stored in one transaction.

    The same `random` gives the same ids. Raises what the database raises.
    """

    def store(connection: Connection) -> T:
        seeder = Seeder(random)
        result = fill(seeder)
        seeder.store(connection)
        return result

    return await database.write(store)


class Seeder:
    """Makes rows in memory and stores them at once.

    Nothing of it is written into event logs, so use it only where no client has been: a client that
    holds a cursor would never hear of it.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._users: list[_Row] = []
        self._accounts: list[_Row] = []
        self._reports: list[_Row] = []
        self._conversations: dict[str, _Row] = {}
        self._members: dict[tuple[str, str], _Row] = {}
        self._messages: dict[str, _Row] = {}
        self._reactions: list[_Row] = []
        self._hashes: dict[str, str] = {}

    def create_user(self, email: str, password: str, alias: str, created_at: datetime) -> str:
        """A person with an account. People with the same password share a hash, to save time."""
        user_id = self._id()
        if password not in self._hashes:
            self._hashes[password] = hash_password(password)
        self._users.append(
            {
                "id": user_id,
                "alias": alias,
                "alias_key": alias_key(alias),
                "created_at": _utc(created_at),
            }
        )
        self._accounts.append(
            {
                "user_id": user_id,
                "email": email.lower(),
                "password_hash": self._hashes[password],
            }
        )
        return user_id

    def create_report(
        self, title: str, category: str, created_by: str, created_at: datetime
    ) -> str:
        """A report."""
        report_id = self._id()
        self._reports.append(
            {
                "id": report_id,
                "title": title,
                "category": category,
                "created_by": created_by,
                "created_at": _utc(created_at),
            }
        )
        return report_id

    def create_dm(
        self, one: str, other: str, created_at: datetime, report_id: str | None = None
    ) -> str:
        """A conversation of two."""
        pair_key = dm_key(one, other, report_id)
        return self._conversation(
            ConversationType.DM, [one, other], created_at, report_id=report_id, pair_key=pair_key
        )

    def create_group(
        self,
        name: str,
        user_ids: Sequence[str],
        created_at: datetime,
        *,
        icon: str = "",
        report_id: str | None = None,
    ) -> str:
        """A group, owned and opened by the first of them."""
        owner, *others = user_ids
        conversation_id = self._conversation(
            ConversationType.GROUP,
            user_ids,
            created_at,
            report_id=report_id,
            metadata={"name": name, "icon": icon},
        )
        self._members[conversation_id, owner]["role"] = Role.OWNER
        self._message(
            conversation_id,
            owner,
            "",
            created_at,
            type=MessageType.SYSTEM,
            notice={"kind": NoticeKind.CREATED, "user_ids": others, "name": name},
        )
        return conversation_id

    def add_message(
        self,
        conversation_id: str,
        sender_id: str,
        content: str,
        created_at: datetime,
        *,
        reply_to_id: str | None = None,
        edited_at: datetime | None = None,
        deleted_at: datetime | None = None,
    ) -> str:
        """A message after all that were added before; too early a time is moved behind theirs."""
        changes = (edited_at is not None) + (deleted_at is not None)
        return self._message(
            conversation_id,
            sender_id,
            "" if deleted_at else content,
            created_at,
            type=MessageType.TEXT,
            reply_to_id=reply_to_id,
            edited_at=edited_at and _utc(edited_at),
            deleted_at=deleted_at and _utc(deleted_at),
            revision=1 + changes,
        )

    def add_reaction(self, message_id: str, user_id: str, emoji: str, chosen_at: datetime) -> None:
        """A reaction."""
        self._messages[message_id]["revision"] += 1
        self._reactions.append(
            {
                "message_id": message_id,
                "user_id": user_id,
                "emoji": emoji,
                "chosen_at": _utc(chosen_at),
            }
        )

    def mark_read(self, user_id: str, message_id: str) -> None:
        """The user has received and read everything up to this message."""
        message = self._messages[message_id]
        own = self._members[message["conversation_id"], user_id]
        self.mark_delivered(user_id, message_id)
        if message["position"] > own["read_position"] or own["last_read_message_id"] is None:
            own["read_position"] = max(message["position"], own["read_position"])
            own["last_read_message_id"] = message_id

    def mark_delivered(self, user_id: str, message_id: str) -> None:
        """The user has received everything up to this message."""
        message = self._messages[message_id]
        own = self._members[message["conversation_id"], user_id]
        own["delivered_position"] = max(message["position"], own["delivered_position"])

    def set_flags(
        self,
        conversation_id: str,
        user_id: str,
        *,
        pinned: bool = False,
        archived: bool = False,
        muted_until: datetime | None = None,
        marked_unread: bool = False,
    ) -> None:
        """All of the user's own flags."""
        self._members[conversation_id, user_id].update(
            pinned=pinned,
            archived=archived,
            muted_until=muted_until and _utc(muted_until),
            marked_unread=marked_unread,
        )

    def store(self, connection: Connection) -> None:
        """Insert everything."""
        for table, rows in (
            (users, self._users),
            (accounts, self._accounts),
            (reports, self._reports),
            (conversations, list(self._conversations.values())),
            (members, list(self._members.values())),
            (messages, list(self._messages.values())),
            (reactions, self._reactions),
        ):
            if rows:
                connection.execute(insert(table), rows)
        for user in self._users:
            event_log.create_stream(connection, user["id"])

    def _conversation(
        self,
        type: ConversationType,  # noqa: A002 - the column's name
        user_ids: Sequence[str],
        created_at: datetime,
        *,
        report_id: str | None,
        metadata: dict[str, str] | None = None,
        pair_key: str | None = None,
    ) -> str:
        conversation_id = self._id()
        self._conversations[conversation_id] = {
            "id": conversation_id,
            "type": type,
            "report_id": report_id,
            "metadata": metadata or {"name": "", "icon": ""},
            "created_at": _utc(created_at),
            "active_at": _utc(created_at),
            "last_message_id": None,
            "last_message_at": None,
            "head_position": 0,
            "pair_key": pair_key,
            "pinned_message_id": None,
        }
        for user_id in user_ids:
            self._members[conversation_id, user_id] = {
                "conversation_id": conversation_id,
                "user_id": user_id,
                "role": Role.MEMBER,
                "joined_at": _utc(created_at),
                "left_at": None,
                "last_read_message_id": None,
                "read_position": 0,
                "delivered_position": 0,
                "pinned": False,
                "archived": False,
                "muted_until": None,
                "marked_unread": False,
            }
        return conversation_id

    def _message(
        self,
        conversation_id: str,
        sender_id: str,
        content: str,
        created_at: datetime,
        **columns: Any,
    ) -> str:
        conversation = self._conversations[conversation_id]
        at = _utc(created_at)
        if conversation["last_message_at"] is not None:
            at = max(at, conversation["last_message_at"] + MICROSECOND)
        counts = columns["type"] is not MessageType.SYSTEM
        message_id = self._id()
        position = conversation["head_position"] + counts
        conversation.update(
            last_message_id=message_id, last_message_at=at, active_at=at, head_position=position
        )
        self._messages[message_id] = {
            "id": message_id,
            "conversation_id": conversation_id,
            "sender_id": sender_id,
            "content": content,
            "created_at": at,
            "position": position,
            "revision": 1,
            "client_message_id": None,
            "request_sha256": None,
            "reply_to_id": None,
            "edited_at": None,
            "deleted_at": None,
            "notice": None,
            "image_id": None,
            **columns,
        }
        self.mark_read(sender_id, message_id)
        return message_id

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
