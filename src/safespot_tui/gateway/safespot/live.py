"""What happens, as one stream of facts.

::

    user's stream ──────────┐
    streams of those shown ─┼──▶ replica ──▶ outlet ──▶ stream()
    polls, recovery ────────┘

Opening the user's stream and reading a history tell others that what they wrote has been delivered.
So both happen only where somebody asks for `stream` or `history`; `snapshot` does neither.
"""

from collections.abc import AsyncGenerator, Sequence

import httpx

from safespot_tui.domain.event import HistoryPage, ResetRequired, Snapshot, StreamItem, Throttled
from safespot_tui.domain.ids import ConversationId, Cursor, OriginClientId, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.clock import Clock, SystemClock
from safespot_tui.gateway.protocol import Page
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.fetching import Fetching
from safespot_tui.gateway.safespot.listening import Listening
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.paging import cut
from safespot_tui.gateway.safespot.polling import Plan
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.silent import SilentConnection
from safespot_tui.i18n import _

FRESH_SECONDS = 3.0
"""How old a whole history may be and still be cut another page from, while nobody listens."""


class Live:
    """The live half of a gateway: one window of one person."""

    def __init__(
        self,
        requests: Requests,
        stream_client: httpx.AsyncClient,
        me: UserId,
        origin: OriginClientId,
        clock: Clock | None = None,
    ) -> None:
        """`stream_client` carries the secret, and shares no pool with that of `requests`."""
        self._requests = requests
        self._stream_client = stream_client
        self._me = me
        self._origin = origin
        self._clock = clock or SystemClock()
        self._outlet = Outlet()
        self.replica = Replica(me, self._clock, self._outlet)
        self._fetching = Fetching(requests, self.replica)
        self._plan = Plan()
        self._shown: Sequence[ConversationId] = ()
        self._listening: Listening | SilentConnection | None = None
        self._silent = False
        self._loaded_at: dict[ConversationId, float] = {}

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """These conversations are on screen now."""
        self._shown = tuple(conversation_ids)
        self._plan.watch(self._shown, self._clock.monotonic())
        if self._listening is not None:
            self._listening.watch(self._shown)

    def be_silent(self, *, silent: bool) -> None:
        """Ask for nothing that others are told of, or listen again."""
        if silent != self._silent:
            self._silent = self._requests.silent = silent
            if self._listening is not None:
                self._listening.end()

    def throttled(self, seconds: float) -> None:
        """The server takes no more requests for so long."""
        self._plan.throttled(seconds, self._clock.monotonic())
        if self._listening is not None:
            self._outlet.put(Throttled(seconds))
            self._listening.wake()

    async def snapshot(self) -> Snapshot:
        """All conversations, without a word to anybody that they were looked at.

        Raises `GatewayError`.
        """
        rows, _asked = await self._fetching.rooms(Priority.READ)
        return self.replica.snapshot(rows)

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, then live ones; see `Gateway.stream`. Raises `GatewayError`.

        Only one at a time.
        """
        if not self.replica.resume(cursor):
            reason = _("What is stored here was told in another way; it is fetched again.")
            yield ResetRequired(SafeText(reason))
            return
        while True:
            silent = self._silent
            self._outlet.begin()
            listening = self._connection()
            self._listening = listening
            listening.watch(self._shown)
            try:
                listening.start()
                async for item in listening.items():
                    yield item
            finally:
                if self._listening is listening:
                    self._listening = None
                await listening.aclose()
            if self._silent is silent:
                return

    def _connection(self) -> Listening | SilentConnection:
        if self._silent:
            return SilentConnection(
                self._requests, self._fetching, self.replica, self._outlet, self._clock
            )
        return Listening(
            self._requests,
            self._stream_client,
            self._fetching,
            self.replica,
            self._plan,
            self._outlet,
            self._clock,
            self._me,
        )

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """A contiguous piece of a conversation, oldest first. Raises `GatewayError`."""
        if conversation_id not in self.replica.rooms:
            history = await self._fetching.unnumbered(conversation_id)
            return cut(conversation_id, history, page, self._me)
        if not self._is_fresh(conversation_id, page):
            await self._fetching.whole(conversation_id, Priority.READ)
            self._loaded_at[conversation_id] = self._clock.monotonic()
            if self._listening is not None:
                self._listening.wake()
        room = self.replica.rooms.get(conversation_id)
        history = room.in_order() if room else []
        return cut(conversation_id, history, page, self._me, self.replica.gone_at)

    def _is_fresh(self, conversation_id: ConversationId, page: Page) -> bool:
        """Whether a page can be cut from what is known."""
        room = self.replica.rooms[conversation_id]
        if not room.loaded:
            return False
        listens = self._listening is not None and self._listening.is_whole
        if listens and (page.before is not None or page.around in room.messages):
            return True
        age = self._clock.monotonic() - self._loaded_at.get(conversation_id, -FRESH_SECONDS)
        return age < FRESH_SECONDS
