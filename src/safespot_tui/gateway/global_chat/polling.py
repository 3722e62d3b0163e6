"""What happens, found by asking: whoever listens to a stream is seen to be online."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress

from safespot_tui.domain.event import (
    Entities,
    Event,
    Heartbeat,
    HistoryPage,
    MessageCreated,
    Received,
    ResetRequired,
    Snapshot,
    StreamItem,
    Synced,
)
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.global_chat.differences import events_between, message_events
from safespot_tui.gateway.protocol import Page
from safespot_tui.i18n import _

POLL_SECONDS = 2.0
"""Between two looks, at least."""
SHARE = 20
"""As many times as long as the last look took, it is waited for the next: a large account costs the
server more."""
LONGEST_SECONDS = 10.0
"""More is not waited, however slow the server or this machine is."""
HEARTBEAT_SECONDS = 30.0
PAGE = 100

Ask = Callable[[], Awaitable[Snapshot]]
AskHistory = Callable[[ConversationId, Page], Awaitable[HistoryPage]]


class Polling:
    """Asks for everything now and then, and tells the difference as events.

    ::

        a cursor ──it is still the newest──▶ looking ◀──▶ waiting      what differs is told
            └── it is not, and nobody knows what was there: everything is to be told anew

    No event carries a cursor: the log is at the place where the last stream left it, and who
    listens again is told from there what was found here already, which changes nothing.
    """

    def __init__(self, snapshot: Ask, history: AskHistory) -> None:
        self.shown: Sequence[ConversationId] = ()
        """Of these, what was written lately is looked at, too: for edits and reactions."""
        self._snapshot = snapshot
        self._history = history
        self._seen: dict[ConversationId, Sequence[Message]] = {}

    async def stream(
        self, cursor: Cursor | None, known: Snapshot | None, ended: asyncio.Event
    ) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, which `known` may be true at, until it has `ended`.

        Raises `GatewayError`.
        """
        loop = asyncio.get_running_loop()
        now = await self._snapshot()
        held = known if known is not None and known.cursor == cursor else now
        if held.cursor != cursor:
            yield ResetRequired(safe_line(_("What happened meanwhile is fetched again.")))
            return
        yield Synced(held.cursor, HEARTBEAT_SECONDS)
        while not ended.is_set():
            began = loop.time()
            if now.cursor != held.cursor:
                for event in await self._events(held, now):
                    yield Received(event)
            held = now
            yield Heartbeat()
            with suppress(TimeoutError):
                took = loop.time() - began
                wait = max(POLL_SECONDS, min(LONGEST_SECONDS, took * SHARE))
                await asyncio.wait_for(ended.wait(), wait)
                return
            now = await self._snapshot()

    async def _events(self, held: Snapshot, now: Snapshot) -> list[Event]:
        events = events_between(held, now)
        known = {one.id: one.last_message_id for one in held.entities.conversations}
        for conversation in now.entities.conversations:
            if conversation.id in known and conversation.last_message_id != known[conversation.id]:
                events += await self._written(conversation.id, known[conversation.id])
        self._seen = {shown: self._seen.get(shown, ()) for shown in self.shown}
        for shown in self.shown:
            if shown in {one.id for one in now.entities.conversations}:
                events += await self._changed(shown)
        return events

    async def _written(
        self, conversation_id: ConversationId, after: MessageId | None
    ) -> list[Event]:
        """The messages of a conversation that follow one of them."""
        events: list[Event] = []
        while True:
            page = await self._history(conversation_id, Page(after=after, limit=PAGE))
            events += (MessageCreated(each, Entities(users=page.users)) for each in page.messages)
            if not page.has_newer or not page.messages:
                return events
            after = page.messages[-1].id

    async def _changed(self, conversation_id: ConversationId) -> list[Event]:
        """What became of the newest messages of a conversation since they were last looked at."""
        page = await self._history(conversation_id, Page(limit=PAGE))
        events = message_events(self._seen.get(conversation_id, ()), page.messages)
        self._seen[conversation_id] = page.messages
        return events
