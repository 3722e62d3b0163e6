"""The cases of one part of the queue, drawn line by line from ids."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.color import TRANSPARENT
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.sync.triage import Triage
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.drawing.line import centred, line
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.host import app_of
from safespot_tui.tui.inbox.drawing import ink
from safespot_tui.tui.screen import repaint
from safespot_tui.tui.triage.drawing import LINES, Look, draw
from safespot_tui.tui.triage.row import read_row

_ROLES = (
    "ground",
    "ground-here",
    "ground-open",
    "bar",
    "bar-quiet",
    "mark",
    "none",
    "fresh",
    "soon",
    "late",
    "title",
    "flags",
    "notes",
    "own",
    "other",
    "company",
    "words",
)
_GROUNDS = frozenset({"ground", "ground-here", "ground-open"})
_SECONDS_PER_MINUTE = 60
_NEAR_THE_END = 10
"""Rows below the choice at which more are wanted."""


class QueueList(ScrollView, can_focus=True):
    """Two lines a case; only what is on screen is drawn, and only where it changed.

    The choice, and what is selected with it, are conversations, not places: they stay on them when
    the order changes. Where the chosen one goes, what takes its place is chosen.
    """

    DEFAULT_CSS = """
    QueueList {
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $border;
        scrollbar-gutter: auto;
        overflow-x: hidden;
        & > .queue--ground { background: $surface; color: $foreground; }
        & > .queue--ground-here { background: $primary 16%; color: $foreground; }
        & > .queue--ground-open { background: $panel; color: $foreground; }
        & > .queue--bar { color: $primary; }
        & > .queue--bar-quiet { color: $secondary; }
        & > .queue--mark { color: $primary; text-style: bold; }
        & > .queue--none { color: $foreground 45%; }
        & > .queue--fresh { color: $success; }
        & > .queue--soon { color: $warning; text-style: bold; }
        & > .queue--late { color: $error; text-style: bold; }
        & > .queue--title { color: $foreground; text-style: bold; }
        & > .queue--flags { color: $error; }
        & > .queue--notes { color: $warning; }
        & > .queue--own { color: $primary; text-style: bold; }
        & > .queue--other { color: $secondary; }
        & > .queue--company { color: $success; text-style: italic; }
        & > .queue--words { color: $foreground 65%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"queue--{role}" for role in _ROLES}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter,right", "open", show=False),
        Binding("space", "mark", show=False),
        Binding("shift+up,K", "mark_on(-1)", show=False),
        Binding("shift+down,J", "mark_on(1)", show=False),
        Binding("asterisk", "mark_all", show=False),
    ]

    class Opened(Message):
        """The user wants to answer."""

    class MoreWanted(Message):
        """The end of what is listed comes near."""

    class Marked(Message):
        """Other cases are selected than before."""

    def __init__(
        self, store: Store, triage: Triage, clock: Clock, beat: Beat, target: timedelta
    ) -> None:
        """`target` is the time in which an answer is wanted."""
        super().__init__()
        self._store = store
        self._triage = triage
        self._clock = clock
        self._beat = beat
        self._target = target
        self._part = QueuePart.OPEN
        self._ids: Sequence[ConversationId] = ()
        self._index: dict[ConversationId, int] = {}
        self._selected: ConversationId | None = None
        self._open: ConversationId | None = None
        self._marked: set[ConversationId] = set()
        self._strips: dict[ConversationId, Sequence[Strip]] = {}
        self._read_under: dict[ConversationId, frozenset[keys.Key]] = {}
        self._styles: Mapping[str, Style] = {}
        self._behind = TRANSPARENT
        self._drawn_for: tuple[int, str, object] = (0, "", None)
        self._held = False
        self._unwatch: Sequence[Callable[[], None]] = ()

    def on_mount(self) -> None:
        """Show what waits, and follow it."""
        self._take_ids()
        self._unwatch = (
            self._beat.watch_all(self._on_batch),
            self._triage.watch(self._on_changed),
        )
        self.set_interval(_SECONDS_PER_MINUTE, self.tick, name="minute")

    def on_unmount(self) -> None:
        """Stop following."""
        for unwatch in self._unwatch:
            unwatch()

    # ---------------------------------------------------------------------------- what is shown

    @property
    def ids(self) -> Sequence[ConversationId]:
        """The conversations listed, in order."""
        return self._ids

    @property
    def part(self) -> QueuePart:
        """The part of the queue that is shown."""
        return self._part

    @property
    def selected(self) -> ConversationId | None:
        """The conversation that the keyboard is on."""
        return self._selected

    @property
    def chosen(self) -> Sequence[ConversationId]:
        """What is to be done something with: what is marked, else what the keyboard is on."""
        if self._marked:
            return [each for each in self._ids if each in self._marked]
        return () if self._selected is None else (self._selected,)

    @property
    def marked(self) -> int:
        """How many are selected together."""
        return len(self._marked)

    def show_part(self, part: QueuePart) -> None:
        """Show another part of the queue."""
        self._part = part
        self._strips.clear()
        self._selected = None
        self.clear_marks()
        self._take_ids(anew=True)
        self.scroll_to(y=0, animate=False)
        self.refresh()

    def show_open(self, conversation_id: ConversationId | None) -> None:
        """Mark what is open beside the queue."""
        self._redraw(self._open)
        self._open = conversation_id
        self._redraw(conversation_id)
        if conversation_id in self._index:
            self.select(conversation_id)

    def select(self, conversation_id: ConversationId | None) -> None:
        """Put the keyboard's choice on a conversation."""
        self._redraw(self._selected)
        self._selected = conversation_id
        self._redraw(conversation_id)
        self._scroll_to_selected()
        index = self._index.get(conversation_id, 0) if conversation_id is not None else 0
        if index >= len(self._ids) - _NEAR_THE_END:
            self.post_message(self.MoreWanted())

    def clear_marks(self) -> None:
        """Select nothing but what the keyboard is on."""
        marked, self._marked = self._marked, set()
        for conversation_id in marked:
            self._redraw(conversation_id)
        if marked:
            self.post_message(self.Marked())

    def hold(self, *, held: bool) -> None:
        """Keep what is listed, and its order, whatever comes; or list it as it is again."""
        self._held = held
        self._take_ids()

    # ---------------------------------------------------------------------------- following

    def tick(self) -> None:
        """A minute has passed: everything has waited longer."""
        self._strips.clear()
        self.refresh()

    def _on_changed(self, changed: Collection[ConversationId]) -> None:
        for conversation_id in changed:
            self._redraw(conversation_id)
        self._take_ids()

    def _on_batch(self, batch: Batch) -> None:
        for conversation_id, read_under in list(self._read_under.items()):
            if not batch.keys.isdisjoint(read_under):
                self._redraw(conversation_id)

    def _take_ids(self, *, anew: bool = False) -> None:
        if self._held and not anew:
            return
        ids = self._triage.queue.ids(self._part)
        if ids is self._ids or ids == self._ids:
            return
        before, at = self._ids, self._index.get(self._selected, 0) if self._selected else 0
        for conversation_id in self._index.keys() - set(ids):
            self._strips.pop(conversation_id, None)
            self._read_under.pop(conversation_id, None)
            self._marked.discard(conversation_id)
        grown = len(ids) != len(self._ids)
        self._ids = ids
        self._index = {conversation_id: index for index, conversation_id in enumerate(ids)}
        if self._selected not in self._index:
            below = (each for each in before[at:] if each in self._index)
            end = (ids[-1] if before else ids[0]) if ids else None
            self._selected = next(below, end)
            self._redraw(self._selected)
        if grown:
            self.virtual_size = Size(0, len(ids) * LINES)
        self._scroll_to_selected()
        self.refresh()

    # ---------------------------------------------------------------------------- drawing

    def _redraw(self, conversation_id: ConversationId | None) -> None:
        if conversation_id is None or self._strips.pop(conversation_id, None) is None:
            return
        index = self._index.get(conversation_id)
        if index is not None:
            width, height = self.outer_size
            width -= self.scrollbar_size_vertical
            place = Region(0, index * LINES - self.scroll_offset.y, width, LINES)
            if place := place.intersection(Region(0, 0, width, height)):
                repaint(self, place)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of what is on screen: there is no border or padding to be drawn around them."""
        self._note_appearance(self.outer_size.width)
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, self._behind) for strip in strips]
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of what is on screen."""
        width = self.outer_size.width
        index, which = divmod(self.scroll_offset.y + y, LINES)
        if index < len(self._ids):
            return self._row(self._ids[index], width)[which]
        if not self._ids and y == 1:
            style = self._styles["ground"] + self._styles["words"]
            return line([(centred(fit(self._empty_words(), width), width), style)], width, style)
        return line((), width, self._styles["ground"])

    def _row(self, conversation_id: ConversationId, width: int) -> Sequence[Strip]:
        strips = self._strips.get(conversation_id)
        if strips is not None:
            return strips
        case = self._triage.queue.case(conversation_id)
        if case is None:
            return (line((), width, self._styles["ground"]),) * LINES
        row = read_row(self._store, self._triage, case, self._part, self._clock, self._target)
        look = Look(
            here=conversation_id == self._selected,
            focused=self.has_focus,
            open=conversation_id == self._open,
            marked=conversation_id in self._marked,
        )
        self._read_under[conversation_id] = row.read_under
        strips = self._strips[conversation_id] = draw(row, width, look, self._styles)
        return strips

    def _empty_words(self) -> str:
        return {
            QueuePart.OPEN: _("Nothing waits for an answer"),
            QueuePart.MINE: _("You have claimed nothing"),
            QueuePart.SNOOZED: _("Nothing is put away"),
            QueuePart.DONE: _("Nothing is done yet"),
        }[self._part]

    def _note_appearance(self, width: int) -> None:
        now = width, app_of(self).theme, self._clock.today
        if now != self._drawn_for:
            self._drawn_for = now
            self._strips.clear()
            self._styles = {role: self._style(role) for role in _ROLES}
            self._behind = self.background_colors[1]

    def _style(self, role: str) -> Style:
        style = self.get_component_rich_style(f"queue--{role}")
        return style if role in _GROUNDS else ink(style)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No rule is about who has the keyboard here: nothing is styled anew, as it would be."""

    def on_focus(self) -> None:
        """The chosen row stands out while the keyboard is here."""
        self._redraw(self._selected)

    def on_blur(self) -> None:
        """It stands back."""
        self._redraw(self._selected)

    # ---------------------------------------------------------------------------- moving

    def action_move(self, step: int) -> None:
        """Choose another row."""
        if self._ids:
            index = self._index.get(self._selected, 0) if self._selected else 0
            self.select(self._ids[max(0, min(len(self._ids) - 1, index + step))])

    def action_page(self, direction: int) -> None:
        """Choose a row one screen away."""
        self.action_move(direction * max(1, self.size.height // LINES - 1))

    def action_edge(self, direction: int) -> None:
        """Choose the first or the last row."""
        self.action_move(direction * len(self._ids))

    def action_open(self) -> None:
        """Open the chosen case."""
        if self._selected is not None:
            self.post_message(self.Opened())

    def action_mark(self) -> None:
        """Select the row with others, or let it go, and go on to the next."""
        if self._selected is not None:
            self._marked ^= {self._selected}
            self._redraw(self._selected)
            self.post_message(self.Marked())
            self.action_move(1)

    def action_mark_on(self, step: int) -> None:
        """Select the row and the one beside it."""
        self._mark(filter(None, (self._selected,)))
        self.action_move(step)
        self._mark(filter(None, (self._selected,)))

    def action_mark_all(self) -> None:
        """Select everything listed, or, where everything is, nothing."""
        if self._marked == set(self._ids):
            self.clear_marks()
        else:
            self._mark(self._ids)

    def _mark(self, ids: Iterable[ConversationId]) -> None:
        for conversation_id in ids:
            self._marked.add(conversation_id)
            self._redraw(conversation_id)
        self.post_message(self.Marked())

    def on_click(self, event: events.Click) -> None:
        """Open the case under the mouse."""
        index = (self.scroll_offset.y + event.y) // LINES
        if index < len(self._ids):
            self.select(self._ids[index])
            self.action_open()

    def _scroll_to_selected(self) -> None:
        index = self._index.get(self._selected) if self._selected else None
        if index is None or not self.size.height:
            return
        top = self.scroll_offset.y
        if not (top <= index * LINES and (index + 1) * LINES <= top + self.size.height):
            place = Region(0, index * LINES, self.size.width, LINES)
            self.scroll_to_region(place, animate=False)
