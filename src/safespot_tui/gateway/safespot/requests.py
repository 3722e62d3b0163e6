"""Everything that can be asked of the deployed server, a method each.

Ids are checked before they leave. Every method raises `GatewayError` and nothing else: `Rejected`,
without anything being sent, for an id that is no UUID.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.gateway.errors import ServerFault, Withheld
from safespot_tui.gateway.http import UPLOAD_SECONDS, Sent
from safespot_tui.gateway.safespot.answers import (
    Edited,
    PersonList,
    Profile,
    Reacted,
    ReportDetail,
    Uploaded,
)
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.errors import not_understood
from safespot_tui.gateway.safespot.exchange import path
from safespot_tui.gateway.safespot.identifiers import checked_uuid
from safespot_tui.gateway.safespot.transport import Transport
from safespot_tui.gateway.safespot.wire import (
    MessageRow,
    MissedRow,
    PersonRow,
    ReportRow,
    RoomRow,
)
from safespot_tui.i18n import _

MAX_LIST_BYTES = 64 * 1024 * 1024
"""A history comes whole, however long it is, and a single message may be of 9 MB."""
MOST_ROWS = 1000
"""Of a list that the server bounds itself, to 20 or to 50 of a kind: it may come to tell more, but
not so many that one has to wait for them."""
HISTORY_SECONDS = 120.0
SHORTEST_SEARCH = 2

RowT = TypeVar("RowT")


class Requests(Transport):
    """The REST half of the deployed server, for one person."""

    silent = False
    """Whether nothing is asked for that others are told of."""

    async def rooms(self, *, priority: Priority = Priority.POLL) -> list[RoomRow]:
        """The user's conversations; 20 at most, the pinned first, then the newest."""
        where = path("chats", "rooms")
        rows = await self.ask(list[RoomRow], "GET", where, priority, limit=MAX_LIST_BYTES)
        return _few(rows)

    async def messages(
        self,
        conversation_id: ConversationId,
        since: MessageId | None = None,
        *,
        priority: Priority = Priority.READ,
    ) -> list[MessageRow]:
        """The whole history, oldest first, or what was written after the message `since`.

        All of it that was undelivered is delivered from then on, for its senders to see.

        Raises `RefGone` if `since` is gone, and `Withheld` while silent, unless there is nothing to
        be told: a message that comes between the two requests would be.
        """
        if self.silent:
            await self._require_delivered(conversation_id, priority)
        return await self.ask(
            list[MessageRow],
            "GET",
            _room(conversation_id, "messages"),
            priority,
            query={"since": checked_uuid(since)} if since else None,
            limit=MAX_LIST_BYTES,
            seconds=HISTORY_SECONDS,
        )

    async def _require_delivered(self, conversation_id: ConversationId, priority: Priority) -> None:
        rows = await self.rooms(priority=priority)
        if not any(row.id.lower() == conversation_id and row.unread_count == 0 for row in rows):
            raise Withheld(
                _(
                    "Silent mode: to fetch this conversation's past would tell that its messages "
                    "have come. Acknowledge it first."
                )
            )

    async def catch_up(self, since_ms: int) -> list[MissedRow]:
        """What was missed since a time: of each kind the 50 oldest, in no order. Costs nothing."""
        where = path("realtime", "catchup")
        query = {"since": str(since_ms)}
        rows = await self.ask(
            list[MissedRow], "GET", where, None, query=query, limit=MAX_LIST_BYTES
        )
        return _few(rows)

    async def open_room(
        self,
        *,
        recipient_id: UserId | None = None,
        report_id: ReportId | None = None,
        priority: Priority = Priority.SEND,
    ) -> RoomRow:
        """The conversation with a person, or about a report with its author; new or existing."""
        body: dict[str, str] = {}
        if report_id is not None:
            body["report_id"] = checked_uuid(report_id)
        elif recipient_id is not None:
            body["recipient_id"] = checked_uuid(recipient_id)
        return await self.ask(RoomRow, "POST", path("chats", "rooms"), priority, body=body)

    async def send(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        content: str,
        *,
        kind: MessageType = MessageType.TEXT,
        caption: str | None = None,
        reply_to_id: MessageId | None = None,
        priority: Priority = Priority.SEND,
    ) -> MessageRow:
        """A new message; `content` as it is to stand in the request. Not to be asked twice."""
        body: dict[str, Any] = {
            "id": checked_uuid(message_id),
            "content": content,
            "type": kind.value,
        }
        if caption:
            body["caption"] = caption
        if reply_to_id is not None:
            body["reply_to_id"] = checked_uuid(reply_to_id)
        where = _room(conversation_id, "messages")
        return await self.ask(MessageRow, "POST", where, priority, body=body, limit=MAX_LIST_BYTES)

    async def edit(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        content: str,
        *,
        priority: Priority = Priority.SEND,
    ) -> MessageRow:
        """New words for an own message of at most 24 hours."""
        where, body = _message(conversation_id, message_id), {"content": content}
        answer = await self.ask(Edited, "PATCH", where, priority, body=body, limit=MAX_LIST_BYTES)
        return answer.message

    async def delete(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Take an own message out of the conversation for everybody."""
        await self.tell("DELETE", _message(conversation_id, message_id), priority)

    async def react(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        emoji: str,
        *,
        priority: Priority = Priority.SEND,
    ) -> dict[str, list[str]]:
        """Toggle the one reaction that the user may have; gives all of the message's."""
        where, body = _message(conversation_id, message_id, "react"), {"emoji": emoji}
        answer = await self.ask(Reacted, "POST", where, priority, body=body)
        return answer.reactions or {}

    async def pin_message(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Make a message the conversation's one pinned message, for everybody."""
        await self.tell("PATCH", _message(conversation_id, message_id, "pin"), priority)

    async def unpin_message(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Take the pin off the conversation, whichever message has it."""
        await self.tell("DELETE", _message(conversation_id, message_id, "pin"), priority)

    async def star(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Put a star on a message, for the user alone."""
        await self.tell("POST", _message(conversation_id, message_id, "star"), priority)

    async def unstar(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        *,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Take a star off."""
        await self.tell("DELETE", _message(conversation_id, message_id, "star"), priority)

    async def starred(self, *, priority: Priority = Priority.POLL) -> list[MessageRow]:
        """All messages with a star, also of conversations that the user has left."""
        return await self.ask(
            list[MessageRow],
            "GET",
            path("chats", "starred"),
            priority,
            limit=MAX_LIST_BYTES,
            seconds=HISTORY_SECONDS,
        )

    async def read(
        self, conversation_id: ConversationId, *, priority: Priority = Priority.READ
    ) -> None:
        """The user has read all that others wrote in a conversation."""
        await self.tell("POST", _room(conversation_id, "read"), priority)

    async def delivered(
        self, conversation_id: ConversationId, *, priority: Priority = Priority.ACK
    ) -> None:
        """All that others wrote in a conversation is here; no catch-up will tell them so."""
        await self.tell("POST", _room(conversation_id, "delivered"), priority)

    async def ack_delivered(
        self, message_id: MessageId, *, priority: Priority = Priority.ACK
    ) -> None:
        """A message of somebody else is here. Never for an own one, of which it is taken too."""
        where = path("chats", "messages", checked_uuid(message_id), "ack-delivered")
        await self.tell("POST", where, priority)

    async def reconcile_delivered(
        self, message_ids: Sequence[MessageId], *, priority: Priority = Priority.ACK
    ) -> None:
        """As `ack_delivered`, for many; those that cannot be are passed over by the server."""
        body = {"delivered": [checked_uuid(each) for each in message_ids]}
        where = path("chats", "messages", "reconcile-status")
        await self.tell("POST", where, priority, body=body)

    async def typing(
        self,
        conversation_id: ConversationId,
        *,
        typing: bool,
        priority: Priority = Priority.TYPING,
    ) -> None:
        """The user types, or stopped."""
        where, body = _room(conversation_id, "typing"), {"isTyping": typing}
        await self.tell("POST", where, priority, body=body)

    async def pin_room(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Put a conversation at the top of the user's list, or back."""
        await self._flag(conversation_id, "pin", "isPinned", pinned, priority)

    async def archive_room(
        self,
        conversation_id: ConversationId,
        *,
        archived: bool,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Put a conversation out of the user's way, or back."""
        await self._flag(conversation_id, "archive", "isArchived", archived, priority)

    async def mark_room_unread(
        self,
        conversation_id: ConversationId,
        *,
        unread: bool,
        priority: Priority = Priority.SEND,
    ) -> None:
        """Set or clear the user's own mark; what is unread anyhow stays so."""
        where, body = _room(conversation_id, "unread"), {"unread": unread}
        await self.tell("PATCH", where, priority, body=body)

    async def leave(
        self, conversation_id: ConversationId, *, priority: Priority = Priority.SEND
    ) -> None:
        """Leave a conversation; the other one keeps it."""
        await self.tell("DELETE", _room(conversation_id), priority)

    async def profile(self, *, priority: Priority = Priority.READ) -> Profile:
        """Who the user is; look at `is_skeleton`."""
        return await self.ask(Profile, "GET", path("users", "profile"), priority)

    async def rename(self, alias: str, *, priority: Priority = Priority.SEND) -> None:
        """Another alias for the user; at most 20 characters, and nobody else's."""
        where, body = path("users", "profile"), {"alias": alias}
        await self.tell("PUT", where, priority, body=body)

    async def search(self, query: str, *, priority: Priority = Priority.READ) -> list[PersonRow]:
        """People by a part of their alias, without the user; none for less than two characters.

        The better of two searches fails on servers that lack one of its tables.
        """
        if len(query) < SHORTEST_SEARCH:
            return []
        said = {"q": query}
        try:
            where = path("users", "search-global")
            return (await self.ask(PersonList, "GET", where, priority, query=said)).data
        except ServerFault:
            where = path("users", "search")
            people = (await self.ask(PersonList, "GET", where, priority, query=said)).data
            return [row for row in people if row.anonymous_id != self.secret.anonymous_id]

    async def report(self, report_id: ReportId, *, priority: Priority = Priority.READ) -> ReportRow:
        """A report; `Rejected` if it is gone or hidden."""
        where = path("reports", checked_uuid(report_id))
        return (await self.ask(ReportDetail, "GET", where, priority)).data

    async def upload(
        self,
        conversation_id: ConversationId,
        image: bytes,
        file_name: str,
        content_type: str,
        sent: Sent,
        *,
        priority: Priority = Priority.SEND,
    ) -> str:
        """Put an image where the members can fetch it; gives its address.

        This has a limit of its own (5 a minute, 20 an hour): its `Busy` holds up nothing else.
        """
        where = path("chats", checked_uuid(conversation_id), "images")
        files = {"image": (file_name, image, content_type)}
        answer = await self.ask(
            Uploaded, "POST", where, priority, files=files, sent=sent, seconds=UPLOAD_SECONDS
        )
        return answer.url

    async def _flag(
        self,
        conversation_id: ConversationId,
        name: str,
        field: str,
        value: bool,
        priority: Priority,
    ) -> None:
        where, body = _room(conversation_id, name), {field: True}
        if value:
            await self.tell("POST", where, priority, body=body)
        else:
            await self.tell("DELETE", where, priority)


def _few(rows: list[RowT]) -> list[RowT]:
    if len(rows) > MOST_ROWS:
        raise not_understood()
    return rows


def _room(conversation_id: ConversationId, *rest: str) -> str:
    return path("chats", "rooms", checked_uuid(conversation_id), *rest)


def _message(conversation_id: ConversationId, message_id: MessageId, *rest: str) -> str:
    return _room(conversation_id, "messages", checked_uuid(message_id), *rest)
