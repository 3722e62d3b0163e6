"""One connection without a stream: what happens is found by asking in ways that tell nobody.

::

    (asked for) ──▶ asking ──all is known──▶ whole ──▶ waiting ──▶ asking …

To open the user's stream is to be seen as online, and tells that up to fifty messages have come;
to open a conversation's is to be seen in it; a history tells that its messages have come. The list
of conversations and the catch-up tell nothing. A catch-up gives the words of a message, but not
what it answers, nor what is written under an image: that comes with the history, when that may be
asked for.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress

from safespot_tui.domain.event import Heartbeat, StreamItem, Synced
from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.clock import Clock
from safespot_tui.gateway.errors import Busy
from safespot_tui.gateway.safespot.fetching import Fetching
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.recovery import Recovery
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests

POLL_SECONDS = 3.0
"""Between two looks. Of the two requests that it takes, the server counts one."""
HEARTBEAT_SECONDS = 30.0


class SilentConnection:
    """Has the interface of `Listening`; made for one `Live.stream`."""

    def __init__(
        self,
        requests: Requests,
        fetching: Fetching,
        replica: Replica,
        outlet: Outlet,
        clock: Clock,
    ) -> None:
        self._replica = replica
        self._outlet = outlet
        self._clock = clock
        self._recovery = Recovery(requests, fetching, replica, silent=True)
        self._wake = asyncio.Event()
        self._ended = False
        self.is_whole = False
        """Whether nothing is missing any more."""

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Nothing is done for those on screen that is not done for all."""

    def wake(self) -> None:
        """There may be something to tell."""
        self._wake.set()

    def end(self) -> None:
        """Come to an end, as when a server hangs up."""
        self._ended = True
        self._wake.set()

    def start(self) -> None:
        """Nothing to do before it is read."""

    async def items(self) -> AsyncGenerator[StreamItem]:
        """All there is to tell, until it is ended. Raises `GatewayError`."""
        while not self._ended:
            self._wake.clear()
            wait = POLL_SECONDS
            try:
                await self._recovery.run(())
            except Busy as error:
                wait = max(wait, error.retry_after)
            else:
                self._outlet.put(
                    Heartbeat()
                    if self.is_whole
                    else Synced(self._replica.cursor, HEARTBEAT_SECONDS)
                )
                self.is_whole = True
            while (item := self._outlet.take()) is not None:
                yield item
            if not self._replica.take_wants().rooms:
                await self._rest(wait)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def _rest(self, seconds: float) -> None:
        waking = asyncio.create_task(self._wake.wait())
        resting = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({waking, resting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (waking, resting):
                each.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(waking, resting, return_exceptions=True)
