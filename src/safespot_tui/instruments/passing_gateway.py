"""A gateway before another: what one does with what passes, it says in one place."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import HistoryPage, Snapshot, StreamItem
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
from safespot_tui.domain.intent import Intent
from safespot_tui.domain.member import Role
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Gateway, Opened, Outcome, Page
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.passing_moderation import PassingModeration

ResultT = TypeVar("ResultT")


class PassingGateway:
    """Passes everything on. A subclass overrides `_passed`, and `stream`, or what it is about."""

    def __init__(self, beyond: Gateway) -> None:
        self.beyond = beyond

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        """What `answering` gives, which nobody has begun yet: await it, or close it."""
        return await answering

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this server can do beyond the basics."""
        return self.beyond.capabilities

    @property
    def origin(self) -> OriginClientId:
        """This window, as the server is told with every request."""
        return self.beyond.origin

    @property
    def edit_window(self) -> timedelta | None:
        """How old a message may be and still be edited; None where that does not matter."""
        return self.beyond.edit_window

    @property
    def expires_at(self) -> datetime | None:
        """When the secret stops being good, where that is known."""
        return self.beyond.expires_at

    @property
    def moderation(self) -> Moderation | None:
        """The moderators' desk, where the server has one; it refuses who does not moderate."""
        desk = self.beyond.moderation
        return None if desk is None else PassingModeration(desk, self._passed)

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """These conversations are on screen now: they are followed closely where that is work."""
        self.beyond.watch(conversation_ids)

    def be_silent(self, *, silent: bool) -> None:
        """Do nothing that tells others that the user is there, or do so again."""
        self.beyond.be_silent(silent=silent)

    @property
    def silent_note(self) -> str:
        """What others learn all the same while silent, as a sentence for the user; or nothing."""
        return self.beyond.silent_note

    async def snapshot(self) -> Snapshot:
        """All that the user can see, and the cursor it is true at."""
        return await self._passed(Call("snapshot", {}), self.beyond.snapshot())

    def remember(self, cursor: Cursor) -> None:
        """Everything up to `cursor` was told once: what `stream` is told, for who opens none."""
        self.beyond.remember(cursor)

    def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, then live ones, until the connection ends."""
        return self.beyond.stream(cursor)

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """A contiguous piece of a conversation."""
        return await self._passed(
            Call("history", {"conversation_id": conversation_id, "page": page}),
            self.beyond.history(conversation_id, page),
        )

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        """The newest messages that are looked for, after the place `cursor`."""
        return await self._passed(
            Call("search_messages", {"search": search, "cursor": cursor, "limit": limit}),
            self.beyond.search_messages(search, cursor, limit),
        )

    async def perform(self, intent: Intent) -> Outcome | None:
        """Do what the user wants, once, however often it is asked for."""
        return await self._passed(Call("perform", {"intent": intent}), self.beyond.perform(intent))

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Tell the others that this device has everything up to this message."""
        await self._passed(
            Call("mark_delivered", {"conversation_id": conversation_id, "message_id": message_id}),
            self.beyond.mark_delivered(conversation_id, message_id),
        )

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        """Tell the others that the user types here, or stopped."""
        await self._passed(
            Call("set_typing", {"conversation_id": conversation_id, "typing": typing}),
            self.beyond.set_typing(conversation_id, typing=typing),
        )

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`."""
        return await self._passed(
            Call("search_users", {"alias": alias}), self.beyond.search_users(alias)
        )

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> Opened:
        """The conversation with one person, new or existing."""
        return await self._passed(
            Call("create_dm", {"user_id": user_id, "report_id": report_id}),
            self.beyond.create_dm(user_id, report_id),
        )

    async def discuss_report(self, report_id: ReportId) -> Opened:
        """The conversation about a report with whoever reported it, new or existing."""
        return await self._passed(
            Call("discuss_report", {"report_id": report_id}), self.beyond.discuss_report(report_id)
        )

    async def report(self, report_id: ReportId) -> Report:
        """A report with all that is told of it."""
        return await self._passed(
            Call("report", {"report_id": report_id}), self.beyond.report(report_id)
        )

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        """Put an image where the members can fetch it; gives its address, to be sent."""
        return await self._passed(
            Call(
                "upload_image",
                {
                    "conversation_id": conversation_id,
                    "client_message_id": client_message_id,
                    "image": image,
                },
            ),
            self.beyond.upload_image(conversation_id, client_message_id, image, sent),
        )

    async def fetch_image(self, address: str) -> bytes:
        """An image that a message or a report points at."""
        return await self._passed(
            Call("fetch_image", {"address": address}), self.beyond.fetch_image(address)
        )

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        """A new group."""
        return await self._passed(
            Call("create_group", {"name": name, "user_ids": user_ids}),
            self.beyond.create_group(name, user_ids),
        )

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Give a group another name."""
        await self._passed(
            Call("rename_conversation", {"conversation_id": conversation_id, "name": name}),
            self.beyond.rename_conversation(conversation_id, name),
        )

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Give a group another icon, an emoji; nothing takes it away."""
        await self._passed(
            Call("set_icon", {"conversation_id": conversation_id, "icon": icon}),
            self.beyond.set_icon(conversation_id, icon),
        )

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Let a member of a group do more or less than before."""
        await self._passed(
            Call(
                "set_role", {"conversation_id": conversation_id, "user_id": user_id, "role": role}
            ),
            self.beyond.set_role(conversation_id, user_id, role),
        )

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Bring people into a group."""
        await self._passed(
            Call("add_members", {"conversation_id": conversation_id, "user_ids": user_ids}),
            self.beyond.add_members(conversation_id, user_ids),
        )

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take a person out of a group; the user themselves: leave."""
        await self._passed(
            Call("remove_member", {"conversation_id": conversation_id, "user_id": user_id}),
            self.beyond.remove_member(conversation_id, user_id),
        )

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Report a message, or a person, of a conversation to the moderators: once, by its id."""
        await self._passed(
            Call(
                "flag",
                {
                    "conversation_id": conversation_id,
                    "flag_id": flag_id,
                    "about": about,
                    "reason": reason,
                },
            ),
            self.beyond.flag(conversation_id, flag_id, about, reason),
        )

    async def rename_self(self, alias: SafeText) -> User:
        """Go by another alias."""
        return await self._passed(
            Call("rename_self", {"alias": alias}), self.beyond.rename_self(alias)
        )

    async def change_password(self, current: str, password: str) -> None:
        """Log in with another password from now on; all other sessions end."""
        await self._passed(
            Call("change_password", {}), self.beyond.change_password(current, password)
        )

    async def log_out(self) -> None:
        """Make the token worthless."""
        await self._passed(Call("log_out", {}), self.beyond.log_out())

    async def aclose(self) -> None:
        """Close all connections."""
        await self.beyond.aclose()
