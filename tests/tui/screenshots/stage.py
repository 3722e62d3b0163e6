"""Where scenes are played: always the same app, on which one waits for nothing but its own work."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from textual.message_pump import MessagePump
from textual.screen import Screen

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.app import MessengerApp
from tests.tui.neighbourhood import NOW

CUADRA, FUTBOL, LUZ = (ConversationId(f"c-{name}") for name in ("cuadra", "futbol", "luz"))
LIVE = ConnectionPut(Connection(ConnectionState.LIVE, heard_at=NOW))

LOOKS_AT_REST = 3
"""How often in a row nothing may be left to do."""


SECONDS_BETWEEN = 0.002


class UnpaintedApp(MessengerApp):
    """Is looked at, and not painted, which takes time."""

    def _display(self, screen: Any, renderable: Any) -> None:
        self.post_display_hook()


class Stage(NamedTuple):
    """The app, and what scenes do to it."""

    app: Any
    pilot: Any
    engine: Any
    main: Any

    async def settle(self) -> None:
        """Everything that was asked for is on the screen, however slow the machine is."""
        looks = 0
        while looks < LOOKS_AT_REST:
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()
            if self._is_at_rest():
                looks += 1
                await asyncio.sleep(0)
            else:
                looks = 0
                await asyncio.sleep(SECONDS_BETWEEN)

    def _is_at_rest(self) -> bool:
        screen = self.app.screen
        return (
            not any(pump._next_callbacks or pump.message_queue_size for pump in self._pumps())
            and screen._compositor.size == self.app._driver._size
            and not self.app._keys._waiting
            and self.app._keys._busy_with is None
            and not (screen._layout_required or screen._scroll_required)
            and not (screen._repaint_required or screen._dirty_widgets or screen._callbacks)
        )

    def _pumps(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def open(self, conversation_id: ConversationId = CUADRA) -> None:
        self.main.open(conversation_id)
        await self.settle()

    async def choose(self, number: int) -> None:
        """Select a message of the block's conversation."""
        await self.open()
        self.main.pane.jump_to(MessageId(f"m-cuadra-{number:03}"))
        self.main.pane.focus_timeline()
        await self.settle()

    async def perform(self, action_id: str) -> None:
        self.main.perform(ACTIONS[action_id])
        await self.settle()


Step = Callable[[Stage], Awaitable[None]]


class Scene(NamedTuple):
    """What is seen, on which screen it is, and how one gets there and back."""

    name: str
    screen: type[Screen[Any]]
    step: Step
    back: Step | None = None
