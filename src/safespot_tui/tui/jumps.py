"""Going to a message wherever it is, and back to where one was.

::

    here ──to(message)──▶ there ──to(another)──▶ further
      ◀─────back()───────   ◀──────back()────────
"""

from collections import deque
from typing import Protocol

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.engine import Engine

REMEMBERED = 100


class Spot(Struct, frozen=True):
    """Where one can come back to."""

    conversation_id: ConversationId
    message_id: MessageId | None
    """The message that was selected; None at the end, where one writes."""


class Shown(Protocol):
    """The main screen, as far as jumps reach."""

    @property
    def engine(self) -> Engine:
        """Brings what is not loaded."""
        ...

    @property
    def store(self) -> Store:
        """What is known."""
        ...

    @property
    def pane(self) -> ConversationPane:
        """The pane of one conversation."""
        ...

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation."""
        ...


class Jumps:
    """The places that were left by a jump, the last on top."""

    def __init__(self, screen: Shown) -> None:
        self._screen = screen
        self._left: deque[Spot] = deque(maxlen=REMEMBERED)

    async def to(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Show a message and select it; whether it is there. Raises a `GatewayError`."""
        here = self._here()
        there = await self._show(Spot(conversation_id, message_id))
        if here is not None and (there or here.conversation_id != conversation_id):
            self._left.append(here)
        return there

    async def back(self) -> bool:
        """Show the last place left again; whether there is one. Raises a `GatewayError`."""
        while self._left:
            spot = self._left.pop()
            if self._screen.store.own(spot.conversation_id) is not None:
                await self._show(spot)
                return True
        return False

    def _here(self) -> Spot | None:
        pane = self._screen.pane
        if pane.conversation_id is None:
            return None
        return Spot(pane.conversation_id, pane.selected_message_id)

    async def _show(self, spot: Spot) -> bool:
        if self._screen.pane.conversation_id != spot.conversation_id:
            self._screen.open(spot.conversation_id)
        pane = self._screen.pane
        await pane.laid_out()
        if spot.message_id is None:
            pane.scroll_to_newest()
            pane.focus_composer()
            return True
        if not pane.jump_to(spot.message_id):
            there = await self._screen.engine.load_around(spot.conversation_id, spot.message_id)
            # The user may have gone elsewhere while it was being fetched.
            if pane.conversation_id != spot.conversation_id:
                return there
            if not pane.jump_to(spot.message_id):
                return False
        pane.focus_timeline()
        return True
