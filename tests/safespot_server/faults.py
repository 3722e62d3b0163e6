"""What a test can order to go wrong, at run time."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from .connections import Connections
from .streams import Hub, Kind
from .tokens import Notary

SENDING = r"/api/chats/rooms/[^/]+/messages"
"""The path that messages are posted to."""
LOGIN = r"/api/auth/login"


class Way(StrEnum):
    """How a request fails."""

    BEFORE = "before"
    """500, and nothing was done."""
    AFTER = "after"
    """500, and all was done."""
    HOLD = "hold"
    """All was done; the answer comes late."""
    CUT = "cut"
    """All was done; the connection breaks instead of an answer."""
    REFUSE = "refuse"
    """401 as for a wrong password, and nothing was done."""


@dataclass
class Fault:
    """The next `left` requests with that method and exactly that path fail in that way.

    `method` and `path` are regular expressions; `seconds` is how long an answer is held.
    """

    way: Way
    left: int
    method: str
    path: str
    seconds: float = 0


class Faults:
    """Orders of a test. All methods must be called in the server's event loop."""

    def __init__(
        self, hub: Hub, connections: Connections, notary: Notary, now: Callable[[], float]
    ) -> None:
        self._hub = hub
        self._connections = connections
        self._notary = notary
        self._now = now
        self._orders: list[Fault] = []
        self._storm_ends = 0.0
        self._cut_after: int | None = None
        self._released = asyncio.Event()
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._thawing: asyncio.TimerHandle | None = None

    # Requests.

    def fail_sends(self, count: int = 1, *, stored: bool) -> None:
        """Answer the next messages posted with 500, after having stored them or instead."""
        self.fail(Way.AFTER if stored else Way.BEFORE, count, "POST", SENDING)

    def hold_sends(self, count: int = 1, *, seconds: float = 60) -> None:
        """Store the next messages posted, and answer so much later or at `release`."""
        self.fail(Way.HOLD, count, "POST", SENDING, seconds=seconds)

    def cut_sends(self, count: int = 1) -> None:
        """Store the next messages posted, and break the connection instead of an answer."""
        self.fail(Way.CUT, count, "POST", SENDING)

    def refuse_logins(self, count: int = 1) -> None:
        self.fail(Way.REFUSE, count, "POST", LOGIN)

    def fail(self, way: Way, count: int, method: str, path: str, *, seconds: float = 0) -> None:
        """Any requests; see `Fault`."""
        self._orders.append(Fault(way, count, method, path, seconds))

    def take(self, method: str, path: str) -> Fault | None:
        """The order for this request, if there is one; it is used up."""
        for order in self._orders:
            if re.fullmatch(order.method, method) and re.fullmatch(order.path, path):
                order.left -= 1
                if order.left <= 0:
                    self._orders.remove(order)
                return order
        return None

    async def held(self, seconds: float) -> None:
        """Wait that long in real time, or until `release`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._released.wait()

    def release(self) -> None:
        """Answer what is held."""
        self._released.set()
        self._released = asyncio.Event()

    def storm(self, seconds: float) -> None:
        """Answer every request outside of `/api/realtime` with 429 for so long."""
        self._storm_ends = self._now() + seconds

    def storm_left(self) -> float:
        """In seconds; 0 if there is none."""
        return max(0.0, self._storm_ends - self._now())

    def expire_tokens(self) -> None:
        """Refuse the tokens given so far; what is open stays open."""
        self._notary.expire(self._now())

    # Streams.

    def cut_streams(self, kind: Kind | None = None) -> int:
        """Break the connections of all streams, or of one kind; how many there were."""
        cut = [stream for stream in self._hub if kind in (None, stream.kind)]
        for stream in cut:
            stream.abort()
        return len(cut)

    def cut_connections(self) -> int:
        """Break everything that is open, streams and requests; how many there were."""
        return self._connections.cut()

    def cut_flush_after(self, events: int) -> None:
        """Break the next user stream after so many of the messages that it starts with."""
        self._cut_after = events

    def take_cut(self) -> int | None:
        cut, self._cut_after = self._cut_after, None
        return cut

    def freeze(self, seconds: float) -> None:
        """Answer nobody and write to no stream for so long, with all connections open."""
        if self._thawing is not None:
            self._thawing.cancel()
        self._thawed.clear()
        self._thawing = asyncio.get_running_loop().call_later(seconds, self.thaw)

    def thaw(self) -> None:
        self._thawed.set()

    async def thawed(self) -> None:
        await self._thawed.wait()

    # All.

    def clear(self) -> None:
        """Take back all orders."""
        self._orders.clear()
        self._storm_ends = 0.0
        self._cut_after = None
        self.release()
        self.thaw()
