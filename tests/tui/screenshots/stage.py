"""Where scenes are played: always the same app, on which one waits for nothing but its own work."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from textual._compositor import Compositor
from textual.screen import Screen

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.stage.settled import settled
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.app import MessengerApp
from tests.tui.neighbourhood import NOW

CUADRA, FUTBOL, LUZ = (ConversationId(f"c-{name}") for name in ("cuadra", "futbol", "luz"))
LIVE = ConnectionPut(Connection(ConnectionState.LIVE, heard_at=NOW))


class UnpaintedApp(MessengerApp):
    """Is looked at, and not painted, which takes time."""

    def _display(self, screen: Any, renderable: Any) -> None:
        self.post_display_hook()


def paint_nothing(compositor: Compositor, **_how: object) -> None:
    """Instead of `render_update`: what is looked at once all is settled is not painted before."""
    compositor._dirty_regions.clear()


class Stage(NamedTuple):
    """The app, and what scenes do to it."""

    app: Any
    pilot: Any
    engine: Any
    main: Any

    async def settle(self) -> None:
        """Everything that was asked for is on the screen, however slow the machine is."""
        await settled(self.pilot.app)

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
