"""Finding what happened while nobody listened, after every connect.

::

    connected ──▶ conversations ──▶ what is new in them ──▶ the one on screen ──▶ catch-up ──▶ whole

Each source has gaps of its own: what a stream begins with is taken for delivered even if the
connection breaks under it; a catch-up gives the 50 oldest of each kind, and neither edits nor
deletions; a history `since` a message leaves out what was written in the same instant; and an
answer to what the user wrote says nothing of what was missed before it. So all are asked, with
overlap, and merged by the ids of messages.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.errors import NOT_A_MEMBER
from safespot_tui.gateway.safespot.events import (
    DeliveredTold,
    HintTold,
    MessageTold,
    ReadTold,
    Said,
    missed,
    overheard,
)
from safespot_tui.gateway.safespot.fetching import Fetching
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.timestamps import milliseconds

OVERLAP_MILLISECONDS = 10_000
MOST_PAGES = 100


class Recovery:
    """One recovery. Where it is interrupted, another one begins again; nothing is told twice."""

    def __init__(
        self, requests: Requests, fetching: Fetching, replica: Replica, *, silent: bool = False
    ) -> None:
        """With `silent`, no history is asked for: messages are taken as a catch-up has them."""
        self._silent = silent
        self._requests = requests
        self._fetching = fetching
        self._replica = replica

    async def run(self, shown: Sequence[ConversationId]) -> None:
        """Have the replica told everything, `shown` with all its past. Raises `GatewayError`."""
        rows, asked = await self._fetching.rooms(Priority.READ)
        news = self._replica.take_rooms(rows, asked)
        for conversation_id in () if self._silent else news:
            await self._fetch(conversation_id)
        for conversation_id in shown:
            if conversation_id in self._replica.rooms:
                await self._fetch(conversation_id, whole=True)
        await self._catch_up()
        self._replica.settle(rows, asked)

    async def _fetch(self, conversation_id: ConversationId, *, whole: bool = False) -> None:
        fetch = self._fetching.whole if whole else self._fetching.news
        try:
            await fetch(conversation_id, Priority.READ)
        except Rejected as error:
            if error.code != NOT_A_MEMBER:
                raise
            self._replica.left(conversation_id)

    async def _catch_up(self) -> None:
        """Each kind from where it was told to: a busy one must not hide the other."""
        unknown: set[ConversationId] = set()

        def message(told: Said) -> datetime | None:
            if not isinstance(told, HintTold | MessageTold):
                return None
            if not self._replica.knows(told.conversation_id, told.message_id, told.at):
                unknown.add(told.conversation_id)
            return told.at

        def receipt(told: Said) -> datetime | None:
            return told.at if isinstance(told, DeliveredTold | ReadTold) else None

        await self._page_through(self._replica.messages_at, message)
        for conversation_id in () if self._silent else sorted(unknown & self._replica.rooms.keys()):
            await self._fetch(conversation_id)
        await self._page_through(self._replica.receipts_at, receipt)

    async def _page_through(self, told_to: int, time_of: Callable[[Said], datetime | None]) -> None:
        """Ask on from the last of a kind until there is nothing new."""
        since, seen = max(0, told_to - OVERLAP_MILLISECONDS), set[object]()
        for _page in range(MOST_PAGES):
            rows = await self._requests.catch_up(since)
            newest, is_new = since, False
            for row in rows:
                told = overheard(row) if self._silent else missed(row)
                at = time_of(told)
                if at is None:
                    continue
                newest = max(newest, milliseconds(at))
                if told not in seen:
                    seen.add(told)
                    is_new = True
                    self._replica.take(told)
            if not is_new and newest == since:
                return
            # One millisecond back, for what was written in the same one as the last; unless that
            # one alone fills a page.
            since = newest - 1 if is_new and newest - 1 > since else newest
