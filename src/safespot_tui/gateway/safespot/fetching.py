"""Asks the server, and has the replica take what it answers."""

import asyncio
from collections.abc import Iterator, Sequence

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import CHARACTERS_AT_ONCE
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.errors import RefGone
from safespot_tui.gateway.safespot.messages import ReadRow
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.room import Known
from safespot_tui.gateway.safespot.roster import LIST_LIMIT
from safespot_tui.gateway.safespot.wire import MessageRow, RoomRow

MOST_HOMELESS = 8
"""Conversations fetched at once that the server's list is too short for."""

READ_AT_ONCE = 200
"""Messages of a history, which comes whole: some milliseconds, after which a key may echo."""


class Fetching:
    """All reads of one gateway. One history is not fetched twice at a time."""

    def __init__(self, requests: Requests, replica: Replica) -> None:
        self._requests = requests
        self._replica = replica
        self._under_way: dict[ConversationId, asyncio.Lock] = {}

    async def rooms(self, priority: Priority) -> tuple[list[RoomRow], int]:
        """The list of conversations, and the stamp of when it was asked for."""
        asked = self._replica.stamp()
        return await self._requests.rooms(priority=priority), asked

    async def all_rooms(self, priority: Priority) -> list[ConversationId]:
        """The list of conversations is taken; gives those with something to be fetched."""
        rows, asked = await self.rooms(priority)
        news = self._replica.take_rooms(rows, asked)
        for name in self._replica.homeless[:MOST_HOMELESS] if len(rows) >= LIST_LIMIT else ():
            await self._homeless(name, priority)
        self._replica.settle([row for row in rows if row.id not in news], asked)
        return news

    async def news(self, conversation_id: ConversationId, priority: Priority) -> int:
        """What was written since the last messages known; gives how many came."""
        since = self._replica.newest(conversation_id)
        if since is None:
            return await self.whole(conversation_id, priority)
        async with self._lock(conversation_id):
            asked = self._replica.stamp()
            try:
                rows = await self._requests.messages(conversation_id, since, priority=priority)
            except RefGone:
                rows = None
            else:
                read = await self._read(conversation_id, rows, asked)
                self._replica.take_messages(conversation_id, rows, asked, since=since, read=read)
        if rows is None:
            return await self.whole(conversation_id, priority)
        return len(rows)

    async def whole(self, conversation_id: ConversationId, priority: Priority) -> int:
        """All that was ever written; gives how much that is."""
        async with self._lock(conversation_id):
            asked = self._replica.stamp()
            rows = await self._requests.messages(conversation_id, priority=priority)
            read = await self._read(conversation_id, rows, asked)
            self._replica.take_messages(conversation_id, rows, asked, read=read)
        return len(rows)

    async def unnumbered(self, conversation_id: ConversationId) -> list[Known]:
        """All that was ever written in a conversation that nothing is known of."""
        asked = self._replica.stamp()
        rows = await self._requests.messages(conversation_id, priority=Priority.READ)
        read = await self._read(conversation_id, rows, asked)
        return self._replica.place_unnumbered(conversation_id, read, asked)

    async def _homeless(self, conversation_id: ConversationId, priority: Priority) -> None:
        asked = self._replica.stamp()
        rows = await self._requests.messages(conversation_id, priority=priority)
        read = await self._read(conversation_id, rows, asked)
        self._replica.found(rows)
        self._replica.take_messages(conversation_id, rows, asked, read=read)

    async def _read(
        self, conversation_id: ConversationId, rows: Sequence[MessageRow], asked: int
    ) -> list[ReadRow]:
        """The messages of a history, a few in each turn of the loop; long ones beside it."""
        read: list[ReadRow] = []
        for few, characters in _slices(rows):
            if characters > CHARACTERS_AT_ONCE:
                read += await asyncio.to_thread(
                    self._replica.read_messages, conversation_id, few, asked
                )
            else:
                read += self._replica.read_messages(conversation_id, few, asked)
                if len(few) == READ_AT_ONCE:
                    await asyncio.sleep(0)
        return read

    def _lock(self, conversation_id: ConversationId) -> asyncio.Lock:
        return self._under_way.setdefault(conversation_id, asyncio.Lock())


def _slices(rows: Sequence[MessageRow]) -> Iterator[tuple[Sequence[MessageRow], int]]:
    """The rows in their order, as many at a time as are soon read; and how long their texts are."""
    start = characters = 0
    for end, row in enumerate(rows, 1):
        characters += len(row.caption or "")
        characters += len(row.content) if isinstance(row.content, str) else 0
        if end - start == READ_AT_ONCE or characters > CHARACTERS_AT_ONCE or end == len(rows):
            yield rows[start:end], characters
            start, characters = end, 0
