"""The `Gateway` that speaks the Global Chat contract."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, assert_never

import httpx
from msgspec import UNSET, structs

from safespot_tui.contract import responses
from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    HistoryPage,
    Snapshot,
    StreamItem,
    Synced,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    FlagId,
    MessageId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import not_offered
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.gateway.global_chat.events import stream_item
from safespot_tui.gateway.global_chat.moderation import GlobalChatModeration
from safespot_tui.gateway.global_chat.polling import Polling
from safespot_tui.gateway.global_chat.refusals import refusal
from safespot_tui.gateway.global_chat.rest import Rest, path
from safespot_tui.gateway.global_chat.translate import not_understood
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Opened, Outcome, Page
from safespot_tui.gateway.sse.connection import EventStream
from safespot_tui.i18n import _

EVENTS = "/events"


class GlobalChatGateway:
    """One window of one user on one server.

    The two clients must not share a pool, or a send would wait for the stream to end. Both carry
    the token and the origin in their headers, and are closed by `aclose`.
    """

    def __init__(
        self, requests: httpx.AsyncClient, stream: httpx.AsyncClient, origin: OriginClientId
    ) -> None:
        self._rest = Rest(requests)
        self._moderation = GlobalChatModeration(self._rest)
        self._stream_client = stream
        self._origin = origin
        self._silent = False
        self._turned = asyncio.Event()
        """Set when silent mode begins or ends: who reads the stream goes on in another way."""
        self._stream: EventStream | None = None
        self._polling = Polling(self.snapshot, self.history)
        self._taken: Snapshot | None = None

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What makes a messenger; not what hangs on SafeSpot's reports and storage."""
        return frozenset(
            {
                Capability.GROUPS,
                Capability.HISTORY_PAGING,
                Capability.LIVE_EDITS,
                Capability.PRESENCE,
                Capability.RENAME_SELF,
                Capability.CHANGE_PASSWORD,
                Capability.MUTE,
                Capability.SEARCH,
                Capability.WAKES_ARCHIVED,
                Capability.FORWARDS,
                Capability.STARS,
                Capability.IMAGES,
                Capability.MESSAGE_PINS,
                Capability.FLAGS,
                Capability.MODERATION,
            }
        )

    @property
    def origin(self) -> OriginClientId:
        """This window, as the server is told with every request."""
        return self._origin

    @property
    def edit_window(self) -> timedelta | None:
        """A message may be edited at any age."""
        return None

    @property
    def expires_at(self) -> datetime | None:
        """A token is good until it is given back."""
        return None

    @property
    def moderation(self) -> Moderation:
        """The moderators' desk; the server refuses who does not moderate."""
        return self._moderation

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """The one stream tells everything of every conversation; without it, these are asked."""
        self._polling.shown = conversation_ids

    def be_silent(self, *, silent: bool) -> None:
        """Find out by asking: who has a stream open is seen to be online."""
        if silent != self._silent:
            self._silent = silent
            self._turned.set()
            if self._stream is not None:
                self._stream.hang_up()

    @property
    def silent_note(self) -> str:
        """To write is to have read what is above, for this server."""
        return _("What you write still says that you have read what is above it.")

    async def snapshot(self) -> Snapshot:
        """All that the user can see, and the cursor it is true at."""
        answer = await self._rest.ask(responses.Snapshot, "GET", "/sync")
        self._taken = Snapshot(
            me=translate.user_id(answer.me),
            cursor=translate.cursor(answer.cursor),
            entities=translate.entities(answer.entities),
            online=translate.user_ids(answer.online),
            account=translate.account(answer.account),
        )
        return self._taken

    def remember(self, cursor: Cursor) -> None:
        """Nothing to do: this server counts by itself."""

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, then live ones. Close it (`aclosing`) to hang up.

        In silent mode they are found by asking, and no stream is open.
        """
        while True:
            self._turned.clear()
            items = self._polled(cursor) if self._silent else self._listened(cursor)
            async with aclosing(items):
                async for item in items:
                    cursor = getattr(item, "cursor", None) or cursor
                    yield item
            if not self._turned.is_set():
                return

    def _polled(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        return self._polling.stream(cursor, self._taken, self._turned)

    async def _listened(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        self._stream = stream = EventStream(
            self._stream_client, EVENTS, last_event_id=cursor, refusal=refusal
        )
        continuity = Continuity(cursor)
        async with aclosing(stream.blocks()) as blocks:
            async for block in blocks:
                item = continuity.checked(stream_item(block))
                if isinstance(item, Synced):
                    stream.heartbeat = item.heartbeat
                yield item

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """A contiguous piece of a conversation, oldest first."""
        query = {"limit": str(page.limit)}
        query |= {"before": page.before} if page.before else {}
        query |= {"after": page.after} if page.after else {}
        query |= {"around": page.around} if page.around else {}
        answer = await self._rest.ask(
            responses.MessagePage,
            "GET",
            path("conversations", conversation_id, "messages"),
            query=query,
        )
        messages = translate.found(answer.entities.messages, answer.ids)
        return HistoryPage(
            conversation_id=conversation_id,
            messages=tuple(_of(conversation_id, translate.message(each)) for each in messages),
            has_older=answer.has_older,
            has_newer=answer.has_newer,
            users=tuple(map(translate.user, answer.entities.users.values())),
            before=page.before,
            after=page.after,
        )

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        """The newest messages that are looked for, after the place `cursor`."""
        query = {**_search_query(search), "limit": str(limit)}
        query |= {"cursor": cursor} if cursor is not None else {}
        answer = await self._rest.ask(responses.SearchResult, "GET", "/search", query=query)
        found = translate.found(answer.entities.messages, [hit.id for hit in answer.hits])
        return Found(
            messages=tuple(map(translate.message, found)),
            next=translate.optional(translate.search_cursor, answer.next),
            is_whole=answer.is_whole,
            users=tuple(map(translate.user, answer.entities.users.values())),
        )

    async def perform(self, intent: Intent) -> Outcome | None:
        """Do what the user wants; gives the message as it now is, where it is about one."""
        match intent:
            case SendMessage(conversation_id=conversation_id):
                body = {
                    "client_message_id": intent.client_message_id,
                    "content": intent.content,
                    "reply_to_id": intent.reply_to_id,
                }
                if intent.message_type is MessageType.IMAGE:
                    image_id = translate.image_id(intent.content)
                    body |= {"type": "image", "image_id": image_id, "content": intent.caption}
                body |= {"forwarded": True} if intent.forwarded else {}
                where = path("conversations", conversation_id, "messages")
                sent = await self._message("POST", where, body)
                if sent.client_message_id != intent.client_message_id:
                    raise not_understood()
                return _of(conversation_id, sent)
            case EditMessage(message_id=message_id, content=content):
                where = path("messages", message_id)
                return _named(message_id, await self._message("PATCH", where, {"content": content}))
            case DeleteMessage(message_id=message_id):
                where = path("messages", message_id)
                return _named(message_id, await self._message("DELETE", where))
            case React(message_id=message_id, emoji=emoji, present=present):
                where = path("messages", message_id, "reactions", emoji)
                do = "PUT" if present else "DELETE"
                return _named(message_id, await self._message(do, where))
            case MarkRead(conversation_id=conversation_id, message_id=message_id):
                if message_id is not None:
                    await self._move_watermark("read", conversation_id, message_id)
            case StarMessage(message_id=message_id, starred=starred):
                where = path("messages", message_id, "star")
                do = "PUT" if starred else "DELETE"
                return _named(message_id, await self._message(do, where))
            case PinMessage(message_id=message_id, pinned=pinned):
                where = path("messages", message_id, "pin")
                return await self._repinned("PUT" if pinned else "DELETE", where)
            case SetFlags(conversation_id=conversation_id):
                where = path("conversations", conversation_id, "membership")
                await self._rest.tell("PATCH", where, _flags(intent))
            case _:
                assert_never(intent)
        return None

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Tell the others that this device has everything up to this message."""
        await self._move_watermark("delivered", conversation_id, message_id)

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        """Tell the others that the user types here, or stopped."""
        where = path("conversations", conversation_id, "typing")
        await self._rest.tell("PUT", where, {"typing": typing})

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`, best match first."""
        answer = await self._rest.ask(responses.UserList, "GET", "/users", query={"alias": alias})
        return tuple(map(translate.user, translate.found(answer.entities.users, answer.ids)))

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> Opened:
        """The conversation with one person, new or existing."""
        return await self._open({"type": "dm", "user_id": user_id, "report_id": report_id})

    async def discuss_report(self, report_id: ReportId) -> Opened:
        """Not offered: a report has no author here."""
        raise not_offered()

    async def report(self, report_id: ReportId) -> Report:
        """Not offered: of a report, no more than its title is known here."""
        raise not_offered()

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        """Put an image on the server, under its message's id: however often, it is one."""
        where = path("images", client_message_id)
        answer = await self._rest.upload(responses.ImageDetail, where, image, sent)
        return translate.image_address(answer.image)

    async def fetch_image(self, address: str) -> bytes:
        """An image of this server; no other address is asked for, with the secret or without."""
        return await self._rest.fetch(path("images", translate.image_id(address)))

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        """A new group."""
        return await self._open({"type": "group", "name": name, "user_ids": list(user_ids)})

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Give a group another name."""
        await self._rest.tell("PATCH", path("conversations", conversation_id), {"name": name})

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Give a group another icon, an emoji; nothing takes it away."""
        await self._rest.tell("PATCH", path("conversations", conversation_id), {"icon": icon})

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Let a member of a group do more or less than before."""
        where = path("conversations", conversation_id, "members", user_id, "role")
        await self._rest.tell("PUT", where, {"role": role})

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Bring people into a group."""
        where = path("conversations", conversation_id, "members")
        await self._rest.tell("POST", where, {"user_ids": list(user_ids)})

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take a person out of a group; the user themselves: leave."""
        where = path("conversations", conversation_id, "members", user_id)
        await self._rest.tell("DELETE", where)

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Report a message, or a person, of a conversation to the moderators."""
        where = path("conversations", conversation_id, "flags", flag_id)
        what = {"message_id": about.message_id} if about.message_id else {"user_id": about.user_id}
        await self._rest.tell("PUT", where, {**what, "reason": reason})

    async def rename_self(self, alias: SafeText) -> User:
        """Go by another alias."""
        answer = await self._rest.ask(responses.Account, "PATCH", "/me", body={"alias": alias})
        return translate.user(answer.user)

    async def change_password(self, current: str, password: str) -> None:
        """Log in with another password from now on; all other sessions end."""
        await self._rest.tell("PUT", "/me/password", {"current": current, "password": password})

    async def log_out(self) -> None:
        """Make the token worthless."""
        await self._rest.tell("DELETE", "/sessions/current")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._stream_client.aclose()
        await self._rest.aclose()

    async def _message(
        self, method: str, where: str, body: Mapping[str, Any] | None = None
    ) -> Message:
        answer = await self._rest.ask(responses.MessageDetail, method, where, body=body)
        (model,) = translate.found(answer.entities.messages, [answer.id])
        return translate.message(model)

    async def _repinned(self, method: str, where: str) -> ConversationUpdated:
        answer = await self._rest.ask(responses.ConversationDetail, method, where)
        (model,) = translate.found(answer.entities.conversations, [answer.id])
        conversation = translate.conversation(model)
        return ConversationUpdated(
            conversation_id=conversation.id,
            changes=ConversationChanges(pinned_message_id=conversation.pinned_message_id),
            origin=self._origin,
        )

    async def _move_watermark(
        self, which: str, conversation_id: ConversationId, message_id: MessageId
    ) -> None:
        where = path("conversations", conversation_id, which)
        await self._rest.tell("PUT", where, {"message_id": message_id})

    async def _open(self, body: Mapping[str, Any]) -> Opened:
        answer = await self._rest.ask(
            responses.ConversationDetail, "POST", "/conversations", body=body
        )
        return Opened(
            conversation_id=translate.conversation_id(answer.id),
            entities=translate.entities(answer.entities),
        )


def _of(conversation_id: ConversationId, message: Message) -> Message:
    """`message`, which has to be of this conversation: what is foreign is not taken for it."""
    if message.conversation_id != conversation_id:
        raise not_understood()
    return message


def _named(message_id: MessageId, message: Message) -> Message:
    """`message`, which has to be the one that was spoken of."""
    if message.id != message_id:
        raise not_understood()
    return message


def _flags(intent: SetFlags) -> dict[str, Any]:
    """The flags that are to change. A null `muted_until` unmutes."""
    flags = structs.asdict(intent)
    del flags["conversation_id"]
    if muted_until := intent.muted_until:
        flags["muted_until"] = muted_until.isoformat()
    return {name: value for name, value in flags.items() if value is not UNSET}


def _search_query(search: MessageSearch) -> Mapping[str, str | Sequence[str]]:
    query: dict[str, str | Sequence[str]] = {"has": search.kinds}
    if search.terms:
        query["words"] = " ".join(map(str, search.terms))
    if search.sender_ids is not None:
        query["sender"] = search.sender_ids
    if search.conversation_ids is not None:
        query["conversation"] = search.conversation_ids
    if search.since is not None:
        query["since"] = search.since.isoformat()
    if search.before is not None:
        query["before"] = search.before.isoformat()
    return query
