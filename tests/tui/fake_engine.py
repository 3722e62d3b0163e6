"""An engine that has no network."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec import UNSET, UnsetType, structs

from safespot_tui.archive.codec import microseconds
from safespot_tui.domain.case import Flagged
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    FlagId,
    MessageId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
    temp_id,
)
from safespot_tui.domain.intent import (
    UNDO_SECONDS,
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    OutboxItem,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.report import Report
from safespot_tui.domain.revision import Revision, revision_of
from safespot_tui.domain.search import MessageSearch, places_in, searchable_text
from safespot_tui.domain.search_query import SearchQuery
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.domain.utterance import Ending, Heard, Utterance
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, DraftPut, OutboxDropped, OutboxPut, SilentPut
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.sync.search import resolved
from safespot_tui.sync.search_page import Hit, Searched, SearchPage
from tests.tui.fake_acting import FakeActing
from tests.tui.fake_triage import triage_of
from tests.tui.neighbourhood import NOW


class FakeEngine:
    """A messenger without a network: intents wait in the outbox, requests answer or refuse."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.server = "https://chat.safespot.example"
        self.email = "vera@example.org"
        self.capabilities = frozenset(Capability)
        self.edit_window: timedelta | None = None
        self.expires_at: datetime | None = None
        self.silent_note = ""
        self.keeps_revisions = True
        self.acting: Any = FakeActing(store, self._request)
        self.triage = triage_of(store, NOW, None)
        self.kept: Sequence[Revision] = ()
        self.reports: dict[ReportId, Report] = {}
        self.images: dict[str, bytes] = {}
        self.held_up: asyncio.Event | None = None
        """While it is there and not set, requests wait for it."""
        self.calls: list[tuple[object, ...]] = []
        self.refusal: GatewayError | None = None
        self.far_back: dict[MessageId, HistoryPage] = {}
        """What `load_around` brings, by the message."""
        self.beside: tuple[ConversationId, ...] = ()
        """What is on screen besides what was shown last."""
        self.keeps_unread = False
        """Whether that is to stay unread."""
        self.running = asyncio.Event()
        self.stopped = False
        self._sequence = 100
        self.page = 50
        """Hits of a search that come at once."""

    async def renew(self, password: str) -> None:
        await self._request("renew", password)
        self.log_in_again()

    async def run(self) -> None:
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True

    def forget_presence(self) -> None:
        for connection in (Connection(), Connection(ConnectionState.CONNECTING)):
            self.store.apply(ConnectionPut(connection))

    def _put(self, intent: Intent, not_before: datetime | None = None) -> OutboxItem:
        self._sequence += 1
        item = OutboxItem(
            self._sequence, OriginClientId("here"), intent, NOW, not_before=not_before
        )
        self.store.apply(OutboxPut(item))
        return item

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        self.calls.append(("send", conversation_id, text, reply_to_id))
        client_message_id = ClientMessageId(f"own-{self._sequence}")
        self._put(SendMessage(conversation_id, client_message_id, SafeText(text), reply_to_id))
        return temp_id(client_message_id)

    def _place_of(self, message_id: MessageId) -> ConversationId:
        message = self.store.message(message_id)
        assert message is not None
        return message.conversation_id

    async def edit(self, message_id: MessageId, text: str) -> None:
        self.calls.append(("edit", message_id, text))
        self._put(EditMessage(self._place_of(message_id), message_id, SafeText(text)))

    async def delete(self, message_id: MessageId) -> None:
        self.calls.append(("delete", message_id))
        self._put(
            DeleteMessage(self._place_of(message_id), message_id),
            not_before=NOW + timedelta(seconds=UNDO_SECONDS),
        )

    async def take_back(self, sequence: int) -> bool:
        self.calls.append(("take_back", sequence))
        await self.discard(sequence)
        return True

    def new_flag(self) -> FlagId:
        return FlagId(str(uuid4()))

    async def flag(
        self, conversation_id: ConversationId, flag_id: FlagId, about: Flagged, reason: SafeText
    ) -> None:
        await self._request("flag", conversation_id, about, reason)

    async def star(self, message_id: MessageId, *, starred: bool) -> None:
        self.calls.append(("star", message_id, starred))
        self._put(StarMessage(self._place_of(message_id), message_id, starred))

    async def starred(self) -> Sequence[Message]:
        messages = map(self.store.message, (m.id for m in self.store.base_entities().messages))
        return [m for m in messages if m is not None and m.starred]

    async def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        self.calls.append(("revisions", message_id))
        message = self.store.message(message_id)
        now = None if message is None else revision_of(message)
        return [*(each for each in self.kept if each != now), *(() if now is None else (now,))]

    async def utterances(
        self,
        since: datetime | None,
        until: datetime | None,
        within: ConversationId | None = None,
    ) -> AsyncGenerator[Sequence[Heard]]:
        self.calls.append(("utterances", since, until, within))
        if self.held_up is not None:
            await self.held_up.wait()
        yield [
            heard
            for heard in self._heard()
            if (since is None or heard.moment >= since)
            and (until is None or heard.moment < until)
            and within in {None, heard.said.conversation_id}
        ]

    async def endings(
        self,
        conversation_ids: Sequence[ConversationId],
        most: int,
        is_last: Callable[[Utterance], bool],
    ) -> AsyncGenerator[Sequence[Ending]]:
        heard = self._heard()
        for conversation_id in conversation_ids:
            there = [each for each in heard if each.said.conversation_id == conversation_id]
            newest = there[: -most - 1 : -1]
            last = next((at for at, each in enumerate(newest) if is_last(each.said)), most)
            yield [Ending(conversation_id, tuple(newest[: last + 1]))]

    def _heard(self) -> Sequence[Heard]:
        messages = sorted(self.store.base_entities().messages, key=lambda each: each.created_at)
        return [
            Heard(
                Utterance(
                    m.id, m.conversation_id, m.sender_id, m.content, m.type, m.deleted_at, m.caption
                ),
                microseconds(m.created_at),
            )
            for m in messages
        ]

    async def pin(self, message_id: MessageId, *, pinned: bool) -> None:
        self.calls.append(("pin", message_id, pinned))
        self._put(PinMessage(self._place_of(message_id), message_id, pinned))

    async def send_image(
        self, conversation_id: ConversationId, image: bytes, caption: str
    ) -> MessageId:
        await self._request("send_image", conversation_id, image, caption)
        client_message_id = ClientMessageId(f"own-{self._sequence}")
        self._put(
            SendMessage(
                conversation_id,
                client_message_id,
                SafeText("https://images.example/new.png"),
                message_type=MessageType.IMAGE,
                caption=SafeText(caption),
            )
        )
        return temp_id(client_message_id)

    async def forward(self, message_id: MessageId, conversation_id: ConversationId) -> MessageId:
        self.calls.append(("forward", message_id, conversation_id))
        return message_id

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        self.calls.append(("react", message_id, emoji, present))
        self._put(React(self._place_of(message_id), message_id, emoji, present))

    def show(
        self,
        conversation_id: ConversationId | None,
        *,
        keep_unread: bool = False,
        beside: Sequence[ConversationId] = (),
    ) -> None:
        self.calls.append(("show", conversation_id))
        self.beside, self.keeps_unread = tuple(beside), keep_unread
        if conversation_id is not None and not keep_unread:
            self.mark_read(conversation_id)

    def set_focused(self, *, focused: bool) -> None:
        self.calls.append(("set_focused", focused))

    def acknowledge(self, conversation_id: ConversationId) -> None:
        self.calls.append(("acknowledge", conversation_id))

    def set_silent(self, *, silent: bool) -> None:
        self.calls.append(("set_silent", silent))
        self.store.apply(SilentPut(silent))

    def mark_read(self, conversation_id: ConversationId) -> None:
        conversation = self.store.conversation(conversation_id)
        if conversation and conversation.last_message_id and self.store.is_unread(conversation_id):
            self._put(
                MarkRead(conversation_id, conversation.last_message_id, conversation.head_position)
            )

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        self._put(SetFlags(conversation_id, pinned, archived, muted_until, marked_unread))

    def save_draft(self, draft: Draft) -> None:
        self.store.apply(DraftPut(draft))

    def typed(self, conversation_id: ConversationId) -> None:
        self.calls.append(("typed", conversation_id))

    async def retry(self, sequence: int) -> None:
        self.calls.append(("retry", sequence))

    async def discard(self, sequence: int) -> None:
        self.calls.append(("discard", sequence))
        self.store.apply(OutboxDropped(sequence))

    async def load_older(self, conversation_id: ConversationId) -> None:
        self.calls.append(("load_older", conversation_id))

    async def load_around(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        await self._request("load_around", conversation_id, message_id)
        if (page := self.far_back.get(message_id)) is not None:
            self.store.apply(page)
        return self.store.base_message(message_id) is not None

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        self.calls.append(("fill_gap", conversation_id, gap_id))

    async def search(
        self, query: SearchQuery, within: ConversationId | None = None
    ) -> AsyncGenerator[SearchPage]:
        """What is held, as if stored, then as if the server had told, if it can."""
        self.calls.append(("search", query, within))
        search, doubts = resolved(query, self.store, within)
        misunderstood = (*query.misunderstood, *doubts)
        offers = Capability.SEARCH in self.capabilities
        where = Searched.MEANWHILE if offers else Searched.HERE
        if search is None or query.is_empty:
            yield SearchPage(MessageSearch(), where, misunderstood=misunderstood)
            return
        page = self._found(SearchPage(search, where, misunderstood=misunderstood))
        yield page
        if offers and self.refusal is not None:
            yield structs.replace(page, where=Searched.OFFLINE, reason=self.refusal.reason)
        elif offers:
            if self.held_up is not None:
                await self.held_up.wait()
            yield structs.replace(page, where=Searched.SERVER)

    async def search_on(self, page: SearchPage) -> SearchPage:
        await self._request("search_on", page.next)
        return self._found(page)

    def _found(self, page: SearchPage) -> SearchPage:
        search, hits = page.search, list[Hit]()
        for message in sorted(
            self.store.base_entities().messages, key=lambda each: each.created_at, reverse=True
        ):
            text = SafeText(searchable_text(message) or "")
            spans = places_in(text, search.terms)
            conversations = search.conversation_ids
            if conversations is not None and message.conversation_id not in conversations:
                continue
            if search.sender_ids is not None and message.sender_id not in search.sender_ids:
                continue
            if spans if search.terms else text:
                hits.append(Hit(message, text, spans))
        start = int(page.next or 0)
        more = len(hits) > start + self.page
        return structs.replace(
            page,
            hits=tuple(hits[start : start + self.page]),
            next=SearchCursor(str(start + self.page)) if more else None,
        )

    async def _request(self, *call: object) -> None:
        self.calls.append(call)
        if self.held_up is not None:
            await self.held_up.wait()
        if self.refusal is not None:
            raise self.refusal

    async def search_users(self, alias: str) -> Sequence[User]:
        await self._request("search_users", alias)
        users = self.store.base_entities().users
        return [user for user in users if alias.casefold() in user.alias.casefold()]

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> ConversationId:
        await self._request("create_dm", user_id, report_id)
        for conversation_id in self.store.inbox():
            others = [member.user_id for member in self.store.others(conversation_id)]
            if others == [user_id]:
                return conversation_id
        return ConversationId("c-ana")

    async def discuss_report(self, report_id: ReportId) -> ConversationId:
        await self._request("discuss_report", report_id)
        return ConversationId("c-bache")

    async def report(self, report_id: ReportId) -> Report:
        await self._request("report", report_id)
        return self.reports[report_id]

    async def image(self, address: str) -> bytes:
        await self._request("image", address)
        return self.images[address]

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> ConversationId:
        await self._request("create_group", name, tuple(user_ids))
        return ConversationId("c-cuadra")

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        await self._request("rename_conversation", conversation_id, name)

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        await self._request("set_icon", conversation_id, icon)

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        await self._request("set_role", conversation_id, user_id, role)

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        await self._request("add_members", conversation_id, tuple(user_ids))

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        await self._request("remove_member", conversation_id, user_id)

    async def rename_self(self, alias: SafeText) -> None:
        await self._request("rename_self", alias)

    def log_in_again(self) -> None:
        self.calls.append(("log_in_again",))

    async def log_out(self) -> None:
        await self._request("log_out")
