"""What the archive of one account has."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from datetime import datetime
from typing import TypeVar

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.errors import ArchiveError
from safespot_tui.archive.utterances import read_endings, read_utterances
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, SearchCursor
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.search import Found, MessageSearch
from safespot_tui.domain.utterance import Ending, Heard, Utterance
from safespot_tui.sync.errors import Unreadable
from safespot_tui.sync.slices import beside

ResultT = TypeVar("ResultT")
SliceT = TypeVar("SliceT")


class Stored:
    """Read when what has just come is written: memory does not hold all that it was told of."""

    def __init__(
        self, archive: Archive, worker: Executor, write: Callable[[], Awaitable[Cursor | None]]
    ) -> None:
        """`worker` is the thread that has the file.

        `write` has written what is to be, and says where the file has to be for it to be true; None
        if it is for certain.
        """
        self._archive = archive
        self._worker = worker
        self._write = write

    async def page(
        self, conversation_id: ConversationId, before: Message, limit: int
    ) -> HistoryPage:
        """What the archive has just before a message, if it is true. Raises `ArchiveError`.

        It is written first: what memory has been told of a message that it does not hold, or that
        all stored before is void, may not be in the file yet. A file that another window writes may
        be behind this one, and has no answer unless it is at the same place.
        """
        at = await self._write()
        return await self._read(self._archive.page, conversation_id, before, limit, at)

    async def around(
        self, conversation_id: ConversationId, message_id: MessageId, limit: int
    ) -> HistoryPage | None:
        """What the archive has around a message, as `page`. Raises `ArchiveError`."""
        at = await self._write()
        return await self._read(self._archive.around, conversation_id, message_id, limit, at)

    async def starred(self) -> Sequence[Message]:
        """All messages with a star that the archive holds. Raises `ArchiveError`."""
        await self._write()
        return await self._read(self._archive.starred)

    async def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        """What the archive has of what a message said before. Raises `ArchiveError`."""
        await self._write()
        return await self._read(self._archive.revisions, message_id)

    async def find(self, search: MessageSearch, cursor: SearchCursor | None, limit: int) -> Found:
        """What the archive has of what is looked for. Raises `ArchiveError`.

        What has just come is written first, so that it is found, too.
        """
        await self._write()
        return await self._read(self._archive.find, search, cursor, limit)

    async def utterances(
        self, since: datetime | None, until: datetime | None, within: ConversationId | None
    ) -> AsyncGenerator[Sequence[Heard]]:
        """What the archive has of a period: see `read_utterances`. Raises `Unreadable`."""
        slices = self._read_beside(read_utterances(self._archive.path, since, until, within))
        async with aclosing(slices):
            async for some in slices:
                yield some

    async def endings(
        self,
        conversation_ids: Sequence[ConversationId],
        most: int,
        is_last: Callable[[Utterance], bool],
    ) -> AsyncGenerator[Sequence[Ending]]:
        """What the archive has of ends: see `read_endings`. Raises `Unreadable`."""
        slices = self._read_beside(
            read_endings(self._archive.path, conversation_ids, most, is_last)
        )
        async with aclosing(slices):
            async for some in slices:
                yield some

    async def _read_beside(self, slices: Generator[SliceT]) -> AsyncGenerator[SliceT]:
        """What has just come is written first, so that it is read, too."""
        await self._write()
        try:
            async with aclosing(beside(slices)) as read:
                async for some in read:
                    yield some
        except ArchiveError as error:
            raise Unreadable(str(error)) from error

    async def _read(self, do: Callable[..., ResultT], *arguments: object) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._worker, do, *arguments)
