"""The wall in the place of the panes, and back."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from safespot_tui.actions.wall import OnWall, filled, still_there
from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.host import host_of
from safespot_tui.tui.pane_maker import PaneMaker
from safespot_tui.tui.wall.tiling import room
from safespot_tui.tui.whereabouts import Passable, Whereabouts, whereabouts

if TYPE_CHECKING:
    from safespot_tui.tui.wall.wall import Wall


class Walled(Passable, Protocol):
    """The main screen, as far as the wall reaches."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def current_conversation_id(self) -> ConversationId | None:
        """The one that the user is at."""
        ...


class WallSwitch:
    """Has either the panes on the screen, or the wall.

    ::

        panes, with what was open ◀──open / close──▶ wall, with what was on it last
    """

    def __init__(
        self,
        screen: Walled,
        panes: Widget,
        maker: PaneMaker,
        opened: Callable[[ConversationId], None],
    ) -> None:
        """`panes` make room for the wall; `opened` hears of what is looked at on it."""
        self._screen = screen
        self._panes = panes
        self._maker = maker
        self._opened = opened
        self._wall: Wall | None = None
        self._came_from: Whereabouts | None = None
        self._held = False

    @property
    def is_on(self) -> bool:
        """Whether the wall is on the screen."""
        return self._wall is not None

    @property
    def wall(self) -> "Wall | None":
        """The wall, while it is on the screen."""
        return self._wall

    @property
    def tile(self) -> ConversationPane | None:
        """The conversation of the wall that the user is at, while it is on the screen."""
        return self._wall.tile if self._wall is not None else None

    @property
    def tiles(self) -> Sequence[ConversationPane]:
        """All conversations of the wall, while it is on the screen."""
        return self._wall.tiles if self._wall is not None else ()

    @property
    def on_wall(self) -> OnWall:
        """What is on it, or will be once it is opened."""
        return still_there(self._screen.store, host_of(self._panes).remembered.wall)

    def hang(self, on_wall: OnWall) -> None:
        """Have these on it from now on; of a wall without any there is nothing to show."""
        host_of(self._panes).remembered.hang(on_wall)
        if self._wall is not None:
            if on_wall:
                self._wall.hang(on_wall)
            else:
                self.close()

    def toggle(self) -> bool:
        """Show the wall, or the panes again; whether there was anything to show."""
        if self._wall is None:
            return self.open()
        self.close()
        return True

    def open(self, at: ConversationId | None = None) -> bool:
        """Show the wall, and be at a conversation of it; whether there is anything to show."""
        if self._wall is None:
            here = self._screen.current_conversation_id
            size = self._panes.size
            on_wall = filled(self._screen.store, self.on_wall, here, room(size.width, size.height))
            if not on_wall:
                return False
            self._show(on_wall)
            at = at or here
        if self._wall is not None and at is not None:
            self._wall.go_to(at)
        return True

    def _show(self, on_wall: OnWall) -> None:
        from safespot_tui.tui.wall.wall import Wall

        self._came_from = whereabouts(self._screen)
        # What is being written there may be on the wall, too: it is kept, and taken up again.
        self._screen.reader.show(None)
        self._wall = Wall(self._screen.engine, self._maker.make_tile, self._opened)
        self._wall.hold(held=self._held)
        self._panes.display = False
        self._panes.screen.mount(self._wall, after=self._panes)
        self.hang(on_wall)

    def show(self, conversation_id: ConversationId) -> bool:
        """Be at a conversation of the wall; whether it is on the screen, and this is on it."""
        return self._wall is not None and self._wall.go_to(conversation_id)

    def go_back(self) -> bool:
        """One step out; whether the wall was there."""
        if self._wall is None:
            return False
        if not self._wall.go_back():
            self.close()
        return True

    def close(self, *, back: bool = True) -> None:
        """Show the panes again; unless somebody goes elsewhere now, with what was open there."""
        wall, self._wall = self._wall, None
        came_from, self._came_from = self._came_from, None
        if wall is None or came_from is None:
            return
        wall.leave()
        wall.remove()
        self._panes.display = True
        if back:
            came_from.go_back(self._screen)

    def hold(self, *, held: bool) -> None:
        """Let what comes move nothing on the wall, be it opened now or later."""
        self._held = held
        if self._wall is not None:
            self._wall.hold(held=held)
