"""What a moderator asks of a server's cases: shown at once, asked for in order, and taken back."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import assert_never

from safespot_tui.domain.case import Case
from safespot_tui.domain.case_change import (
    CaseChange,
    Claim,
    Finish,
    Release,
    Snooze,
    WriteNote,
)
from safespot_tui.domain.event import CaseUpdated
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, Rejected
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.i18n import _
from safespot_tui.store.queue import Queue
from safespot_tui.store.store import Store

_CLAIMED = "claimed"
"""The server's word for why a case cannot be taken."""

_NOT_FOUND = 404


class CaseRequests:
    """Changes of cases on their way to a server.

    ::

        wanted ──▶ under way: shown ──▶ answered: as the server says
                        └────────────▶ refused: as it was, and a sentence
    """

    def __init__(
        self,
        store: Store,
        queue: Queue,
        apply: Callable[[CaseUpdated], object],
        desk: Callable[[], Awaitable[Moderation]],
        tell: Callable[[Collection[ConversationId]], None],
    ) -> None:
        """`apply` takes the answers; `tell` is given the conversations whose case is another."""
        self._store = store
        self._queue = queue
        self._apply = apply
        self._desk = desk
        self._tell = tell
        self._in_order = asyncio.Lock()

    async def ask(self, wanted: Mapping[ConversationId, Sequence[CaseChange]]) -> None:
        """Show changes at once, then ask the server for one after the other.

        What is refused is taken back, and the rest asked for; once nothing gets through, nothing
        more is tried. Raises a `GatewayError`, the first of several.
        """
        for conversation_id, changes in wanted.items():
            under_way = (*self._queue.under_way(conversation_id), *changes)
            self._tell(self._queue.put_under_way(conversation_id, under_way))
        refusal: GatewayError | None = None
        async with self._in_order:
            for conversation_id, changes in wanted.items():
                for change in changes:
                    answer: Case | None = None
                    if refusal is None or isinstance(refusal, Rejected):
                        try:
                            answer = await self._ask_for(conversation_id, change)
                        except GatewayError as error:
                            refusal = refusal or self._worded(error, conversation_id, change)
                    self._settle(conversation_id, change, answer)
        if refusal is not None:
            raise refusal

    async def _ask_for(self, conversation_id: ConversationId, change: CaseChange) -> Case:
        desk = await self._desk()
        match change:
            case Claim(user_id):
                other = None if user_id == self._store.me else user_id
                return await desk.claim(conversation_id, other)
            case Release():
                return await desk.release(conversation_id)
            case Snooze(until):
                return await desk.snooze(conversation_id, until)
            case Finish(done):
                return await desk.finish(conversation_id, done=done)
            case WriteNote(note_id, content):
                return await desk.write_note(conversation_id, note_id, content)
            case _:
                assert_never(change)

    def _settle(
        self, conversation_id: ConversationId, change: CaseChange, answer: Case | None
    ) -> None:
        """The server has said how the case stands, or refused: the change is not pending."""
        under_way = list(self._queue.under_way(conversation_id))
        if change in under_way:
            under_way.remove(change)
        changed = set(self._queue.put_under_way(conversation_id, under_way))
        if answer is not None:
            self._apply(CaseUpdated(answer))
            changed.update(self._queue.place((conversation_id,)))
        self._tell(changed)

    def _worded(
        self, error: GatewayError, conversation_id: ConversationId, change: CaseChange
    ) -> GatewayError:
        """Who has a case that the user wanted, or who may not see it, where that is why."""
        if not isinstance(error, Rejected):
            return error
        if error.code == _CLAIMED:
            case = self._store.case(conversation_id)
            user = self._other(case.claimed_by if case is not None else None)
            words = _("Somebody else has this one already.")
            if user is not None:
                words = _("{name} has this one already.").format(name=user.alias)
        elif (
            error.status == _NOT_FOUND
            and isinstance(change, Claim)
            and (user := self._other(change.user_id)) is not None
        ):
            words = _(
                "{name} cannot see this conversation: they are not in it, and nothing in it was "
                "reported. Report something in it, then hand it over."
            ).format(name=user.alias)
        else:
            return error
        return Rejected(SafeText(words), error.code, error.status)

    def _other(self, user_id: UserId | None) -> User | None:
        return self._store.user(user_id) if user_id and user_id != self._store.me else None
