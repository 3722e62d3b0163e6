"""Takes intents to the server."""

import asyncio
from collections.abc import Callable

from msgspec import structs

from safespot_tui.domain.intent import MarkRead, OutboxItem, OutboxState
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Busy, GatewayError, Hindered, NotLoggedIn, Rejected
from safespot_tui.gateway.protocol import Outcome
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.patch import Answered, OutboxPut
from safespot_tui.sync.clock import Clock, woken
from safespot_tui.sync.door import Door
from safespot_tui.sync.hindrances import is_said
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.lanes import Lanes
from safespot_tui.sync.outbox import Outbox
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.sync.uploads import Uploads, without_address


class Dispatcher:
    """The network's side of the outbox: sends what the lanes give, and says what came of it."""

    def __init__(
        self,
        door: Door,
        keeper: Keeper,
        outbox: Outbox,
        lanes: Lanes,
        uploads: Uploads,
        silent: SilentMode,
        clock: Clock,
        refused: Callable[[NotLoggedIn], None],
        throttled: Callable[[float], None],
    ) -> None:
        """`refused` is told when the token is not good any more, `throttled` of seconds to wait."""
        self._door = door
        self._keeper = keeper
        self._outbox = outbox
        self._lanes = lanes
        self._uploads = uploads
        self._silent = silent
        self._clock = clock
        self._refused = refused
        self._throttled = throttled

    async def run(self) -> None:
        """Send whatever there is to send, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                store, now, due = self._keeper.store, self._clock.monotonic(), None
                if store.connection.state is ConnectionState.SUSPENDED:
                    self._say_nothing(store.connection.reason)
                elif store.connection.state is not ConnectionState.LOGGED_OUT:
                    told = [i for i in store.outbox if not self._silent.withholds(i.intent)]
                    for item in self._lanes.ready(told, now, self._clock.now()):
                        group.create_task(self._send(item))
                    due = self._lanes.next_due()
                await woken(self._clock, self._outbox.changed, None if due is None else due - now)

    def hurry(self) -> None:
        """The server is there (again): nothing waits any longer than it asked for."""
        self._lanes.hurry(self._clock.monotonic())
        self._outbox.changed.set()

    async def _send(self, item: OutboxItem) -> None:
        if not isinstance(item.intent, MarkRead):
            # That a read is under way nobody is shown.
            self._keeper.apply(OutboxPut(structs.replace(item, state=OutboxState.SENDING)))
        try:
            gateway = await self._door.gateway()
            item = await self._uploads.uploaded(gateway, item)
            if self._silent.withholds(item.intent):
                # Silent mode began on the way here: it stays where it is.
                self._lanes.released(item.sequence)
                self._outbox.changed.set()
                return
            outcome = await gateway.perform(item.intent)
        except Rejected as error:
            if isinstance(error, Hindered) and error.suspends and not is_said(item.intent):
                self._postpone(item, error)
            else:
                self._reject(item, error.reason)
        except Busy as error:
            self._postpone(item, error, error.retry_after)
            self._throttled(error.retry_after)
        except GatewayError as error:
            self._postpone(item, error)
            if isinstance(error, NotLoggedIn):
                self._refused(error)
        else:
            self._settle(item, outcome)
        self._outbox.changed.set()

    def _say_nothing(self, reason: SafeText) -> None:
        """What was to be said is refused, since nobody knows when it could be; the rest waits."""
        for item in self._keeper.store.outbox:
            if self._lanes.may_send(item) and is_said(item.intent):
                self._reject(item, reason)

    def _settle(self, item: OutboxItem, outcome: Outcome | None) -> None:
        self._lanes.settled(item.sequence, self._clock.monotonic())
        self._keeper.apply(Answered(item.sequence, outcome))

    def _reject(self, item: OutboxItem, reason: SafeText) -> None:
        self._lanes.released(item.sequence)
        if self._outbox.get(item.sequence) is None:
            return
        if isinstance(item.intent, MarkRead):
            # Nothing that anybody could retry: the conversation or the message is gone.
            self._keeper.put(dropped=(item.sequence,))
        else:
            # What was refused may be where the image is: servers forget those that nobody sent.
            intent = without_address(item.intent)
            failed = structs.replace(item, intent=intent, state=OutboxState.FAILED, reason=reason)
            self._keeper.put(failed)

    def _postpone(self, item: OutboxItem, error: GatewayError, at_least: float = 0.0) -> None:
        self._lanes.postponed(item.sequence, self._clock.monotonic(), at_least)
        if self._outbox.get(item.sequence) is not None:
            waiting = structs.replace(item, state=OutboxState.QUEUED, reason=error.reason)
            self._keeper.apply(OutboxPut(waiting))
