"""Rows to choose from, each about a conversation, drawn line by line from ids."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.color import TRANSPARENT
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.domain.ids import ConversationId
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.drawing.line import centred, ink, line
from safespot_tui.tui.drawing.look import Look
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.host import app_of
from safespot_tui.tui.screen import repaint

LINES = 2
"""Lines a row takes, unless it is drawn compact."""

_ROLES = ("ground", "ground-selected", "ground-open", "bar", "bar-quiet", "empty")
_GROUNDS = frozenset({"ground", "ground-selected", "ground-open"})
_SECONDS_PER_MINUTE = 60

Drawn = tuple[Sequence[Strip], frozenset[keys.Key]]
"""The lines of a row, and the keys of all that it says."""


def component_classes(roles: Sequence[str]) -> set[str]:
    """What `COMPONENT_CLASSES` has to have for these roles."""
    return {f"row--{role}" for role in roles}


class ConversationRows(ScrollView, can_focus=True):
    """Only what is on screen is drawn, once, and drawn again only where it changed.

    The choice is a conversation, not a place: it stays on it when the order changes. Where the
    chosen one goes, what takes its place is chosen.

    Which conversations are listed, and what a row says, is said by who inherits from this.
    """

    DEFAULT_CSS = """
    ConversationRows {
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $border;
        scrollbar-gutter: auto;
        overflow-x: hidden;
        & > .row--ground { background: $surface; color: $foreground; }
        & > .row--ground-selected { background: $primary 16%; color: $foreground; }
        & > .row--ground-open { background: $panel; color: $foreground; }
        & > .row--bar { color: $primary; }
        & > .row--bar-quiet { color: $secondary; }
        & > .row--empty { color: $foreground 45%; text-style: italic; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(_ROLES)
    ROLES: ClassVar[Sequence[str]] = ()
    """What else there is in a row that has a look of its own."""
    GROUNDS: ClassVar[frozenset[str]] = frozenset()
    """Those of them that have a ground of their own; the others take that of their row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter,right", "open", show=False),
    ]

    class Opened(Message):
        """Enter, or a click, on a row."""

        def __init__(self, conversation_id: ConversationId) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    def __init__(self, clock: Clock, beat: Beat) -> None:
        super().__init__()
        self._clock = clock
        self._beat = beat
        self._ids: Sequence[ConversationId] = ()
        self._index: dict[ConversationId, int] = {}
        self._selected: ConversationId | None = None
        self._open: ConversationId | None = None
        self._strips: dict[ConversationId, Sequence[Strip]] = {}
        self._read_under: dict[ConversationId, frozenset[keys.Key]] = {}
        self._styles: Mapping[str, Style] = {}
        self._behind = TRANSPARENT
        self._drawn_for: tuple[int, str, object] = (0, "", None)
        self._held = False
        self._had_room = False
        self._unwatch: Callable[[], None] | None = None

    def on_mount(self) -> None:
        """Show what is known, and follow it."""
        self._take_ids()
        self._unwatch = self._beat.watch_all(self._on_batch)
        self.set_interval(_SECONDS_PER_MINUTE, self.tick, name="minute")

    def on_unmount(self) -> None:
        """Stop following."""
        if self._unwatch is not None:
            self._unwatch()

    def on_resize(self) -> None:
        """What was chosen before there was any room is brought onto the screen."""
        if not self._had_room:
            self._had_room = True
            self._scroll_to_selected()

    # ---------------------------------------------------------------------------- to be said

    def _wanted_ids(self, *, anew: bool) -> Sequence[ConversationId]:
        """What is to be listed now; `anew` where another part of it all was asked for."""
        raise NotImplementedError

    def _drawn(self, conversation_id: ConversationId, width: int, look: Look) -> Drawn | None:
        """A row, each line `width` cells; None of a conversation that is not known."""
        raise NotImplementedError

    def _empty_words(self) -> tuple[str, str]:
        """That there is nothing, and what to do about it; nothing is to be known of the latter."""
        raise NotImplementedError

    @property
    def _lines(self) -> int:
        """Lines a row takes."""
        return LINES

    # ---------------------------------------------------------------------------- what is shown

    @property
    def ids(self) -> Sequence[ConversationId]:
        """The conversations listed, in order."""
        return self._ids

    @property
    def visible_ids(self) -> Sequence[ConversationId]:
        """Those of them that are on the screen, be it in part."""
        top, height = self.scroll_offset.y, self.outer_size.height
        return self._ids[top // self._lines : -(-(top + height) // self._lines)]

    @property
    def selected(self) -> ConversationId | None:
        """The conversation that the keyboard is on."""
        return self._selected

    def show_open(self, conversation_id: ConversationId | None) -> None:
        """Mark the conversation that is open beside the list, and select it."""
        self._redraw(self._open)
        self._open = conversation_id
        self._take_ids()
        self._redraw(conversation_id)
        if conversation_id is not None:
            self.select(conversation_id)

    def hold(self, *, held: bool) -> None:
        """Keep what is listed, and its order, whatever comes; or list it as it is again."""
        self._held = held
        self._take_ids()

    def select(self, conversation_id: ConversationId) -> None:
        """Put the keyboard's choice on a conversation."""
        self._redraw(self._selected)
        self._selected = conversation_id
        self._redraw(conversation_id)
        self._scroll_to_selected()

    def beside(self, conversation_id: ConversationId | None, step: int) -> ConversationId | None:
        """The conversation `step` rows below (above, if negative) another, or the nearest end."""
        if not self._ids:
            return None
        index = self._index.get(conversation_id) if conversation_id is not None else None
        if index is None:
            return self._ids[0]
        return self._ids[max(0, min(len(self._ids) - 1, index + step))]

    # ---------------------------------------------------------------------------- following

    def tick(self) -> None:
        """A minute has passed: what depends on the time is read anew."""
        self._strips.clear()
        self._take_ids()
        self.refresh()

    def _on_batch(self, batch: Batch) -> None:
        for conversation_id, read_under in list(self._read_under.items()):
            if not batch.keys.isdisjoint(read_under):
                self._redraw(conversation_id)

    def _take_ids(self, *, anew: bool = False) -> None:
        """List what is wanted now. While held, only what is asked for `anew` is listed."""
        if self._held and not anew:
            return
        ids = self._wanted_ids(anew=anew)
        if ids is self._ids or ids == self._ids:
            return
        before, place = self._ids, self._index.get(self._selected, 0) if self._selected else 0
        was_visible = self._is_shown and self._is_visible(place)
        self._ids = ids
        gone, self._index = self._index.keys(), {each: at for at, each in enumerate(ids)}
        for conversation_id in gone - self._index.keys():
            self._forget(conversation_id)
        if self._selected not in self._index:
            below = () if anew else before[place:]
            end = ids[min(place, len(ids) - 1)] if ids else None
            self._selected = next((each for each in below if each in self._index), end)
            self._redraw(self._selected)
        if len(ids) != len(before):
            self.virtual_size = Size(0, len(ids) * self._lines)
        if was_visible:
            self._scroll_to_selected()
        if self._is_shown:
            self.refresh()

    def _forget(self, conversation_id: ConversationId) -> None:
        """It is not listed any more."""
        self._strips.pop(conversation_id, None)
        self._read_under.pop(conversation_id, None)

    # ---------------------------------------------------------------------------- drawing

    def _redraw(self, conversation_id: ConversationId | None) -> None:
        if conversation_id is None or self._strips.pop(conversation_id, None) is None:
            return
        index = self._index.get(conversation_id)
        if index is not None:
            # Without the scrollbar, which would be drawn anew.
            width, height = self.outer_size
            width -= self.scrollbar_size_vertical
            place = Region(0, index * self._lines - self.scroll_offset.y, width, self._lines)
            if place := place.intersection(Region(0, 0, width, height)):
                repaint(self, place)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of what is on screen: there is no border or padding to be drawn around them."""
        # Not `size`, which is the same here, but asks the compositor.
        self._note_appearance(self.outer_size.width)
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, self._behind) for strip in strips]
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of what is on screen."""
        width = self.outer_size.width
        index, which = divmod(self.scroll_offset.y + y, self._lines)
        if index < len(self._ids):
            return self._row(self._ids[index], width)[which]
        return self._blank(width) if self._ids else self._empty(y, width)

    def _row(self, conversation_id: ConversationId, width: int) -> Sequence[Strip]:
        strips = self._strips.get(conversation_id)
        if strips is None:
            look = Look(
                selected=conversation_id == self._selected,
                open=conversation_id == self._open,
                focused=self.has_focus,
            )
            drawn = self._drawn(conversation_id, width, look)
            if drawn is None:
                strips = (self._blank(width),) * self._lines
            else:
                strips, self._read_under[conversation_id] = drawn
            self._strips[conversation_id] = strips
        return strips

    def _blank(self, width: int) -> Strip:
        return line((), width, self._styles["ground"])

    def _empty(self, y: int, width: int) -> Strip:
        """What to say where there is nothing to list."""
        words = ("", *self._empty_words(), "")[min(y, 3)]
        style = self._styles["ground"] + self._styles["empty"]
        return line([(centred(fit(words, width), width), style)], width, style)

    def _note_appearance(self, width: int) -> None:
        """Forget what was drawn for another width, theme or day."""
        now = width, app_of(self).theme, self._clock.today
        if now != self._drawn_for:
            self._drawn_for = now
            self._strips.clear()
            self._styles = {role: self._style(role) for role in (*_ROLES, *self.ROLES)}
            self._behind = self.background_colors[1]

    def _style(self, role: str) -> Style:
        style = self.get_component_rich_style(f"row--{role}")
        return style if role in _GROUNDS or role in self.GROUNDS else ink(style)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No rule is about who has the keyboard here: nothing is styled anew, as it would be."""

    def on_focus(self) -> None:
        """The selected row stands out while the keyboard is here."""
        self._redraw(self._selected)

    def on_blur(self) -> None:
        """The selected row stands back."""
        self._redraw(self._selected)

    # ---------------------------------------------------------------------------- moving

    def action_move(self, step: int) -> None:
        """Select another row."""
        conversation_id = self.beside(self._selected, step)
        if conversation_id is not None:
            self.select(conversation_id)

    def action_page(self, direction: int) -> None:
        """Select a row one screen away."""
        self.action_move(direction * max(1, self.size.height // self._lines - 1))

    def action_edge(self, direction: int) -> None:
        """Select the first or the last row."""
        self.action_move(direction * len(self._ids))

    def action_open(self) -> None:
        """Open the selected conversation."""
        if self._selected is not None:
            self.post_message(self.Opened(self._selected))

    def on_click(self, event: events.Click) -> None:
        """Open the conversation under the mouse."""
        conversation_id = self._at(event.y)
        if conversation_id is not None:
            self.select(conversation_id)
            self.action_open()

    def _at(self, y: int) -> ConversationId | None:
        """What stands in a line of the screen."""
        index = (self.scroll_offset.y + y) // self._lines
        return self._ids[index] if index < len(self._ids) else None

    @property
    def _is_shown(self) -> bool:
        """Whether the list has its place on the screen: to ask for its size costs much if not."""
        return not isinstance(self.parent, Widget) or self.parent.display

    def _is_visible(self, index: int) -> bool:
        top = self.scroll_offset.y
        return top <= index * self._lines and (index + 1) * self._lines <= top + self.size.height

    def _scroll_to_selected(self) -> None:
        index = self._index.get(self._selected) if self._selected else None
        if index is None or not self.size.height or self._is_visible(index):
            return
        self.scroll_to_region(
            Region(0, index * self._lines, self.size.width, self._lines), animate=False
        )
