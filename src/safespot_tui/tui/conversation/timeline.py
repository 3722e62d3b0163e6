"""The rows of a conversation, drawn line by line.

What makes it fast, and must hold: only rows that are on the screen are measured or drawn; strips
are made once and handed out again, the same objects, for as long as their row looks the same;
no line that comes has the screen laid out anew (`thumb`); `render_lines` neither computes nor
changes anything, for every move of the mouse calls it.
"""

import asyncio
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message as TextualMessage
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.domain.ids import MessageId
from safespot_tui.store.keys import Key
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId, is_gap
from safespot_tui.tui.conversation.drawings import Drawings, Style
from safespot_tui.tui.conversation.palette import COMPONENTS, CSS, palette_of
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.thumb import Thumb
from safespot_tui.tui.conversation.window import Place, Window
from safespot_tui.tui.screen import repaint

SECONDS_PER_LOOK_AT_THE_CLOCK = 60.0


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
        Binding("shift+up", "select_up_to(-1)", show=False),
        Binding("shift+down", "select_up_to(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "oldest", show=False),
        Binding("end,ctrl+end,G", "newest", show=False),
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

    class FollowingChanged(TextualMessage):
        """The newest message came onto the screen to stay there, or left it."""

    class GapChosen(TextualMessage):
        """The user wants a gap filled."""

        def __init__(self, gap_id: GapId) -> None:
            super().__init__()
            self.gap_id = gap_id

    class QuoteChosen(TextualMessage):
        """A click on the quotation of a message."""

        def __init__(self, message_id: MessageId) -> None:
            super().__init__()
            self.message_id = message_id

    class Left(TextualMessage):
        """The user is done with selecting."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._reading: Reading | None = None
        self._window: Window | None = None
        self._laid_out = asyncio.Event()
        self._drawings: Drawings | None = None
        self._restyle = True
        self._held = False
        self.compact = False
        """Few lines before much air; to be set before anything is shown."""
        self.begins_at_end = False
        """Whether one begins at the end, also if something is unread; as `compact`."""
        self.links = False
        """Whether the terminal is told where addresses lead; as `compact`."""
        self.reads_on = False
        """Whether one reads here with nothing selected: Esc is somebody else's then."""
        self._lines: list[Strip] = []
        self._settled = Size(0, 0)
        self._thumb = Thumb(self)
        self._told_selected: MessageId | None = None
        self._told_following = True

    # ---------------------------------------------------------------------------- what is shown

    def open(self, reading: Reading | None) -> None:
        """Show another conversation: at its unread line, or else at its end."""
        self._reading = reading
        self._window = None
        self._laid_out.clear()
        if self._drawings is not None:
            self._drawings.clear()
        self._settle()

    def update_rows(self, changed: Collection[Key] | None = None) -> None:
        """Show what the store holds now; only lines that look otherwise are painted.

        With the `changed` keys, only rows are looked at that these are about.
        """
        if self._drawings is not None:
            self._drawings.expire(changed)
        self._settle()

    def hold(self, *, held: bool) -> None:
        """Let what comes move nothing on the screen, or let it again; the user still can."""
        self._held = held
        if self._window is not None:
            self._window.hold(held=held)
            self._settle()

    def try_again(self) -> None:
        """What could not be loaded may be asked for again."""
        if self._window is not None:
            self._window.try_again()

    @property
    def following(self) -> bool:
        """Whether the newest message is on the screen."""
        return self._window is None or self._window.following

    @property
    def badge(self) -> str:
        """What is said of messages below the screen; empty if there is nothing new."""
        return self._window.badge if self._window else ""

    @property
    def lines(self) -> list[Strip]:
        """What is on the screen."""
        return self._lines

    # ---------------------------------------------------------------------------- moving

    @property
    def selected_message_id(self) -> MessageId | None:
        """The message that actions are about: never a notice or a gap."""
        return self._window.selected_message_id if self._window else None

    @property
    def selected_message_ids(self) -> Sequence[MessageId]:
        """All messages that are selected: those between the first one and the last."""
        return self._window.selected_message_ids if self._window else ()

    @property
    def selects(self) -> bool:
        """Whether a row is selected, be it a message, a notice or a gap."""
        return self._window is not None and self._window.selected_row is not None

    def select(self, index: int | None) -> None:
        """Select a row and bring it onto the screen, or select none."""
        if self._window is not None:
            self._window.select(index)
            self._settle()

    async def laid_out(self) -> None:
        """Come back once there is room: what has just come onto the screen has none yet."""
        await self._laid_out.wait()

    def jump_to(self, message_id: MessageId) -> bool:
        """Select a message and bring it to the middle; whether it is loaded."""
        index = self._window.scroll_to(message_id) if self._window else None
        if index is None:
            return False
        self._settle()
        self.select(index)
        return True

    def scroll_to_unread(self) -> bool:
        """Bring the unread line to the top; whether there is one."""
        there = self._window is not None and self._window.scroll_to_unread()
        self._settle()
        return there

    @property
    def place(self) -> Place | None:
        """Where one is reading; None at the end."""
        return self._window.place if self._window else None

    def go_to(self, place: Place | None) -> None:
        """Read on at a place; at the end, if there is none or it is not there any more."""
        if self._window is not None:
            self._window.go_to(place)
            self._settle()

    def scroll_to_newest(self) -> None:
        """Show the end, and follow it."""
        if self._window is not None:
            self._window.scroll_to_newest()
            self._settle()

    def action_select_previous(self) -> None:
        """Select the row above, or the last one on the screen."""
        if self._window is not None:
            self.select(self._window.next_selection(-1))

    def action_select_next(self) -> None:
        """Select the row below; from the last one, be done with selecting."""
        index = self._window.next_selection(1) if self._window else None
        if index is not None:
            self.select(index)
        else:
            self.scroll_to_newest()
            self.action_leave()

    def action_select_up_to(self, step: int) -> None:
        """Select one row more above or below, or one less on the other side."""
        index = self._window.next_selection(step) if self._window else None
        if self._window is not None and index is not None:
            self._window.select_up_to(index)
            self._settle()

    def action_leave(self) -> None:
        """Be done with selecting; who reads on does."""
        if self.reads_on and not self.selects:
            raise SkipAction
        self.select(None)
        if not self.reads_on:
            self.post_message(self.Left())

    def action_activate(self) -> None:
        """Load the selected gap, or say that the selected message was chosen; else write."""
        row = self._window.selected_row if self._window else None
        message_id = self.selected_message_id
        if row is not None and is_gap(row):
            self.post_message(self.GapChosen(GapId(row)))
        elif message_id is not None:
            self.post_message(self.Activated(message_id))
        elif self.reads_on and row is None:
            self.post_message(self.Left())

    def action_page(self, direction: int) -> None:
        """A screen up or down, a line of it staying visible."""
        if self._window is not None:
            self._window.scroll_by(direction * max(1, self._window.height - 1))
            self._settle()

    def action_oldest(self) -> None:
        """Show the beginning of what is loaded."""
        if self._window is not None:
            self._window.scroll_to_oldest()
            self._settle()

    def action_newest(self) -> None:
        """Show the end."""
        self.scroll_to_newest()

    def on_click(self, event: events.Click) -> None:
        """Select what is clicked; follow quotations, gaps and the badge."""
        event.stop()
        # Rows may have come or gone since the last frame: what is clicked is what is there now.
        self._settle()
        window = self._window
        if window is None:
            return
        place = window.place_at(event.y)
        if window.on_badge(event.x, event.y):
            self.scroll_to_newest()
        elif place is not None:
            if event.shift:
                window.select_up_to(place[0])
                self._settle()
            else:
                self._click_row(window, *place, double=event.chain == 2)

    def _click_row(self, window: Window, index: int, offset: int, *, double: bool) -> None:
        drawing = window.drawing(index)
        if drawing.quote_id is not None and drawing.quote_line == offset:
            self.post_message(self.QuoteChosen(drawing.quote_id))
            return
        self.select(index)
        row = window.selected_row
        if double or (row is not None and is_gap(row)):
            self.action_activate()

    # ---------------------------------------------------------------------------- Textual

    def on_mount(self) -> None:
        """Days end also when nothing happens."""
        self.set_interval(SECONDS_PER_LOOK_AT_THE_CLOCK, self._settle)

    def on_resize(self) -> None:
        """Reflow what is visible; the rest is measured when it is."""
        self.update_rows()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No rule is about who has the keyboard here: nothing is styled anew, as it would be."""

    def notify_style_update(self) -> None:
        """The theme may be another one."""
        super().notify_style_update()
        self._restyle = True
        if self.is_attached:
            self.call_next(self.update_rows)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel or the scrollbar moved. Our own moves do not come here.

        While a resize is under way Textual clamps the position to the new size; the place that is
        looked at is settled when the resize arrives.
        """
        if self._window is not None and self.outer_size == self._settled:
            self._window.scroll_by(round(new_value) - self._window.top)
            self._settle()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that were settled upon, the very same strips every time."""
        width = self.outer_size.width
        lines = self._lines[crop.y : crop.bottom]
        if len(lines) < crop.height:
            lines += [Strip.blank(width, self.rich_style)] * (crop.height - len(lines))
        if crop.x == 0 and crop.width == width:
            return lines
        return [strip.crop(crop.x, crop.right) for strip in lines]

    # ---------------------------------------------------------------------------- settling

    def _settle(self) -> None:
        """Make the screen show the store at the place that is looked at."""
        size = self.outer_size
        if not size.width or not size.height:
            return
        drawings = self._take_style(size.width)
        if self._window is None and self._reading is not None:
            self._window = Window(self._store, self._reading, drawings)
            if self.begins_at_end:
                self._window.scroll_to_newest()
            if self._held:
                self._window.hold(held=True)
            self._laid_out.set()
        window = self._window
        self._settled = size
        self._paint(window.settle(size.height) if window else [])
        # What is appended moves the thumb by hairs: not worth drawing it anew for every message.
        top, total = (window.top, window.total) if window else (0, 0)
        self._thumb.move(top, Size(size.width, total), size.height, coarse=self.following)
        if window is not None and window.older_wanted():
            self.post_message(self.OlderWanted())
        if self.following is not self._told_following:
            self._told_following = self.following
            self.post_message(self.FollowingChanged())
        if self.selected_message_id != self._told_selected:
            self._told_selected = self.selected_message_id
            self.post_message(self.Selected())

    def _take_style(self, width: int) -> Drawings:
        drawings = self._drawings
        if drawings is None or self._restyle or drawings.style.width != width:
            self._restyle = False
            palette = palette_of(self)
            filters = palette.needed(self.get_line_filters())
            style = Style(width, palette, filters, compact=self.compact, links=self.links)
            if drawings is None:
                drawings = self._drawings = Drawings(style)
            drawings.style = style
        return drawings

    def _paint(self, lines: list[Strip]) -> None:
        """Have just those lines repainted that are not what they were."""
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.refresh()
            return
        width = self._settled.width - self.scrollbar_size_vertical
        differ = [old is not new and old != new for old, new in zip(before, lines, strict=True)]
        regions: list[Region] = []
        y = 0
        for differs, same in groupby(differ):
            height = len(list(same))
            if differs:
                regions.append(Region(0, y, width, height))
            y += height
        if regions:
            repaint(self, *regions)
