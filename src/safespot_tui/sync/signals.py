"""Small things the others are told, which nobody misses if they are lost: typing, delivery."""

import asyncio
import logging

from safespot_tui.domain.event import Event, TypingChanged
from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.clock import Clock, woken
from safespot_tui.sync.door import Door
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.receipts import Receipt, Receipts
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.sync.typing import OthersTyping, OwnTyping, Sign

_log = logging.getLogger(__name__)


class Signals:
    """Sends typing signs and delivery receipts, and forgets others' typing when it is old.

    In silent mode nothing is sent, and nothing is kept to be sent later.
    """

    def __init__(self, door: Door, keeper: Keeper, clock: Clock, silent: SilentMode) -> None:
        self._door = door
        self._keeper = keeper
        self._clock = clock
        self._silent = silent
        self._receipts = Receipts(silent)
        self._own = OwnTyping()
        self._others = OthersTyping()
        self._wake = asyncio.Event()
        self._signs: list[Sign] = []
        self._delivered: set[ConversationId] = set()

    def typed(self, conversation_id: ConversationId) -> None:
        """The user pressed a key."""
        if self._silent.on:
            return
        sign = self._own.typed(conversation_id, self._clock.monotonic())
        if sign is not None:
            self._signs.append(sign)
        self._wake.set()

    def stopped_typing(self) -> None:
        """The user looks elsewhere: what was told of their typing is taken back."""
        self._signs += self._own.stop()
        self._wake.set()

    def sent(self, conversation_id: ConversationId) -> None:
        """The user sent what they had typed."""
        self._own.sent(conversation_id)

    def forget(self) -> None:
        """Silent mode begins or ends: what was to be told by then is not."""
        self._own.stop()
        self._signs.clear()
        self._delivered.clear()

    def noticed(self, event: Event) -> None:
        """Somebody else may type."""
        if isinstance(event, TypingChanged):
            self._others.heard(event, self._clock.monotonic())
            self._wake.set()

    def after(self, batch: Batch) -> None:
        """What has just come, has been delivered."""
        if not batch.arrivals or self._silent.on:
            return
        for message_id in batch.arrivals:
            message = self._keeper.store.base_message(message_id)
            if message is not None:
                self._delivered.add(message.conversation_id)
        self._wake.set()

    def caught_up(self) -> None:
        """What came while away has been delivered, too."""
        if self._silent.on:
            return
        store = self._keeper.store
        self._delivered.update(store.inbox(), store.inbox(archived=True))
        self._wake.set()

    async def run(self) -> None:
        """Send and forget, until cancelled."""
        while True:
            now = self._clock.monotonic()
            self._signs += self._own.expired(now)
            forgotten = self._others.expired(now)
            if forgotten:
                self._keeper.apply(*forgotten)
            signs, self._signs = self._signs, []
            if self._keeper.store.connection.state is ConnectionState.LIVE:
                for conversation_id, typing in signs:
                    await self._tell_typing(conversation_id, typing=typing)
                conversation_ids, self._delivered = self._delivered, set()
                for receipt in self._receipts.due(self._keeper.store, conversation_ids):
                    await self._tell_delivered(receipt)
            await woken(self._clock, self._wake, self._until_due())

    def _until_due(self) -> float | None:
        dues = [due for due in (self._own.next_due(), self._others.next_due()) if due is not None]
        return min(dues) - self._clock.monotonic() if dues else None

    async def _tell_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        try:
            gateway = await self._door.gateway()
            if not self._silent.on:
                await gateway.set_typing(conversation_id, typing=typing)
        except GatewayError as error:
            _log.info("a typing sign was lost: %s", type(error).__name__)

    async def _tell_delivered(self, receipt: Receipt) -> None:
        try:
            gateway = await self._door.gateway()
            if self._silent.on:
                return
            await gateway.mark_delivered(receipt.conversation_id, receipt.message_id)
        except GatewayError as error:
            # Due again with the next message, or when the connection is back.
            _log.info("a receipt was lost: %s", type(error).__name__)
        else:
            self._receipts.told(receipt)
