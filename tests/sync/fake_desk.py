"""A server's desk in memory, for one moderator of it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec import structs

from safespot_tui.domain.case import Case, CaseState, Note
from safespot_tui.domain.event import CaseUpdated, Entities
from safespot_tui.domain.ids import ConversationId, NoteId, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, Rejected
from safespot_tui.gateway.moderation import CasePage
from tests.sync.still_clock import START


class FakeDesk:
    """Does what a moderator asks of cases, refuses what it is told to, and tells all of it."""

    def __init__(
        self,
        me: UserId,
        tell: Callable[[CaseUpdated], object],
        users: Callable[[], Sequence[User]],
        opened: Callable[[ConversationId], Entities],
    ) -> None:
        self._me = me
        self._tell = tell
        self._users = users
        self._opened = opened
        self.held: dict[ConversationId, Case] = {}
        self.pages: list[CasePage] = [CasePage(())]
        self.asked: list[tuple[object, ...]] = []
        self.refusal: GatewayError | None = None
        self.refused: set[ConversationId] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.tells = True

    def put(self, case: Case) -> Case:
        self.held[case.conversation_id] = case
        if self.tells:
            self._tell(CaseUpdated(case))
        return case

    async def _change(self, conversation_id: ConversationId, what: str, **fields: Any) -> Case:
        self.asked.append((what, conversation_id, *fields.values()))
        await self.gate.wait()
        if self.refusal is not None:
            raise self.refusal
        if conversation_id in self.refused:
            raise Rejected(SafeText("Not this one."), "conflict", 409)
        held = self.held[conversation_id]
        return self.put(structs.replace(held, revision=held.revision + 1, **fields))

    async def claim(self, conversation_id: ConversationId, user_id: UserId | None = None) -> Case:
        return await self._change(conversation_id, "claim", claimed_by=user_id or self._me)

    async def release(self, conversation_id: ConversationId) -> Case:
        return await self._change(conversation_id, "release", claimed_by=None)

    async def snooze(self, conversation_id: ConversationId, until: datetime | None) -> Case:
        return await self._change(conversation_id, "snooze", snoozed_until=until)

    async def finish(self, conversation_id: ConversationId, *, done: bool) -> Case:
        at = START if done else None
        return await self._change(conversation_id, "finish", done_at=at, claimed_by=None)

    async def write_note(
        self, conversation_id: ConversationId, note_id: NoteId, content: SafeText
    ) -> Case:
        notes = (*self.held[conversation_id].notes, Note(note_id, self._me, content, START))
        return await self._change(conversation_id, "note", notes=notes)

    async def cases(self, state: CaseState | None, after: str | None = None) -> CasePage:
        self.asked.append(("cases", state, after))
        return self.pages[int(after or 0)]

    async def moderators(self) -> Sequence[User]:
        return self._users()

    async def observe(self, conversation_id: ConversationId) -> Entities:
        self.asked.append(("observe", conversation_id))
        return self._opened(conversation_id)
