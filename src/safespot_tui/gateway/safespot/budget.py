"""500 requests in five minutes, for everything that one person does in all their windows.

`Ledger` counts and decides, without I/O; `Budget` is the gate in front of every request that counts
(those below `/realtime` do not).

::

              remaining > reserve             what is left is kept for what matters more
    open ───────────────────────▶ passes      ┌──────────────────────────────▶ waits for the reset
      ▲                                       │
      │ after Retry-After                     │
    closed ◀── 429 ── (whatever the count says) nothing passes
"""

import asyncio
import heapq
import math
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from enum import IntEnum
from itertools import count
from time import monotonic

from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import Busy
from safespot_tui.i18n import _

LIMIT = 500
WINDOW = 300.0
"""Requests in so many seconds, as the server has it until it says otherwise (`RateLimit-*`)."""
LONGEST_WINDOW = 3600.0
SAME_WINDOW = 10.0
"""How far two answers about the end of one window may lie apart."""


class Priority(IntEnum):
    """What goes first where not everything can go; the smallest is the most urgent."""

    SEND = 0
    """Something that the user did and that others are to see."""
    READ = 1
    """What the user looks at, and that they have."""
    ACK = 2
    TYPING = 3
    POLL = 4
    """What nobody waits for."""


RESERVE = {
    Priority.SEND: 0.0,
    Priority.READ: 0.05,
    Priority.ACK: 0.15,
    Priority.TYPING: 0.2,
    Priority.POLL: 0.25,
}
"""The part of the limit that a priority leaves to those before it."""
SHARE = {
    Priority.ACK: 1 / 3,
    Priority.TYPING: 1 / 3,
    Priority.POLL: 1 / 3,
}
"""The part of the limit that this client spends on a priority in one window."""
PATIENCE = {
    Priority.SEND: 5.0,
    Priority.READ: 5.0,
    Priority.ACK: 0.0,
    Priority.TYPING: 0.0,
    Priority.POLL: 1.0,
}
"""Seconds that a request waits at the gate before it is told to come again."""

Throttled = Callable[[float], None]


class Ledger:
    """What was spent in this window, what is left, and who may spend of it."""

    def __init__(self) -> None:
        self._limit = LIMIT
        self._remaining = LIMIT
        self._resets_at: float | None = None
        """None until something is spent: a window begins with its first request."""
        self._closed_until = -math.inf
        self._spent: dict[Priority, int] = {}
        self._under_way = 0

    def wait(self, priority: Priority, now: float) -> float:
        """Seconds until a request may go; 0 if it may go now."""
        self._turn_over(now)
        closed = max(0.0, self._closed_until - now)
        free = self._remaining - int(RESERVE[priority] * self._limit)
        share = int(SHARE.get(priority, 1.0) * self._limit) - self._spent.get(priority, 0)
        if min(free, share) > 0:
            return closed
        return max(closed, (self._resets_at or now) - now)

    def sent(self, priority: Priority, now: float) -> None:
        """A request goes out."""
        self._turn_over(now)
        if self._resets_at is None:
            self._resets_at = now + WINDOW
        self._remaining -= 1
        self._under_way += 1
        self._spent[priority] = self._spent.get(priority, 0) + 1

    def settled(self) -> None:
        """A request that went out is answered, or never will be."""
        self._under_way -= 1

    def told(self, limit: int, remaining: int, resets_in: float, now: float) -> None:
        """What an answer's headers say; it is right, whatever was counted here.

        Other windows of the same person spend, too, and a server that restarts forgets. What is
        under way beside the request that is answered may or may not be counted there: it is taken
        off, so that there is never less than believed.
        """
        resets_at = now + resets_in
        if self._resets_at is not None and resets_at > self._resets_at + SAME_WINDOW:
            self._spent.clear()
        self._limit = limit
        self._remaining = remaining - max(0, self._under_way - 1)
        self._resets_at = resets_at

    def refused(self, seconds: float, now: float) -> None:
        """The server takes nothing for so long."""
        self._closed_until = max(self._closed_until, now + seconds)

    def _turn_over(self, now: float) -> None:
        if self._resets_at is not None and now >= self._resets_at:
            self._remaining = self._limit - max(0, self._under_way)
            self._resets_at = None
            self._spent.clear()


class Budget:
    """The gate. Those who wait at it are let through in the order of their priorities."""

    def __init__(
        self,
        throttled: Throttled = lambda seconds: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`throttled` is told how long what the user did has to wait, whenever it has to."""
        self.throttled = throttled
        self._clock = clock
        self._ledger = Ledger()
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, priority: Priority) -> AsyncGenerator[None]:
        """A request's turn to be sent and answered.

        Raises `Busy` if it would have to wait longer than its priority does.
        """
        await self._pass(priority)
        try:
            yield
        finally:
            self._ledger.settled()

    def heard(self, headers: Mapping[str, str]) -> None:
        """What an answer's headers say of the budget, if they do."""
        told = [
            _number(headers.get(f"ratelimit-{name}")) for name in ("limit", "remaining", "reset")
        ]
        limit, remaining, resets_in = told
        if limit and remaining is not None and resets_in is not None:
            self._ledger.told(
                limit, min(remaining, limit), min(resets_in, LONGEST_WINDOW), self._clock()
            )
            self._let_through()

    def refused(self, seconds: float) -> None:
        """The server answered 429: nothing goes out for so long."""
        now = self._clock()
        self._ledger.refused(seconds, now)
        self.throttled(seconds)
        for priority, _arrival, passed in self._waiting:
            if not passed.done() and self._ledger.wait(priority, now) > PATIENCE[priority]:
                passed.set_exception(_busy(self._ledger.wait(priority, now)))

    async def _pass(self, priority: Priority) -> None:
        seconds = self._ledger.wait(priority, self._clock())
        if seconds == 0 and not any(other <= priority for other, *_ in self._waiting):
            self._ledger.sent(priority, self._clock())
            return
        if seconds > 0 and priority <= Priority.READ:
            self.throttled(seconds)
        if seconds > PATIENCE[priority]:
            raise _busy(seconds)
        await self._queue(priority)

    async def _queue(self, priority: Priority) -> None:
        passed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._arrivals), passed))
        # Not at once, or whoever comes as the gate opens would be served before those who waited.
        asyncio.get_running_loop().call_soon(self._let_through)
        try:
            await passed
        except asyncio.CancelledError:
            if passed.done() and not passed.cancelled() and passed.exception() is None:
                self._ledger.settled()
            raise

    def _let_through(self) -> None:
        """Let go who may go now, and come back when the next may."""
        now = self._clock()
        while self._waiting:
            priority, _arrival, passed = self._waiting[0]
            if not passed.done():
                if seconds := self._ledger.wait(priority, now):
                    self._come_back(seconds)
                    return
                self._ledger.sent(priority, now)
                passed.set_result(None)
            heapq.heappop(self._waiting)

    def _come_back(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._let_through)


def _busy(seconds: float) -> Busy:
    return Busy(safe_line(_("The server takes no more requests for now; this waits.")), seconds)


def _number(text: str | None) -> int | None:
    """A count or seconds, as a header gives them."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text)
