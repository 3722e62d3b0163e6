"""A door to the server in memory."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import (
    HistoryPage,
    Received,
    ResetRequired,
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
    Intent,
)
from safespot_tui.domain.member import Role
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch, places_in, searchable_text
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import Rejected, Unreachable
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Opened, Outcome, Page
from tests.sync.fake_server import BROKEN, FakeServer


class FakeGateway:
    """One window's door to the `FakeServer`."""

    def __init__(self, server: FakeServer, user_id: UserId, origin: OriginClientId) -> None:
        self.server = server
        self.user_id = user_id
        self.origin = origin
        self.capabilities = frozenset(Capability)
        self.closed = False
        self.edit_window: timedelta | None = None
        self.expires_at: datetime | None = None
        self.watched: list[Sequence[ConversationId]] = []
        self.remembered: list[Cursor] = []
        self.moderation: Moderation | None = server.desk
        self.silent_note = "Others see that you are online."

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        self.watched.append(conversation_ids)

    def remember(self, cursor: Cursor) -> None:
        self.remembered.append(cursor)

    def be_silent(self, *, silent: bool) -> None:
        self.server.calls.append(("silent", str(silent)))

    async def _reach(self, *call: str) -> None:
        await asyncio.sleep(0)
        self.server.calls.append(call)
        if self.server.down:
            raise Unreachable("The server does not answer.")
        if self.server.hindered is not None:
            raise self.server.hindered

    async def snapshot(self) -> Snapshot:
        await self._reach("snapshot")
        self.server.snapshots += 1
        return self.server.snapshot_for(self.user_id)

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        await self._reach("stream", str(cursor))
        server = self.server
        epoch, _, sequence = str(cursor).partition(".")
        log = server.logs[self.user_id]
        if epoch != server.epoch or int(sequence) > len(log):
            yield ResetRequired(safe_text("another epoch"))
            return
        queue: asyncio.Queue[Any] = asyncio.Queue()
        for number, event in enumerate(log[int(sequence) :], int(sequence) + 1):
            queue.put_nowait(Received(event, Cursor(f"{epoch}.{number}")))
        queue.put_nowait(Synced(server.cursor(self.user_id), 10.0))
        entry = self.user_id, queue
        server.streams.append(entry)
        try:
            while (item := await queue.get()) is not BROKEN:
                yield item
            raise Unreachable("The connection broke.")
        finally:
            server.streams.remove(entry)

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        await self._reach("history", conversation_id, str(page.around or page.before))
        answer = self.server.page(conversation_id, page)
        await self.server.gate.wait()
        return answer

    async def perform(self, intent: Intent) -> Outcome | None:
        await self._reach("perform", type(intent).__name__)
        await self.server.gate.wait()
        if self.server.down:
            raise Unreachable("The server does not answer.")
        refusal = self.server.refusals.get(type(intent))
        if refusal is not None:
            self.server.refused.append(intent)
            raise refusal
        self.server.performed.append(intent)
        outcome = self.server.do(self.user_id, self.origin, intent)
        if self.server.lose_answers:
            raise Unreachable("The answer got lost.")
        return outcome

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        await self._reach("delivered", conversation_id, message_id)

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        await self._reach("typing", conversation_id, str(typing))

    async def create_dm(self, user_id: UserId, report_id: Any = None) -> Opened:
        await self._reach("create_dm", user_id)
        name = "-".join(sorted((user_id, self.user_id)))
        conversation_id = self.server.open(name, self.user_id, user_id)
        return Opened(conversation_id, self.server._entities(conversation_id))

    async def discuss_report(self, report_id: ReportId) -> Opened:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def report(self, report_id: ReportId) -> Report:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        sent(len(image) // 2, len(image))
        await self._reach("upload", conversation_id)
        return SafeText(f"https://images.example/{len(image)}.png")

    async def fetch_image(self, address: str) -> bytes:
        await self._reach("fetch_image", address)
        return b"image"

    async def change_password(self, current: str, password: str) -> None:
        await self._reach("change_password")

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        await self._reach("search_messages", str(cursor))
        of_whom = [c for c, user_id in self.server.members if user_id == self.user_id]
        found = sorted(
            (
                message
                for message in self.server.messages.values()
                if message.conversation_id in of_whom
                and places_in(searchable_text(message) or "", search.terms)
                and (cursor is None or message.created_at.isoformat() < cursor)
            ),
            key=lambda message: message.created_at,
            reverse=True,
        )
        more = len(found) > limit
        return Found(
            messages=tuple(found[:limit]),
            next=SearchCursor(found[limit - 1].created_at.isoformat()) if more else None,
            users=tuple(self.server.users.values()),
        )

    async def search_users(self, alias: str) -> Sequence[User]:
        await self._reach("search", alias)
        return [user for user in self.server.users.values() if alias in user.alias]

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        conversation_id = self.server.open(name, self.user_id, *user_ids)
        return Opened(conversation_id, self.server._entities(conversation_id))

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        await self._reach("set_icon", icon)

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        await self._reach("set_role", user_id, role)

    async def add_members(self, conversation_id: ConversationId, user_ids: Any) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        raise Rejected(safe_text("No."), "forbidden", 403)

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        await self._reach("flag", conversation_id, about.user_id, str(about.message_id), reason)

    async def rename_self(self, alias: SafeText) -> User:
        self.server.users[self.user_id] = User(self.user_id, alias)
        return self.server.users[self.user_id]

    async def log_out(self) -> None:
        await self._reach("log_out")

    async def aclose(self) -> None:
        self.closed = True
