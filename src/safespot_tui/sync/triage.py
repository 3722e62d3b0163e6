"""The moderator's queue at work: what is done in it shows at once, is kept, and is taken back."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, assert_never

from msgspec import Struct, structs

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.case_change import (
    CaseChange,
    Claim,
    Finish,
    Release,
    Snooze,
    WriteNote,
    changed_case,
    way_back,
)
from safespot_tui.domain.event import CaseUpdated, Entities, HistoryPage
from safespot_tui.domain.ids import ConversationId, NoteId, UserId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, not_offered
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.store.batch import Batch
from safespot_tui.store.company import Companion, company
from safespot_tui.store.local_case import local_case
from safespot_tui.store.patch import Learned, Patch
from safespot_tui.store.queue import Queue
from safespot_tui.store.store import Store
from safespot_tui.store.watchers import Unwatch
from safespot_tui.sync.case_requests import CaseRequests
from safespot_tui.sync.clock import Clock, woken
from safespot_tui.sync.errors import OutboxFull

LONGEST_SLEEP = 300.0
"""Seconds: a machine that slept may not have counted them."""

MOST_LOOKED_BACK = 200
"""Stored messages of one conversation that are looked through for what waits."""

UNDOABLE = 100
"""Steps that can be taken back."""

_log = logging.getLogger(__name__)

Changed = Callable[[Collection[ConversationId]], None]


class CaseKeeper(Protocol):
    """What keeps cases on this machine. All may raise an `ArchiveError`."""

    def apply(self, *patches: Patch) -> Batch:
        """Make what a server said true in the store."""
        ...

    async def local_cases(self) -> Sequence[Case]:
        """What the user made of conversations as cases here."""
        ...

    async def keep_cases(self, cases: Sequence[Case], gone: Sequence[ConversationId] = ()) -> None:
        """Make them durable."""
        ...


class Step(Struct, frozen=True):
    """One thing that the user did, to take it back: how each case was before."""

    before: Mapping[ConversationId, Case]
    kept: Mapping[ConversationId, Case | None]


class Triage:
    """The queue over all conversations, and what a moderator does with it.

    Where the user moderates on the server, a change shows at once, is asked of the server in the
    order in which the user wanted it, and is taken back with a sentence if that refuses. Anywhere
    else it is durable here before it shows, and nobody else sees it.

    ::

        resting ──begin──▶ following: store, snoozes ──end──▶ resting
    """

    def __init__(
        self,
        store: Store,
        keeper: CaseKeeper,
        page: Callable[[ConversationId, Message, int], Awaitable[HistoryPage]],
        moderation: Callable[[], Awaitable[Moderation | None]],
        clock: Clock,
    ) -> None:
        """`page` gives what is stored just before a message; it may raise an `ArchiveError`.

        `moderation` gives the server's desk, asked when it is needed; it may raise.
        """
        self._store = store
        self._keeper = keeper
        self._page = page
        self._moderation = moderation
        self._clock = clock
        self.queue = Queue(store, clock.now)
        self._told: dict[object, Changed] = {}
        self._unwatch: Unwatch | None = None
        self._wake = asyncio.Event()
        self._requests = CaseRequests(store, self.queue, keeper.apply, self._desk, self._tell)
        self._steps: deque[Step] = deque(maxlen=UNDOABLE)
        self._moderators: Mapping[UserId, User] = {}
        self._pages: dict[CaseState | None, str | None] = {}
        """Where each part of the server's queue goes on; None at its end."""
        self._asking: set[CaseState | None] = set()

    # ---------------------------------------------------------------------------- following

    def begin(self) -> None:
        """The queue is looked at from here on."""
        if self._unwatch is None:
            self.queue.take_stock()
            self._unwatch = self._store.watch_all(self._follow)
            self._wake.set()

    def end(self) -> None:
        """It is not any more."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    @property
    def is_on(self) -> bool:
        """Whether the queue follows what comes."""
        return self._unwatch is not None

    def watch(self, callback: Changed) -> Unwatch:
        """Call `callback` with the conversations whose case is another than before."""
        token = object()
        self._told[token] = callback

        def unwatch() -> None:
            self._told.pop(token, None)

        return unwatch

    async def refresh(self) -> None:
        """Bring what other windows kept, what the server has, and how long things have waited.

        Raises a `GatewayError`; what is kept here is shown by then.
        """
        await self.load()
        if self.queue.is_shared:
            await self._ask_for_moderators()
            self._pages.clear()
            await self.more(QueuePart.OPEN)
        await self._look_back()

    async def load(self) -> None:
        """Bring what is kept on this machine."""
        try:
            self._tell(self.queue.put_kept(await self._keeper.local_cases()))
        except ArchiveError as error:
            _log.warning("local cases could not be read: %s", type(error).__name__)

    async def run(self) -> None:
        """Bring what is kept; end what is snoozed when its time is over, until cancelled."""
        await self.load()
        while True:
            due = self.queue.next_due() if self.is_on else None
            wait = None if due is None else (due - self._clock.now()).total_seconds()
            if wait is not None and wait <= 0:
                self._tell(self.queue.wake())
                continue
            await woken(self._clock, self._wake, None if wait is None else min(wait, LONGEST_SLEEP))

    def _follow(self, batch: Batch) -> None:
        self._tell(self.queue.follow(batch))

    def _tell(self, changed: Collection[ConversationId]) -> None:
        if changed:
            self._wake.set()
            for callback in list(self._told.values()):
                callback(changed)

    async def _look_back(self) -> None:
        """Of what waits, memory has the last message: the archive has what came before."""
        for part in (QueuePart.OPEN, QueuePart.SNOOZED):
            for conversation_id in self.queue.ids(part):
                case = self.queue.case(conversation_id)
                conversation = self._store.conversation(conversation_id)
                if (
                    self._store.case(conversation_id) is None
                    and case is not None
                    and case.waiting_since is not None
                    and conversation is not None
                    and conversation.last_message_id is not None
                ):
                    last = self._store.base_message(conversation.last_message_id)
                    since = None if last is None else await self._waiting_since(last)
                    if since is not None and self.queue.put_since(conversation_id, since):
                        self._tell((conversation_id,))

    async def _waiting_since(self, last: Message) -> datetime | None:
        try:
            page = await self._page(last.conversation_id, last, MOST_LOOKED_BACK)
        except ArchiveError as error:
            _log.warning("nothing could be looked up: %s", type(error).__name__)
            return None
        since = None
        for message in reversed(page.messages):
            if message.type is MessageType.SYSTEM or message.deleted_at is not None:
                continue
            if message.sender_id == self._store.me:
                break
            since = message.created_at
        return since

    # ---------------------------------------------------------------------------- the server's

    @property
    def moderators(self) -> Sequence[User]:
        """Who else has the desk, as far as is known."""
        return [user for user in self._moderators.values() if user.id != self._store.me]

    def company(self, conversation_id: ConversationId) -> Companion | None:
        """Who else is on a case, and how."""
        case = self.queue.case(conversation_id)
        return None if case is None else company(self._store, case, self._moderators.keys())

    def next_after(self, ids: Collection[ConversationId]) -> ConversationId | None:
        """What has waited longest besides these, and nobody else has."""
        for conversation_id in self.queue.ids(QueuePart.OPEN):
            case = self.queue.case(conversation_id)
            if conversation_id in ids or case is None or case.waiting_since is None:
                continue
            if case.claimed_by in (None, self._store.me):
                return conversation_id
        return None

    async def more(self, part: QueuePart) -> None:
        """Bring the next cases of a part that the server has. Raises a `GatewayError`."""
        if not self.queue.is_shared:
            return
        state = _asked_as(part)
        if state in self._asking or (state in self._pages and self._pages[state] is None):
            return
        self._asking.add(state)
        try:
            desk = await self._desk()
            page = await desk.cases(state, self._pages.get(state))
        finally:
            self._asking.discard(state)
        self._pages[state] = page.next
        learned = Learned(Entities(users=page.entities.users, reports=page.entities.reports))
        self._keeper.apply(learned, *map(CaseUpdated, page.cases))

    async def observe(self, conversation_id: ConversationId) -> None:
        """Open a conversation that the user is not in: that goes on record.

        It is in the store when this returns. Raises a `GatewayError`.
        """
        entities = await (await self._desk()).observe(conversation_id)
        self._keeper.apply(Learned(entities))

    async def _desk(self) -> Moderation:
        desk = await self._moderation()
        if desk is None:
            raise not_offered()
        return desk

    async def _ask_for_moderators(self) -> None:
        users = await (await self._desk()).moderators()
        self._moderators = {user.id: user for user in users}
        self._keeper.apply(Learned(Entities(users=tuple(users))))
        self.queue.moderators = frozenset(self._moderators)
        self._tell(self.queue.take_stock())

    # ---------------------------------------------------------------------------- what is done

    async def claim(self, ids: Iterable[ConversationId], user_id: UserId | None = None) -> None:
        """Have cases from here on, or hand them over to somebody.

        This and what follows may raise a `GatewayError`, and `OutboxFull` where it is kept here:
        then it shows as it was before.
        """
        who = user_id or self._store.me
        if who is not None:
            await self._do(ids, Claim(who))

    async def release(self, ids: Iterable[ConversationId]) -> None:
        """Let somebody else have them."""
        await self._do(ids, Release())

    async def snooze(self, ids: Iterable[ConversationId], until: datetime | None) -> None:
        """Put them away until then; None brings them back."""
        await self._do(ids, Snooze(until))

    async def finish(self, ids: Iterable[ConversationId], *, done: bool = True) -> None:
        """They are done, or open again."""
        await self._do(ids, Finish(done))

    async def write_note(self, conversation_id: ConversationId, content: SafeText) -> None:
        """Write something down for whoever has it next; that cannot be taken back."""
        await self._do((conversation_id,), WriteNote(NoteId(self._clock.new_id()), content))

    async def undo(self) -> Sequence[ConversationId]:
        """Take back what was done last, here; gives to which cases, none if there was nothing."""
        if not self._steps:
            return ()
        step = self._steps.pop()
        if not self.queue.is_shared:
            kept = [case for case in step.kept.values() if case is not None]
            await self._keep(kept, [each for each, case in step.kept.items() if case is None])
            return tuple(step.before)
        now = self._clock.now()
        wanted: dict[ConversationId, tuple[CaseChange, ...]] = {}
        for conversation_id, before in step.before.items():
            case = self.queue.case(conversation_id)
            if case is not None:
                wanted[conversation_id] = way_back(before, case, now)
        await self._requests.ask(wanted)
        return tuple(step.before)

    async def _do(self, ids: Iterable[ConversationId], change: CaseChange) -> None:
        me = self._store.me
        cases = {each: case for each in ids if (case := self.queue.case(each)) is not None}
        if me is None or not cases:
            return
        step = Step(cases, {each: self.queue.kept(each) for each in cases})
        if not isinstance(change, WriteNote):
            self._steps.append(step)
        try:
            if self.queue.is_shared:
                await self._requests.ask(dict.fromkeys(cases, (change,)))
            else:
                await self._keep([self._kept_as(case, change, me) for case in cases.values()])
        except (GatewayError, OutboxFull) as error:
            # Of several, the server may have done some.
            if step in self._steps and (len(cases) == 1 or isinstance(error, OutboxFull)):
                self._steps.remove(step)
            raise

    # ---------------------------------------------------------------------------- kept here

    def _kept_as(self, case: Case, change: CaseChange, me: UserId) -> Case:
        """What is to be kept of a case; one that is opened again waits as if never done."""
        kept = changed_case(case, change, me, self._clock.now())
        if change == Finish(done=False):
            fresh = local_case(self._store, case.conversation_id)
            kept = structs.replace(kept, waiting_since=fresh and fresh.waiting_since)
        return structs.replace(kept, revision=case.revision + 1)

    async def _keep(self, cases: Sequence[Case], gone: Sequence[ConversationId] = ()) -> None:
        try:
            await self._keeper.keep_cases(cases, gone)
        except ArchiveError as error:
            raise OutboxFull(str(error)) from error
        self._tell(self.queue.put_kept(cases, gone))


def _asked_as(part: QueuePart) -> CaseState | None:
    """How a part of the queue is asked for; what is open comes with all that is not done."""
    match part:
        case QueuePart.OPEN | QueuePart.MINE | QueuePart.SNOOZED:
            return None
        case QueuePart.DONE:
            return CaseState.DONE
        case _:
            assert_never(part)
