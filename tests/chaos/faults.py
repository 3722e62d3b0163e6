"""What can go wrong on the way between a client and a server, as orders that are used up."""

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum


class Asked(StrEnum):
    """What a request that counts asks for."""

    MESSAGE = "message"
    """To be posted, be it words or an image that is up already."""
    IMAGE = "image"
    """To be taken up, before its message."""
    DELETION = "deletion"


class Point(StrEnum):
    """Where in an exchange of a request for an answer something happens."""

    BEFORE = "before"
    """The server knows nothing of the request yet."""
    AFTER = "after"
    """The server has answered, the client has not got a byte of it."""
    WITHIN = "within"
    """The client has one half of the answer."""


class Deed(StrEnum):
    """What happens to a request that counts, or to the next event of a stream."""

    CUT = "cut"
    RESET = "reset"
    """A cut of which the other side is told in the rudest way (RST)."""
    SILENCE = "silence"
    """Half-open: nothing comes any more, and nobody says so."""
    LATE = "late"
    SLICE = "slice"
    """The answer, or the event, comes in pieces of a few bytes."""
    DROP = "drop"
    DOUBLE = "double"


SEND_DEEDS = (Deed.CUT, Deed.RESET, Deed.SILENCE, Deed.LATE, Deed.SLICE)
STREAM_DEEDS = tuple(Deed)


@dataclass(frozen=True)
class SendFault:
    """The next request of its kind fares like this."""

    point: Point
    deed: Deed
    asked: Asked = Asked.MESSAGE


@dataclass(frozen=True)
class StreamFault:
    """The next event of a stream fares like this; cut, it is torn in two."""

    deed: Deed
    about: bytes = b""
    """Only an event that says this counts."""


Fault = SendFault | StreamFault


class Hold:
    """The next request of its kind stands still at a point, until it is let go.

    ::

        ordered ──▶ reached ──let_go()──▶ as if nothing had been
                       └─────break_off()─▶ neither it nor its answer gets any further
    """

    def __init__(
        self,
        point: Point,
        loop: asyncio.AbstractEventLoop,
        asked: Asked = Asked.MESSAGE,
    ) -> None:
        self.point = point
        self.asked = asked
        self.reached = threading.Event()
        self._loop = loop
        self._goes_on: asyncio.Future[bool] = loop.create_future()

    async def here(self, point: Point) -> bool:
        """Stand still if this is the point; whether to go on after it."""
        if point is not self.point:
            return True
        self.reached.set()
        return await self._goes_on

    def let_go(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._end, True)

    def break_off(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._end, False)

    def _end(self, goes_on: bool) -> None:
        if not self._goes_on.done():
            self._goes_on.set_result(goes_on)


@dataclass
class Orders:
    """What is ordered and has not happened yet."""

    sends: deque[SendFault | Hold] = field(default_factory=deque)
    streams: deque[StreamFault] = field(default_factory=deque)
    latency: float = 0.0
    """Seconds that each request and each answer takes on its way."""

    def add(self, fault: Fault) -> None:
        match fault:
            case SendFault():
                self.sends.append(fault)
            case StreamFault():
                self.streams.append(fault)

    def for_request(self, asked: Asked | None) -> SendFault | Hold | None:
        for order in self.sends:
            if order.asked is asked:
                self.sends.remove(order)
                return order
        return None

    def for_event(self, block: bytes) -> Deed | None:
        if self.streams and self.streams[0].about in block:
            return self.streams.popleft().deed
        return None

    def forget_silence(self) -> None:
        silent = [it for it in self.sends if isinstance(it, SendFault) and it.deed is Deed.SILENCE]
        for order in silent:
            self.sends.remove(order)

    def clear(self) -> None:
        for order in self.sends:
            if isinstance(order, Hold):
                order.let_go()
        self.sends.clear()
        self.streams.clear()
        self.latency = 0.0
