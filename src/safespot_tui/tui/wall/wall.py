"""The wall: tiles that are conversations, one of which the user is at."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widget import Widget

from safespot_tui.actions.action import Place
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.conversation.timeline import TimelineView
from safespot_tui.tui.conversation.window import Place as Spot
from safespot_tui.tui.wall.tile import NUMBERS, Tile, TileHeader
from safespot_tui.tui.wall.tiling import Direction, Tiling, tiling

LEAST_HEIGHT_OF_HINT = 18
"""Lines of a wall that has one to spare for its keys."""


class Wall(Widget):
    """Shows as many tiles as there is room for, or one alone.

    ::

        watching ──Enter, or what is typed──▶ writing in the tile one is at
            ▲  ◀──────────Escape──────────────────┘
            │
            └─ 0 ─▶ one tile alone ─ 0, Escape ─▶ all

    What is read: only the tile that the user is at, and only while its end is on the screen and
    nothing is held. The others stay unread, and say so.
    """

    DEFAULT_CSS = """
    Wall { layout: vertical; height: 1fr; width: 1fr; }
    Wall > Banner { background: $background; color: $foreground 65%; padding: 0 1; }
    Wall > Grid { height: 1fr; grid-gutter: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step(1)", show=False),
        Binding("shift+tab", "step(-1)", show=False),
        *(Binding(number, f"go({number})", show=False) for number in NUMBERS),
        *(Binding(key, f"beside('{key}')", show=False) for key in ("left", "right", "up", "down")),
        Binding("enter", "write", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("end", "newest", show=False),
    ]

    def __init__(
        self,
        messenger: Messenger,
        make: Callable[[], Tile],
        opened: Callable[[ConversationId], None],
    ) -> None:
        """`make` makes a tile; `opened` is called with what the user begins to look at."""
        super().__init__()
        self._messenger = messenger
        self._make = make
        self._opened = opened
        self._tiles: dict[ConversationId, Tile] = {}
        self._at: ConversationId | None = None
        self._alone = False
        self._held = False
        self._held_at: dict[ConversationId, Spot | None] = {}
        self._tiling = Tiling(1, 1, 1)
        self._page: Sequence[ConversationId] = ()
        """What is shown: as many as there is room for, the tile that one is at among them."""
        self._told: tuple[ConversationId | None, bool, Sequence[ConversationId]] | None = None
        self._hint = Banner()
        self._grid = Grid()

    def compose(self) -> ComposeResult:
        """The keys over the tiles."""
        yield self._hint
        yield self._grid

    def on_mount(self) -> None:
        """What was hung before there was a screen."""
        self._grid.mount(*self._tiles.values())
        self._arrange()
        self.go_to(self._at)

    # ---------------------------------------------------------------------------- what is on it

    @property
    def tiles(self) -> Sequence[Tile]:
        """All, in their order, also those that there is no room for."""
        return list(self._tiles.values())

    @property
    def tile(self) -> Tile | None:
        """The one that the user is at."""
        return self._tiles.get(self._at) if self._at is not None else None

    def hang(self, wall: Sequence[ConversationId]) -> None:
        """Have these on it; what is there already stays as it is being read."""
        order = list(self._tiles)
        gone = [self._tiles.pop(each) for each in order if each not in wall]
        new: list[Tile] = []
        for conversation_id in wall:
            if conversation_id not in self._tiles:
                tile = self._tiles[conversation_id] = self._make()
                tile.timeline.hold(held=self._held)
                tile.show(conversation_id)
                new.append(tile)
        for tile in gone:
            tile.show(None)
        if self._at not in self._tiles:
            left = [each for each in order[: _index(order, self._at)] if each in self._tiles]
            self._at = left[-1] if left else next(iter(self._tiles), None)
        if not self.is_mounted:
            return
        if self._grid.is_attached:
            self._grid.mount(*new)
        for tile in gone:
            tile.remove()
        self._arrange()
        if gone:
            self.go_to(self._at)
        self._look()

    def leave(self) -> None:
        """Nothing of it is looked at any more; what was being written is kept."""
        for tile in self._tiles.values():
            tile.show(None)
        self._messenger.show(None)

    def hold(self, *, held: bool) -> None:
        """Let what comes move nothing, or go on where each tile was held."""
        self._held = held
        for conversation_id, tile in self._tiles.items():
            tile.timeline.hold(held=held)
            if held:
                self._held_at[conversation_id] = tile.place
            else:
                tile.go_to(self._held_at.get(conversation_id))
        if not held:
            self._held_at.clear()
        self._look()

    # ---------------------------------------------------------------------------- moving about

    def go_to(self, conversation_id: ConversationId | None) -> bool:
        """Be at a tile, and watch; whether there is such a tile."""
        tile = self._tiles.get(conversation_id) if conversation_id is not None else None
        if tile is None:
            return False
        self._be_at(conversation_id)
        tile.header.focus()
        return True

    def go_back(self) -> bool:
        """One step out, of writing or of one tile alone; whether there was one."""
        tile = self.tile
        if tile is not None and not tile.header.has_focus:
            tile.header.focus()
        elif self._alone:
            self.zoom()
        else:
            return False
        return True

    def zoom(self) -> None:
        """Show the tile that one is at alone, or all again."""
        self._alone = not self._alone
        self._arrange()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Most keys count only while one watches: they move the cursor, or are text."""
        if action in {"go", "beside", "write", "page", "newest"}:
            return self.is_watching
        return super().check_action(action, parameters)

    @property
    def is_watching(self) -> bool:
        """Whether nothing is being written or selected: the keyboard is on a title."""
        return self.tile is not None and self.tile.header.has_focus

    def action_step(self, step: int) -> None:
        """To the next tile, or the one before, round and round."""
        ids = list(self._tiles)
        if ids:
            self.go_to(ids[(_index(ids, self._at) + step) % len(ids)])

    def action_go(self, number: int) -> None:
        """To the tile of a number."""
        ids = list(self._tiles)
        if number <= len(ids):
            self.go_to(ids[number - 1])

    def action_beside(self, direction: Direction) -> None:
        """To the tile that is next to this one."""
        if self._page:
            index = self._tiling.beside(_index(self._page, self._at), direction)
            self.go_to(self._page[min(index, len(self._page) - 1)])

    def action_write(self) -> None:
        """Answer in the tile that one is at."""
        if self.tile is not None:
            self.tile.focus_composer()

    def action_page(self, direction: int) -> None:
        """Scroll the tile that one is at."""
        if self.tile is not None:
            self.tile.timeline.action_page(direction)

    def action_newest(self) -> None:
        """To the end of the tile that one is at."""
        if self.tile is not None:
            self.tile.scroll_to_newest()

    def on_tile_header_typed(self, event: TileHeader.Typed) -> None:
        """Somebody who watches begins to write."""
        event.stop()
        tile = self.tile
        if tile is not None:
            tile.focus_composer()
            if event.pasted:
                tile.composer.post_message(events.Paste(event.text))
            else:
                tile.composer.write(event.text)

    # ---------------------------------------------------------------------------- being read

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whatever has the keyboard, by key or by mouse: its tile is the one."""
        for conversation_id, tile in self._tiles.items():
            if tile in event.widget.ancestors_with_self:
                self._be_at(conversation_id)

    def on_timeline_view_following_changed(self, event: TimelineView.FollowingChanged) -> None:
        """The end of a tile came onto the screen, or left it."""
        event.stop()
        self._look()

    def _be_at(self, conversation_id: ConversationId | None) -> None:
        self._at = conversation_id
        for each, tile in self._tiles.items():
            tile.header.set_class(each == conversation_id, "-current")
        if conversation_id not in self._page:
            self._arrange()
        if conversation_id is not None and (tile := self._tiles[conversation_id]).is_mounted:
            if self._told is None or self._told[0] != conversation_id:
                if not self._held:
                    tile.draw_unread_line()
                self._opened(conversation_id)
            self._look()

    def _look(self) -> None:
        """Tell the engine what is on the screen, and what of it is read by that."""
        tile = self.tile
        keep_unread = tile is None or self._held or not tile.timeline.following
        told = (self._at, keep_unread, tuple(self._tiles))
        if told != self._told:
            self._told = told
            self._messenger.show(self._at, keep_unread=keep_unread, beside=told[2])

    # ---------------------------------------------------------------------------- arranging

    def on_resize(self) -> None:
        """More or less room."""
        self._arrange()

    def _arrange(self) -> None:
        if not self._tiles or not self.size.height:
            return
        hint = self.size.height >= LEAST_HEIGHT_OF_HINT
        count = 1 if self._alone else len(self._tiles)
        self._tiling = tiling(count, self.size.width, self.size.height - hint)
        most, ids = self._tiling.count, list(self._tiles)
        begin = _index(ids, self._at) // most * most
        self._page = ids[begin : begin + most]
        grid = self._grid.styles
        grid.grid_size_columns, grid.grid_size_rows = self._tiling.columns, self._tiling.rows
        for number, (conversation_id, tile) in enumerate(self._tiles.items(), 1):
            tile.display = conversation_id in self._page
            tile.header.number(number)
            ends = number == begin + most
            tile.styles.column_span = self._tiling.last_span if ends else 1
        self._hint.say(self._hint_words(len(self._page)) if hint else "")

    def _hint_words(self, shown: int) -> str:
        count = len(self._tiles)
        begin = _("Wall: {n} of {count}").format(n=shown, count=count)
        if shown == count:
            begin = _("Wall")
        return _(
            "{wall} · Tab 1–6 go · Enter write · {open} open · {zoom} alone · "
            "{add} {off} more, less · Esc"
        ).format(
            wall=begin,
            open=first_key(ACTIONS["app.next_pane"]),
            zoom=first_key(ACTIONS["app.zoom"], at=Place.WALL),
            add=first_key(ACTIONS["wall.add"], at=Place.WALL),
            off=first_key(ACTIONS["wall.toggle"], at=Place.WALL),
        )


def _index(ids: Sequence[ConversationId], of: ConversationId | None) -> int:
    return ids.index(of) if of is not None and of in ids else 0
