"""Keeps the archive true to the store."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from safespot_tui.archive.archive import Archive, Duty
from safespot_tui.archive.errors import ArchiveError
from safespot_tui.archive.rows import (
    NO_WISHES,
    Facts,
    Wishes,
)
from safespot_tui.domain.case import Case
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, OriginClientId
from safespot_tui.domain.intent import MarkRead, OutboxItem
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import Adopted, DraftPut, OutboxDropped, OutboxPut, Patch
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock, woken
from safespot_tui.sync.stored import Stored
from safespot_tui.sync.unwritten import Unwritten

COMMIT_SECONDS = 0.25
"""Between two commits of what comes by itself: of messages that stream in, one covers many.

A snapshot does not wait, nor what the user did, nor what the server did of it.
"""
MOST_UNWRITTEN = 8_000
"""Rows, each a kilobyte in memory, twice while they are written: some seconds' work of a disk."""
LOOK_AROUND_SECONDS = 1.0
RETRY_SECONDS = 5.0
INDEX_SECONDS = 0.05
"""Between two batches of what is brought into the index."""

_log = logging.getLogger(__name__)
ResultT = TypeVar("ResultT")
SliceT = TypeVar("SliceT")


class Keeper:
    """Applies patches to the store and writes what they changed, a moment later, in one thread.

    What the store holds now is written together with the cursor that it is true at, in one
    transaction: many patches in quick succession cost one commit, and a crash at any point leaves
    rows and cursor that go together. What could not be written stays noted and is tried again.

    Only the leading window writes facts. One that takes the lead writes everything it knows, since
    the one before it may have gone any other way.
    """

    def __init__(
        self, store: Store, archive: Archive, origin: OriginClientId, clock: Clock
    ) -> None:
        self.store = store
        self.after: list[Callable[[Batch], None]] = []
        """Called after every batch, in order; they may apply more."""
        self.written: list[Callable[[], None]] = []
        """Called when all that is shown is durable; they may not apply anything."""
        self.looked: list[Callable[[], None]] = []
        """Called whenever it has been looked at what other windows do."""
        self._archive = archive
        self._origin = origin
        self._clock = clock
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._dirty = asyncio.Event()
        self._pressing = asyncio.Event()
        """What is to be written is more than facts and how far was read."""
        self._flushing = asyncio.Lock()
        self._leads: bool | None = None
        self._unwritten = Unwritten(store, archive.contents.cursor if archive.contents else None)
        self._restored_cursor = self.cursor
        self.stored = Stored(archive, self._worker, self._write)
        """What can be read."""

    @property
    def keeps_revisions(self) -> bool:
        """Whether what messages say stays when they are changed or deleted."""
        return self._archive.keeps_revisions

    @property
    def cursor(self) -> Cursor | None:
        """What all that is held is true at; None before anybody has told."""
        return self._unwritten.cursor

    @property
    def leads(self) -> bool:
        """Whether this window writes facts."""
        return bool(self._leads)

    # ---------------------------------------------------------------------------- in this turn

    def apply(self, *patches: Patch, cursor: Cursor | None = None) -> Batch:
        """Apply to the store and note what is to be written; `cursor` covers all that was applied.

        Nobody but the stream and the snapshot knows a cursor.
        """
        self._unwritten.foresee(patches)
        batch = self.store.apply(*patches)
        self._unwritten.note(batch, cursor)
        if batch.settled or batch.reset:
            self._pressing.set()
        if self._unwritten:
            self._dirty.set()
        for callback in self.after:
            callback(batch)
        return batch

    def put(
        self,
        *items: OutboxItem,
        dropped: tuple[int, ...] = (),
        facts: Sequence[Patch] = (),
        cursor: Cursor | None = None,
    ) -> None:
        """Show intents as they now stand and forget those `dropped`; written right after.

        With `facts` that they are about: both are one change, and nobody sees the one alone.
        """
        self._unwritten.settle(dropped)
        if not all(isinstance(item.intent, MarkRead) for item in items) or not items:
            self._pressing.set()
        self._unwritten.put(items)
        intents = (*map(OutboxDropped, dropped), *map(OutboxPut, items))
        self.apply(*facts, *intents, cursor=cursor)

    def put_draft(self, draft: Draft) -> None:
        """Show a draft; written with what is next, at most `LOOK_AROUND_SECONDS` later.

        A commit for every key that is pressed would wear out a disk.
        """
        self._unwritten.put_draft(draft)
        self.store.apply(DraftPut(draft))

    @property
    def is_writing_all(self) -> bool:
        """Whether all that is held has still to be written, or may have to."""
        return self._unwritten.is_all or self._leads is None

    def is_unwritten(self, message_id: MessageId) -> bool:
        """Whether something of a message is noted, and not written yet."""
        return self._unwritten.has(message_id)

    # ---------------------------------------------------------------------------- in the worker

    async def keep(
        self,
        item: OutboxItem,
        draft: Draft | None,
        replaced: OutboxItem | None = None,
    ) -> None:
        """Make an intent durable before anybody sees it. Raises `ArchiveError`.

        The `draft` that it was made of, if any, and the intent that is `replaced` go in the same
        transaction; what was set aside for the draft comes back in it.
        """
        drafts = () if draft is None else (draft.after_sending,)
        settled = () if replaced is None else (replaced.sequence,)
        # One after the other: what is noted here and older than what is kept is not to be written
        # after it, nor to be noted again by a commit that fails meanwhile.
        async with self._flushing:
            stale = self._unwritten.take_stale(draft, replaced)
            try:
                await self._in_worker(self._archive.keep, Wishes(settled, (item,), drafts))
            except ArchiveError:
                self._put_back(None, stale)
                raise

    async def local_cases(self) -> Sequence[Case]:
        """What the user made of conversations as cases here, in any window.

        Raises `ArchiveError`.
        """
        return await self._in_worker(self._archive.local_cases)

    async def keep_cases(self, cases: Sequence[Case], gone: Sequence[ConversationId] = ()) -> None:
        """Make local cases durable before anybody sees them. Raises `ArchiveError`."""
        await self._in_worker(
            self._archive.keep, Wishes(cases=tuple(cases), gone_cases=tuple(gone))
        )

    async def _write(self) -> Cursor | None:
        """Write, and say where the file has to be for it to be true; None if it is for certain."""
        cursor = self.cursor
        written = await asyncio.shield(self.flush())
        return None if written and self._leads else cursor

    async def index_backlog(self) -> None:
        """Bring what was stored before there was an index into it, bit by bit.

        Only the leading window does; between two batches, whoever waits for the archive has it.
        """
        while True:
            try:
                if self._leads and not await self._in_worker(self._archive.index_some):
                    return
            except ArchiveError as error:
                _log.warning("the index could not be written: %s", type(error).__name__)
                await self._clock.sleep(RETRY_SECONDS)
            await self._clock.sleep(INDEX_SECONDS if self._leads else LOOK_AROUND_SECONDS)

    async def run(self) -> None:
        """Write whatever changes, until cancelled: at once, and then no more often than is of use.

        Who asks for it, or has something kept, does not wait for that.
        """
        while True:
            await self._dirty.wait()
            # A commit under way is waited for by the one that closes, not forgotten.
            if await asyncio.shield(self.flush()):
                await woken(self._clock, self._pressing, COMMIT_SECONDS)
            else:
                await self._clock.sleep(RETRY_SECONDS)

    async def watch_windows(self) -> None:
        """Take the lead when it is free, and over the intents of windows that died."""
        entered = False
        while True:
            look = self._archive.look_around if entered else self._archive.enter
            try:
                duty = await self._in_worker(look)
            except ArchiveError as error:
                _log.warning("could not look at the other windows: %s", type(error).__name__)
            else:
                self._take_up(duty)
                if not entered:
                    self._leave_to_others()
                entered = True
            for callback in self.looked:
                callback()
            await self._clock.sleep(LOOK_AROUND_SECONDS)

    def _take_up(self, duty: Duty) -> None:
        if duty.leads and not self._leads:
            alone = self._leads is None and duty.cursor == self._restored_cursor
            if not alone:
                self._unwritten.note_all()
            self._pressing.set()
        self._leads = duty.leads
        if duty.adopted:
            self.apply(Adopted(duty.adopted))
        if self._unwritten.has_drafts:
            self._pressing.set()
        self._dirty.set()

    def _leave_to_others(self) -> None:
        """What was restored of a window that lives is that window's to show and to send."""
        others = [item for item in self.store.outbox if item.owner != self._origin]
        self.store.apply(*(OutboxDropped(item.sequence) for item in others))

    async def keep_up(self) -> None:
        """Return once not more than `MOST_UNWRITTEN` is noted, or it cannot be written now.

        For who reads what a server tells: what comes faster than a disk takes it waits at the
        server, and not in memory.
        """
        while self._leads and self._unwritten.rows > MOST_UNWRITTEN:
            if not await asyncio.shield(self.flush()):
                return

    async def flush(self) -> bool:
        """Write what is noted now; whether that worked."""
        async with self._flushing:
            self._dirty.clear()
            facts, wishes = self._take_facts(), self._unwritten.take_wishes()
            if facts is not None or wishes != NO_WISHES:
                try:
                    await self._in_worker(self._archive.commit, facts, wishes)
                except ArchiveError as error:
                    _log.error("nothing could be written: %s", type(error).__name__)
                    self._put_back(facts, wishes)
                    return False
                finally:
                    self._unwritten.forget_taken()
            if not self._dirty.is_set():
                for callback in self.written:
                    callback()
            return True

    async def aclose(self) -> None:
        """Write the last and close the file."""
        try:
            if self._leads is None:
                self._take_up(await self._in_worker(self._archive.enter))
        except ArchiveError as error:
            _log.error("nobody knows who leads: %s", type(error).__name__)
        await self.flush()
        try:
            await self._in_worker(self._archive.close)
        except ArchiveError as error:
            _log.error("the archive did not close: %s", type(error).__name__)
        self._worker.shutdown(wait=False)

    async def _in_worker(self, do: Callable[..., ResultT], *arguments: object) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._worker, do, *arguments)

    def _take_facts(self) -> Facts | None:
        if self._leads is None or self.store.me is None:
            return None
        if not self._leads:
            self._unwritten.drop_facts()
            return None
        return self._unwritten.take_facts()

    def _put_back(self, facts: Facts | None, wishes: Wishes) -> None:
        self._unwritten.put_back(facts, wishes)
        self._dirty.set()
