"""The conversations of the inbox, drawn line by line from ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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

from safespot_tui.actions.filters import InboxFilter, Part, filtered
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.drawing.line import centred, line
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.host import app_of
from safespot_tui.tui.inbox.drawing import LINES, Look, blank, draw, ink
from safespot_tui.tui.inbox.item import Sends, read_item, sends_by_conversation
from safespot_tui.tui.screen import repaint

_ROLES = (
    "ground",
    "ground-selected",
    "ground-open",
    "bar",
    "bar-quiet",
    "marker-online",
    "marker-offline",
    "marker-group",
    "marker-report",
    "marker-icon",
    "title",
    "title-unread",
    "about",
    "time",
    "time-unread",
    "plain",
    "sender",
    "aside",
    "typing",
    "draft",
    "failed",
    "mark",
    "hit",
    "flag",
    "badge",
    "badge-muted",
    "badge-failed",
)
_GROUNDS = frozenset(
    {"ground", "ground-selected", "ground-open", "badge", "badge-muted", "badge-failed"}
)


RIGHT_BUTTON = 3

_DECIDES_ABOUT_FOLDERS = {"members", "users", "reports", "drafts", "outbox"}


class ConversationList(ScrollView, can_focus=True):
    """Two lines a conversation, one in `compact`; only what is on screen is drawn, and once.

    The selection is a conversation, not a place: it stays on it when the order changes.
    """

    DEFAULT_CSS = """
    ConversationList {
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $border;
        scrollbar-gutter: auto;
        overflow-x: hidden;
        & > .inbox--ground { background: $surface; color: $foreground; }
        & > .inbox--ground-selected { background: $primary 16%; color: $foreground; }
        & > .inbox--ground-open { background: $panel; color: $foreground; }
        & > .inbox--bar { color: $primary; }
        & > .inbox--bar-quiet { color: $secondary; }
        & > .inbox--marker-online { color: $success; }
        & > .inbox--marker-offline { color: $foreground 45%; }
        & > .inbox--marker-group { color: $secondary; }
        & > .inbox--marker-report { color: $warning; }
        & > .inbox--title { color: $foreground; }
        & > .inbox--title-unread { color: $foreground; text-style: bold; }
        & > .inbox--about { color: $foreground 65%; }
        & > .inbox--time { color: $foreground 45%; }
        & > .inbox--time-unread { color: $primary; }
        & > .inbox--plain { color: $foreground 65%; }
        & > .inbox--sender { color: $secondary; }
        & > .inbox--aside { color: $foreground 45%; text-style: italic; }
        & > .inbox--typing { color: $success; text-style: italic; }
        & > .inbox--draft { color: $warning; }
        & > .inbox--failed { color: $error; text-style: bold; }
        & > .inbox--mark { color: $foreground 45%; }
        & > .inbox--hit { color: $error; text-style: bold; }
        & > .inbox--flag { color: $foreground 45%; }
        & > .inbox--badge { background: $primary; color: $background; text-style: bold; }
        & > .inbox--badge-muted { background: $border; color: $foreground; }
        & > .inbox--badge-failed { background: $error; color: $background; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"inbox--{role}" for role in _ROLES}

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
        """The user wants to read a conversation."""

        def __init__(self, conversation_id: ConversationId) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    class Filled(Message):
        """There is something to choose from now, or nothing any more."""

    class MenuWanted(Message):
        """The user wants to do something with a conversation."""

        def __init__(self, conversation_id: ConversationId) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    def __init__(
        self,
        store: Store,
        clock: Clock,
        beat: Beat,
        hits_in: Callable[[ConversationId], tuple[str, ...]] = no_hits,
    ) -> None:
        """`hits_in` names the watch rules whose hits wait in a conversation."""
        super().__init__()
        self._hits_in = hits_in
        self._store = store
        self._clock = clock
        self._beat = beat
        self._filter: Part = InboxFilter.ALL
        self._ids: Sequence[ConversationId] = ()
        self._index: dict[ConversationId, int] = {}
        self._selected: ConversationId | None = None
        self._open: ConversationId | None = None
        self._sends: Mapping[ConversationId, Sends] = {}
        self._strips: dict[ConversationId, Sequence[Strip]] = {}
        self._read_under: dict[ConversationId, frozenset[keys.Key]] = {}
        self._styles: Mapping[str, Style] = {}
        self._behind = TRANSPARENT
        self._drawn_for: tuple[int, str, object] = (0, "", None)
        self._held = False
        self.compact = False
        """Whether a conversation takes one line. Set before it is mounted."""

    def on_mount(self) -> None:
        """Show what is known, and follow it."""
        self._sends = sends_by_conversation(self._store.outbox)
        self._take_ids()
        self.call_on_unmount = self._beat.watch_all(self._on_batch)
        self.set_interval(60, self._turn_page, name="day")

    def on_unmount(self) -> None:
        """Stop following."""
        self.call_on_unmount()

    # ---------------------------------------------------------------------------- what is shown

    @property
    def _lines(self) -> int:
        """Lines a conversation takes."""
        return 1 if self.compact else LINES

    @property
    def ids(self) -> Sequence[ConversationId]:
        """The conversations shown, in order."""
        return self._ids

    @property
    def selected(self) -> ConversationId | None:
        """The conversation that the keyboard is on."""
        return self._selected

    @property
    def filter(self) -> Part:
        """The part of the inbox that is shown."""
        return self._filter

    def show_filter(self, chosen: Part) -> None:
        """Show another part of the inbox."""
        self._filter = chosen
        self._take_ids(anew=True)
        self.scroll_to(y=0, animate=False)

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

    def _on_batch(self, batch: Batch) -> None:
        if keys.OUTBOX in batch.keys:
            self._take_sends()
        for conversation_id, read_under in list(self._read_under.items()):
            if not batch.keys.isdisjoint(read_under):
                self._redraw(conversation_id)
        if keys.INBOX in batch.keys or self._may_belong_elsewhere(batch):
            self._take_ids()

    def _may_belong_elsewhere(self, batch: Batch) -> bool:
        """Whether something that decides about belonging to the part shown may have changed."""
        match self._filter:
            case Folder():
                return any(
                    key[:2] == ("conversations", "detail") or key[0] in _DECIDES_ABOUT_FOLDERS
                    for key in batch.keys
                )
            case InboxFilter.UNREAD:
                return any(key[:2] == ("conversations", "detail") for key in batch.keys)
            case _:
                return False

    def _take_sends(self) -> None:
        before, self._sends = self._sends, sends_by_conversation(self._store.outbox)
        for conversation_id in before.keys() | self._sends.keys():
            if before.get(conversation_id) != self._sends.get(conversation_id):
                self._redraw(conversation_id)

    def _take_ids(self, *, anew: bool = False) -> None:
        """List what belongs to the part shown, and, unless `anew`, what is open and did.

        While held, only what is chosen `anew` is listed.
        """
        if self._held and not anew:
            return
        keep = self._open if self._open in self._index and not anew else None
        ids = filtered(self._store, self._filter, self._clock(), keep)
        if ids == self._ids:
            return
        gone = self._index.keys() - set(ids)
        for conversation_id in gone:
            self._strips.pop(conversation_id, None)
            self._read_under.pop(conversation_id, None)
        place = self._index.get(self._selected, 0) if self._selected else 0
        was_visible = self._is_shown and self._is_visible(place)
        grown = len(ids) != len(self._ids)
        if bool(ids) != bool(self._ids):
            self.post_message(self.Filled())
        self._ids = ids
        self._index = {conversation_id: index for index, conversation_id in enumerate(ids)}
        if self._selected not in self._index:
            self._selected = ids[min(place, len(ids) - 1)] if ids else None
            self._redraw(self._selected)
        if grown:
            self.virtual_size = Size(0, len(ids) * self._lines)
        if was_visible:
            self._scroll_to_selected()
        if self._is_shown:
            self.refresh()

    def _turn_page(self) -> None:
        """At midnight “14:32” becomes “yesterday”, and a mute may have ended at any minute."""
        self._strips.clear()
        self._take_ids()
        self.refresh()

    # ---------------------------------------------------------------------------- drawing

    def update_hits(self, conversation_ids: Iterable[ConversationId]) -> None:
        """Watch rules have hit something there, or it was looked at."""
        for conversation_id in conversation_ids:
            self._redraw(conversation_id)

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
        index, line = divmod(self.scroll_offset.y + y, self._lines)
        if index < len(self._ids):
            return self._item(self._ids[index], width)[line]
        return self._empty(y, width) if not self._ids else blank(width, self._styles)

    def _item(self, conversation_id: ConversationId, width: int) -> Sequence[Strip]:
        strips = self._strips.get(conversation_id)
        if strips is None:
            look = Look(
                selected=conversation_id == self._selected,
                open=conversation_id == self._open,
                focused=self.has_focus,
            )
            sends = self._sends.get(conversation_id, Sends())
            hits = self._hits_in(conversation_id)
            item = read_item(self._store, conversation_id, sends, self._clock, hits)
            if item is None:
                strips = (blank(width, self._styles),) * self._lines
            else:
                self._read_under[conversation_id] = item.read_under
                strips = draw(item, width, look, self._styles, compact=self.compact)
            self._strips[conversation_id] = strips
        return strips

    def _empty(self, y: int, width: int) -> Strip:
        """What to say where there is nothing to list."""
        words = ("", *self._empty_words(), "")[min(y, 3)]
        style = self._styles["ground"] + self._styles["aside"]
        return line([(centred(fit(words, width), width), style)], width, style)

    def _empty_words(self) -> tuple[str, str]:
        """That there is nothing, and what to do about it."""
        match self._filter:
            case InboxFilter.ALL if self._store.inbox(archived=True):
                key = first_key(ACTIONS["inbox.archived"])
                return _("Everything is in the archive"), key and _("{key} shows it").format(
                    key=key
                )
            case InboxFilter.ALL:
                key = first_key(ACTIONS["conversation.new"])
                return _("No conversations yet"), key and _("{key} begins one").format(key=key)
            case InboxFilter.UNREAD:
                return _("Everything is read"), ""
            case _:
                return _("Nothing here"), ""

    def _note_appearance(self, width: int) -> None:
        """Forget what was drawn for another width, theme or day."""
        now = width, app_of(self).theme, self._clock.today
        if now == self._drawn_for:
            return
        self._drawn_for = now
        self._strips.clear()
        self._styles = {role: self._style(role) for role in _ROLES}
        self._behind = self.background_colors[1]

    def _style(self, role: str) -> Style:
        """How a role looks; one without a ground of its own takes that of its row."""
        style = self.get_component_rich_style(f"inbox--{role}")
        return style if role in _GROUNDS else ink(style)

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
        """Open the conversation under the mouse; the right button asks what to do with it."""
        index = (self.scroll_offset.y + event.y) // self._lines
        if index < len(self._ids):
            self.select(self._ids[index])
            if event.button == RIGHT_BUTTON:
                self.post_message(self.MenuWanted(self._ids[index]))
            else:
                self.action_open()

    @property
    def _is_shown(self) -> bool:
        """Whether the inbox has its place on the screen: to ask for its size costs much if not."""
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
