"""The rows of a conversation, drawn line by line.

What makes it fast, and must hold: only rows that are on the screen are measured or drawn; strips
are made once and handed out again, the same objects, for as long as their row looks the same;
`virtual_size` is never assigned through its reactive, which would lay out the whole screen;
`render_lines` neither computes nor changes anything, for every move of the mouse calls it.
"""

from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message as TextualMessage
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId, RowId, Timeline, is_gap
from safespot_tui.tui.conversation.draw import Drawing, draw
from safespot_tui.tui.conversation.palette import COMPONENTS, CSS, Palette, palette_of
from safespot_tui.tui.conversation.reading import Reading, local_today, row_key
from safespot_tui.tui.conversation.row import Row
from safespot_tui.tui.conversation.viewport import Viewport
from safespot_tui.tui.conversation.words import badge_words
from safespot_tui.tui.drawing.line import line

MAX_DRAWN = 400
"""Rows whose strips are kept; a painted line weighs about 5 KB."""

NEAR_THE_TOP = 10
"""Rows left above the screen when older messages are asked for."""

CONTEXT_LINES = 1
"""Lines of what has been read that stay visible above the unread line."""

SECONDS_PER_LOOK_AT_THE_CLOCK = 60.0


class _Drawn(Struct):
    """A row as last drawn, and when that was last known to be how it looks."""

    row: Row
    drawing: Drawing
    generation: int


class TimelineView(ScrollView, can_focus=True, inherit_bindings=False):
    """The rows of the conversation that is being read."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = (
        """
TimelineView {
    height: 1fr;
    background: $background;
    overflow-x: hidden;
    overflow-y: scroll;
    scrollbar-size-vertical: 1;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
}
"""
        + CSS
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select_previous", show=False),
        Binding("down,j", "select_next", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "oldest", show=False),
        Binding("end,ctrl+end", "newest", show=False),
        Binding("enter", "activate", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Selected(TextualMessage):
        """Another row is selected now, or none."""

    class Activated(TextualMessage):
        """Enter, or a double click, on a message."""

        def __init__(self, message_id: MessageId) -> None:
            super().__init__()
            self.message_id = message_id

    class OlderWanted(TextualMessage):
        """The beginning of what is loaded comes near."""

    class GapChosen(TextualMessage):
        """The user wants a gap filled."""

        def __init__(self, gap_id: GapId) -> None:
            super().__init__()
            self.gap_id = gap_id

    class QuoteMissing(TextualMessage):
        """A click on the quotation of a message that is not loaded."""

    class Left(TextualMessage):
        """The user is done with selecting."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._reading: Reading | None = None
        self._timeline: Timeline | None = None
        self._version = 0
        self._viewport = Viewport(self._measure)
        self._drawn: dict[RowId, _Drawn] = {}
        self._generation = 0
        self._palette: Palette | None = None
        self._filters: tuple[LineFilter, ...] = ()
        self._restyle = True
        self._width = 0
        self._lines: list[Strip] = []
        self._selected: int | None = None
        self._selected_key = ""
        self._placing_unread = False
        self._asked_before: MessageId | None = None
        self._seen_position = 0
        self._badge = ""

    # ---------------------------------------------------------------------------- what is shown

    def open(self, reading: Reading | None) -> None:
        """Show another conversation: at its unread line, or else at its end."""
        self._reading = reading
        self._timeline = reading.timeline if reading else None
        self._version = self._timeline.version if self._timeline else 0
        self._viewport = Viewport(self._measure, len(self._timeline.rows) if self._timeline else 0)
        self._drawn.clear()
        self._selected = None
        self._asked_before = None
        self._placing_unread = reading is not None and reading.unread is not None
        self._seen_position = reading.unread.after if reading and reading.unread else 0
        self.update_rows()

    def update_rows(self) -> None:
        """Show what the store holds now; only lines that look otherwise are painted."""
        self._generation += 1
        self._settle()

    def try_again(self) -> None:
        """What could not be loaded may be asked for again."""
        self._asked_before = None
        if self._reading is not None:
            self._reading.gap_states.clear()

    @property
    def following(self) -> bool:
        """Whether the newest message is on the screen."""
        return self._viewport.following

    @property
    def badge(self) -> str:
        """What is said of messages below the screen; empty if there is nothing new."""
        return self._badge

    # ---------------------------------------------------------------------------- selection

    @property
    def selected_message_id(self) -> MessageId | None:
        """The message that actions are about: never a notice or a gap."""
        if self._selected is None or self._reading is None:
            return None
        self._follow_store()
        if self._selected is None:
            return None
        message = self._reading.message_at(self._selected)
        return None if message is None or message.type is MessageType.SYSTEM else message.id

    def select(self, index: int | None) -> None:
        """Select a row and bring it onto the screen, or select none."""
        self._follow_store()
        self._selected = index
        if index is not None and self._timeline is not None:
            self._selected_key = row_key(self._store, self._timeline.rows[index])
            self._placing_unread = False
            self._viewport.reveal(index)
        self.update_rows()
        self.post_message(self.Selected())

    def jump_to(self, message_id: MessageId) -> bool:
        """Select a message and bring it to the middle; whether it is loaded."""
        self._follow_store()
        index = self._index_of(message_id)
        if index is None:
            return False
        self._placing_unread = False
        self._viewport.put(index, self._viewport.height // 3)
        self._viewport.settle()
        self.select(index)
        return True

    def scroll_to_unread(self) -> bool:
        """Bring the unread line to the top; whether there is one."""
        self._follow_store()
        index = self._reading.first_unread() if self._reading else None
        if index is None:
            return False
        self._viewport.put(index, CONTEXT_LINES)
        self._settle()
        return True

    def scroll_to_newest(self) -> None:
        """Show the end, and follow it."""
        self._placing_unread = False
        self._viewport.scroll_to_end()
        self._settle()

    def action_select_previous(self) -> None:
        """Select the row above, or the last one that begins on the screen."""
        self._follow_store()
        if self._selected is not None:
            self.select(max(0, self._selected - 1))
        elif self._viewport.visible:
            self.select(self._viewport.visible[-1].row)

    def action_select_next(self) -> None:
        """Select the row below; from the last one, be done with selecting."""
        self._follow_store()
        if self._timeline is None or self._selected is None:
            self.action_select_previous()
        elif self._selected + 1 < len(self._timeline.rows):
            self.select(self._selected + 1)
        else:
            self.scroll_to_newest()
            self.action_leave()

    def action_leave(self) -> None:
        """Be done with selecting."""
        self.select(None)
        self.post_message(self.Left())

    def action_activate(self) -> None:
        """Load the selected gap, or say that the selected message was chosen."""
        if self._selected is None or self._timeline is None:
            return
        message_id = self.selected_message_id
        row = self._timeline.rows[self._selected]
        if is_gap(row):
            self.post_message(self.GapChosen(GapId(row)))
        elif message_id is not None:
            self.post_message(self.Activated(message_id))

    def action_page(self, direction: int) -> None:
        """A screen up or down, a line of it staying visible."""
        self._scrolled(direction * max(1, self._viewport.height - 1))

    def action_oldest(self) -> None:
        """Show the beginning of what is loaded."""
        if self._timeline is not None and self._timeline.rows:
            self._follow_store()
            self._placing_unread = False
            self._viewport.put(0, 0)
            self._settle()

    def action_newest(self) -> None:
        """Show the end."""
        self.scroll_to_newest()

    # ---------------------------------------------------------------------------- mouse

    def on_click(self, event: events.Click) -> None:
        """Select what is clicked; follow quotations, gaps and the badge."""
        event.stop()
        if self._badge and event.y == self._viewport.height - 1 and event.x >= self._badge_left:
            self.scroll_to_newest()
            return
        place = self._place_at(event.y)
        if place is None or self._timeline is None:
            return
        index, offset = place
        row = self._timeline.rows[index]
        drawing = self._drawing(index)
        if drawing.quote_line == offset and drawing.quote_id is not None:
            if not self.jump_to(drawing.quote_id):
                self.post_message(self.QuoteMissing())
            return
        self.select(index)
        if is_gap(row) or event.chain == 2:
            self.action_activate()

    def _place_at(self, y: int) -> tuple[int, int] | None:
        """The row at a line of the screen, and which of its lines that is."""
        begin = self._viewport.blank
        for part in self._viewport.visible:
            end = begin + part.end - part.start
            if begin <= y < end:
                return part.row, y - begin + part.start
            begin = end
        return None

    # ---------------------------------------------------------------------------- Textual

    def on_mount(self) -> None:
        """Days end also when nothing happens."""
        self.set_interval(SECONDS_PER_LOOK_AT_THE_CLOCK, self._settle)

    def on_resize(self) -> None:
        """Reflow what is visible; the rest is measured when it is."""
        self.update_rows()

    def notify_style_update(self) -> None:
        """The theme may be another one."""
        super().notify_style_update()
        self._restyle = True
        if self.is_attached:
            self.call_next(self.update_rows)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel or the scrollbar moved. Our own moves do not come here."""
        if self.outer_size == Size(self._width, self._viewport.height):
            self._scrolled(round(new_value) - self._viewport.top)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that were settled upon, the very same strips every time."""
        lines = self._lines[crop.y : crop.bottom]
        if len(lines) < crop.height:
            blank = Strip.blank(self.outer_size.width, self.rich_style)
            lines += [blank] * (crop.height - len(lines))
        if crop.x == 0 and crop.width == self._width:
            return lines
        return [strip.crop(crop.x, crop.right) for strip in lines]

    # ---------------------------------------------------------------------------- settling

    def _scrolled(self, lines: int) -> None:
        self._follow_store()
        self._placing_unread = False
        if lines:
            self._viewport.scroll_by(lines)
        self._settle()

    def _settle(self) -> None:
        """Make the screen show the store at the place that is looked at."""
        width, height = self.outer_size
        if not width or not height:
            return
        self._take_style(width)
        self._follow_store()
        self._viewport.height = height
        reading = self._reading
        if reading is not None and reading.today != (today := local_today()):
            reading.today = today
            self._generation += 1
        if self._placing_unread:
            self._place_unread()
        self._viewport.settle()
        self._note_seen()
        self._paint(self._screen_lines(height))
        self._move_scrollbar()
        self._ask_for_older()
        self._forget_drawings()

    def _follow_store(self) -> None:
        """Do to the viewport what was done to the rows since the last time."""
        reading, timeline = self._reading, self._timeline
        if reading is None or timeline is None:
            return
        current = reading.timeline
        splices = current.splices_since(self._version) if current is timeline else None
        self._timeline, self._version = current, current.version
        if splices is None:
            self._start_over(current)
            return
        for splice in splices:
            inserted = len(splice.inserted)
            self._viewport.splice(splice.index, splice.removed, inserted)
            if self._selected is not None and self._selected >= splice.index:
                kept = min(splice.removed, self._selected - splice.index)
                past = self._selected >= splice.index + splice.removed
                self._selected += inserted - splice.removed if past else -kept
        if splices and self._selected is not None:
            self._find_selected_again(current)

    def _start_over(self, timeline: Timeline) -> None:
        """Too much happened to follow: begin anew, at the same message if it is still there."""
        following, visible = self._viewport.following, self._viewport.visible
        keys = self._screen_keys
        height = self._viewport.height
        self._viewport = Viewport(self._measure, len(timeline.rows))
        self._viewport.height = height
        if visible and not following:
            places = {row: index for index, row in enumerate(timeline.rows)}
            at = 0
            for key, part in zip(keys, visible, strict=True):
                if key in places:
                    self._viewport.put(places[key], at - part.start)
                    break
                at += part.end - part.start
        if self._selected is not None:
            self._selected = min(self._selected, len(timeline.rows) - 1)
            self._find_selected_again(timeline)

    def _find_selected_again(self, timeline: Timeline) -> None:
        """The selection is a message, not a place: it goes where its message went."""
        rows, selected = timeline.rows, self._selected
        if selected is not None and 0 <= selected < len(rows):
            if row_key(self._store, rows[selected]) == self._selected_key:
                return
            for index in range(len(rows) - 1, -1, -1):
                if row_key(self._store, rows[index]) == self._selected_key:
                    self._selected = index
                    return
        self._selected = None
        self.post_message(self.Selected())

    def _place_unread(self) -> None:
        """Begin reading at the unread line, until it is known for good where that is."""
        reading = self._reading
        first = reading.first_unread() if reading else None
        if reading is None or first is None:
            return
        self._viewport.put(first, CONTEXT_LINES)
        self._placing_unread = reading.timeline.has_older and first <= 1

    def _note_seen(self) -> None:
        reading, visible = self._reading, self._viewport.visible
        conversation = (
            self._store.conversation(reading.conversation_id) if reading is not None else None
        )
        self._badge = ""
        if reading is None or conversation is None:
            return
        if self._viewport.following:
            self._seen_position = conversation.head_position
        elif visible:
            message = reading.message_at(visible[-1].row)
            if message is not None:
                self._seen_position = max(self._seen_position, message.position)
            below = conversation.head_position - self._seen_position
            self._badge = badge_words(below) if below > 0 else ""

    def _screen_lines(self, height: int) -> list[Strip]:
        palette = self._palette
        if palette is None:
            return []
        lines = [line([], self._width, palette.text)] * self._viewport.blank
        for part in self._viewport.visible:
            lines += self._drawing(part.row).strips[part.start : part.end]
        if self._badge and lines:
            kept = lines[-1].crop(0, self._badge_left)
            badge = line([(f" {self._badge} ", palette.badge)], self._badge_width, palette.badge)
            end = line([], self._width - self._badge_left - self._badge_width, palette.text)
            lines[-1] = Strip.join([kept, badge, end])
        background = self.background_colors[1]
        for line_filter in self._filters:
            lines = [strip.apply_filter(line_filter, background) for strip in lines]
        return lines

    @property
    def _badge_width(self) -> int:
        return min(cell_len(self._badge) + 2, self._width)

    @property
    def _badge_left(self) -> int:
        return max(0, self._width - self._badge_width - 2)

    def _paint(self, lines: list[Strip]) -> None:
        """Have just those lines repainted that are not what they were."""
        before, self._lines = self._lines, lines
        rows = self._timeline.rows if self._timeline is not None else ()
        self._screen_keys = [rows[part.row] for part in self._viewport.visible]
        if len(before) != len(lines):
            self.refresh()
            return
        regions = [
            Region(0, y, self._width, 1)
            for y, (old, new) in enumerate(zip(before, lines, strict=True))
            if old is not new and old != new
        ]
        if regions:
            self.refresh(*regions)

    def _move_scrollbar(self) -> None:
        viewport = self._viewport
        size = Size(self._width, max(viewport.total, viewport.height))
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        self.set_reactive(Widget.scroll_y, float(viewport.top))
        self.set_reactive(Widget.scroll_target_y, float(viewport.top))
        self.vertical_scrollbar.position = viewport.top

    def _ask_for_older(self) -> None:
        timeline, visible = self._timeline, self._viewport.visible
        if timeline is None or not visible or visible[0].row > NEAR_THE_TOP:
            return
        oldest = timeline.oldest
        if timeline.has_older and oldest is not None and oldest != self._asked_before:
            self._asked_before = oldest
            self.post_message(self.OlderWanted())

    # ---------------------------------------------------------------------------- drawing

    def _take_style(self, width: int) -> None:
        if self._restyle or self._palette is None:
            self._restyle = False
            palette, filters = palette_of(self), tuple(self.get_line_filters())
            if (palette, filters) != (self._palette, self._filters):
                self._palette, self._filters = palette, filters
                self._drawn.clear()
        if width != self._width:
            self._width = width
            self._drawn.clear()

    def _measure(self, index: int) -> int:
        return len(self._drawing(index).strips)

    def _drawing(self, index: int) -> Drawing:
        """A row as it looks now; drawn only if it looks otherwise than before."""
        reading, timeline, palette = self._reading, self._timeline, self._palette
        if reading is None or timeline is None or palette is None:
            return Drawing(())
        row_id = timeline.rows[index]
        drawn = self._drawn.get(row_id)
        if drawn is not None and drawn.generation == self._generation:
            return drawn.drawing
        row = reading.row_at(index, selected=index == self._selected)
        if drawn is not None and drawn.row == row:
            drawn.generation = self._generation
            return drawn.drawing
        drawing = draw(row, self._width, palette)
        self._drawn.pop(row_id, None)
        self._drawn[row_id] = _Drawn(row, drawing, self._generation)
        return drawing

    def _forget_drawings(self) -> None:
        """Keep the strips of the rows that were drawn last, and of those on the screen."""
        excess = len(self._drawn) - MAX_DRAWN
        if excess > 0 and self._timeline is not None:
            shown = {self._timeline.rows[part.row] for part in self._viewport.visible}
            for row_id in [row for row in self._drawn if row not in shown][:excess]:
                del self._drawn[row_id]

    def _index_of(self, message_id: MessageId) -> int | None:
        timeline = self._timeline
        message: Message | None = self._store.message(message_id)
        if timeline is None or message is None:
            return None
        index = timeline.index_of(message)
        if index is not None:
            return index
        pending = list(timeline.pending)
        if message_id not in pending:
            return None
        return len(timeline.rows) - len(pending) + pending.index(message_id)
