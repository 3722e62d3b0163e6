"""The queue that announces every message a second time, forged."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .events import Events
from .traps import Traps


@dataclass
class _Copy:
    room_id: str
    message_id: str
    recipient_id: str
    sender_alias: str | None
    content: Any
    queued: float
    attempts: int = 0


class Orchestrator:
    """Works its queue off at so many copies per second, whatever has happened meanwhile.

    A copy whose recipient is offline is tried again later. The queue survives a restart.
    """

    def __init__(
        self,
        clock: Clock,
        events: Events,
        is_online: Callable[[str], bool],
        traps: Callable[[], Traps],
    ) -> None:
        self._clock = clock
        self._events = events
        self._is_online = is_online
        self._traps = traps
        self._queue: list[tuple[float, int, _Copy]] = []
        self._numbers = itertools.count()
        self._woken = asyncio.Event()

    def queue(
        self,
        room_id: str,
        message_id: str,
        recipient_id: str,
        sender_alias: str | None,
        content: Any,
    ) -> None:
        """`content` is as it was sent: not sanitised, perhaps not even a text."""
        now = self._clock.seconds()
        copy = _Copy(room_id, message_id, recipient_id, sender_alias, content, now)
        self._put(copy, now)

    def waiting(self) -> int:
        return len(self._queue)

    async def run(self) -> None:
        """Until cancelled."""
        window_ends, done = 0.0, 0
        while True:
            if not self._queue:
                self._woken.clear()
                await self._woken.wait()
            await self._due()
            now = self._clock.seconds()
            if window_ends <= now:
                window_ends, done = now + 1, 0
            if done >= self._traps().orchestrator_per_second:
                await self._clock.sleep(window_ends - now)
                continue
            done += 1
            self._work(heapq.heappop(self._queue)[2])
            # Here the request that queued it answers, and the copy stays behind the live event.
            await asyncio.sleep(0)

    async def _due(self) -> None:
        """Wait until the first of the queue is due; it may be another one by then."""
        while (left := self._queue[0][0] - self._clock.seconds()) > 0:
            self._woken.clear()
            due = asyncio.ensure_future(self._clock.sleep(left))
            woken = asyncio.ensure_future(self._woken.wait())
            try:
                await asyncio.wait((due, woken), return_when=asyncio.FIRST_COMPLETED)
            finally:
                due.cancel()
                woken.cancel()

    def _put(self, copy: _Copy, due: float) -> None:
        heapq.heappush(self._queue, (due, next(self._numbers), copy))
        self._woken.set()

    def _work(self, copy: _Copy) -> None:
        traps, now = self._traps(), self._clock.seconds()
        if not traps.orchestrator or now - copy.queued > traps.orchestrator_lifetime:
            return
        if not self._is_online(copy.recipient_id):
            copy.attempts += 1
            if copy.attempts < traps.orchestrator_attempts:
                self._put(copy, now + traps.orchestrator_backoff * 2 ** (copy.attempts - 1))
            return
        forged = {
            "id": copy.message_id,
            "conversation_id": copy.room_id,
            "sender_id": "system",
            "content": copy.content,
            "type": "text",
            "created_at": self._clock.now(),
            "sender_alias": copy.sender_alias,
            "is_read": False,
            "is_delivered": True,
        }
        self._events.copied(copy.room_id, copy.message_id, copy.recipient_id, forged)
