"""Brings the past of conversations into their timelines: from the archive, else from the server."""

import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.domain.event import Event, HistoryPage, MessageDeleted, MessageUpdated
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.domain.revision import Revision, revision_of
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Page
from safespot_tui.store.patch import ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.store.timeline import GapId, gap_anchor, is_gap
from safespot_tui.sync.door import Door
from safespot_tui.sync.keeper import Keeper

PAGE = 50
"""Messages asked for at once, and what a conversation that is opened should at least show."""

_log = logging.getLogger(__name__)


class History:
    """Loads pages. The same piece is never asked for twice at a time."""

    def __init__(self, door: Door, keeper: Keeper) -> None:
        self._door = door
        self._keeper = keeper
        self._under_way: list[tuple[ConversationId, MessageId | None]] = []
        self._meanwhile: list[Event] = []

    def noticed(self, event: Event) -> None:
        """A fact that came while a page was under way may be about a message in it."""
        if self._under_way and isinstance(event, MessageUpdated | MessageDeleted):
            self._meanwhile.append(event)

    def is_loading(self, conversation_id: ConversationId) -> bool:
        """Whether a page is under way that will join what is held."""
        return any(piece[0] == conversation_id for piece in self._under_way)

    async def load_older(self, conversation_id: ConversationId) -> None:
        """Bring the page above the oldest message held. Raises a `GatewayError`."""
        timeline = self._keeper.store.timeline(conversation_id)
        oldest = timeline.oldest
        if oldest is not None and not timeline.has_older:
            return
        await self._load(conversation_id, oldest, archived=True)

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        """Bring what a gap row stands for, at least its newest part. Raises a `GatewayError`."""
        timeline = self._keeper.store.timeline(conversation_id)
        if gap_id in timeline.rows:
            archived = not timeline.is_told(gap_id)
            await self._load(conversation_id, gap_anchor(gap_id), archived=archived)

    async def load_around(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Bring a message and what is around it, if need be; whether it has a row then.

        What is between it and what was loaded before stays a gap. Raises a `GatewayError`.
        """
        if self._has_row(conversation_id, message_id):
            return True
        piece = conversation_id, message_id
        with self._asking(piece):
            page = await self._stored_around(conversation_id, message_id)
            if page is None:
                page = await self._fetched(conversation_id, Page(around=message_id, limit=PAGE))
            self._keeper.apply(page, *self._meanwhile)
        return self._has_row(conversation_id, message_id)

    async def starred(self) -> Sequence[Message]:
        """All messages here that have a star, the newest first."""
        store = self._keeper.store
        found = {message.id: message for message in store.base_entities().messages}
        try:
            found = {message.id: message for message in await self._keeper.stored.starred()} | found
        except ArchiveError as error:
            _log.warning("the archive gave no stars: %s", type(error).__name__)
        now = (store.message(message_id) or held for message_id, held in found.items())
        starred = [m for m in now if m.starred and m.deleted_at is None]
        return sorted(starred, key=message_order, reverse=True)

    async def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        """What a message said before, oldest first, and what it says now; as far as it is kept."""
        kept: Sequence[Revision] = ()
        try:
            kept = await self._keeper.stored.revisions(message_id)
        except ArchiveError as error:
            _log.warning("the archive gave no history: %s", type(error).__name__)
        message = self._keeper.store.base_message(message_id)
        now = None if message is None else revision_of(message)
        return [*(each for each in kept if each != now), *(() if now is None else (now,))]

    async def fill(self, conversation_id: ConversationId) -> None:
        """Bring enough to show on a screen; what cannot be had now is had another time."""
        store = self._keeper.store
        try:
            for _ in range(2):
                timeline = store.timeline(conversation_id)
                gap = next((row for row in reversed(timeline.rows[-PAGE:]) if is_gap(row)), None)
                if timeline.oldest is None:
                    await self.load_older(conversation_id)
                    if timeline.oldest is None:
                        # Nobody has written anything yet.
                        return
                elif gap is None:
                    return
                else:
                    await self.fill_gap(conversation_id, GapId(gap))
        except GatewayError as error:
            _log.info("history is missing: %s", type(error).__name__)

    async def _load(
        self, conversation_id: ConversationId, before: MessageId | None, *, archived: bool
    ) -> None:
        piece = conversation_id, before
        if piece in self._under_way:
            return
        with self._asking(piece):
            page = await self._stored(conversation_id, before) if archived and before else None
            if page is None:
                page = await self._fetched(conversation_id, Page(before=before, limit=PAGE))
            # Obeyed again, now that what they are about may be held.
            self._keeper.apply(page, *self._meanwhile)

    @contextmanager
    def _asking(self, piece: tuple[ConversationId, MessageId | None]) -> Generator[None]:
        """While a piece is under way, what is told of messages is noted: see `noticed`."""
        self._under_way.append(piece)
        try:
            yield
        finally:
            self._under_way.remove(piece)
            if not self._under_way:
                self._meanwhile.clear()

    async def _fetched(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """What the server has; that it is asked is told for as long as it takes."""
        self._keeper.apply(
            ProgressPut(Progress(Work.HISTORY, conversation_id, conversation_id=conversation_id))
        )
        try:
            gateway = await self._door.gateway()
            return await gateway.history(conversation_id, page)
        finally:
            self._keeper.apply(ProgressEnded(Work.HISTORY, conversation_id))

    def _has_row(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        message = self._keeper.store.base_message(message_id)
        timeline = self._keeper.store.timeline(conversation_id)
        return message is not None and timeline.index_of(message) is not None

    async def _stored_around(
        self, conversation_id: ConversationId, message_id: MessageId
    ) -> HistoryPage | None:
        try:
            return await self._keeper.stored.around(conversation_id, message_id, PAGE)
        except ArchiveError as error:
            _log.warning("the archive gave no page: %s", type(error).__name__)
            return None

    async def _stored(
        self, conversation_id: ConversationId, before: MessageId
    ) -> HistoryPage | None:
        """What the archive has; None if only the server can tell."""
        message = self._keeper.store.base_message(before)
        if message is None:
            return None
        try:
            page = await self._keeper.stored.page(conversation_id, message, PAGE)
        except ArchiveError as error:
            _log.warning("the archive gave no page: %s", type(error).__name__)
            return None
        return None if not page.messages and page.has_older else page
