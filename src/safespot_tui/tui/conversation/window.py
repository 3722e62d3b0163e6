"""The part of an opened conversation that is on the screen, and what is selected in it.

Follows the rows by what was spliced, so that a change costs the same among 100,000 rows. Knows
nothing of Textual but its strips.
"""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.strip import Strip

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import RowId
from safespot_tui.tui.conversation.draw import Drawing
from safespot_tui.tui.conversation.drawings import Drawings
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.viewport import Viewport
from safespot_tui.tui.conversation.words import badge_words
from safespot_tui.tui.drawing.line import line

NEAR_THE_TOP = 10
"""Rows left above the screen when older messages are wanted."""

CONTEXT_LINES = 1
"""Lines of what has been read that stay visible above the unread line."""

BADGE_MARGIN = 2
"""Cells between the badge and the right edge."""


class Place(Struct, frozen=True):
    """Where one is reading: a row that is on the screen, and the line that it begins on."""

    row: RowId
    line: int


class Window:
    """A view of one opening of one conversation."""

    def __init__(self, store: Store, reading: Reading, drawings: Drawings) -> None:
        self.reading = reading
        self.selected: int | None = None
        """The selected row."""
        self._range_from: int | None = None
        """The other end of the selected rows, if more than one are."""
        self.badge = ""
        """What is said of new messages below the screen; empty if there are none."""
        self._store = store
        self._drawings = drawings
        self._timeline = reading.timeline
        self._version = self._timeline.version
        self._viewport = Viewport(self._measure, len(self._timeline.rows))
        self._shown: list[RowId] = []
        self._selected_key = ""
        self._range_key = ""
        self._placing_unread = reading.unread is not None
        self._seen_position = reading.unread.after if reading.unread else 0
        self._wanted_before: MessageId | None = None

    # ---------------------------------------------------------------------------- reading

    @property
    def following(self) -> bool:
        """Whether the newest message is on the screen, and will be."""
        return self._viewport.following

    def hold(self, *, held: bool) -> None:
        """Stay at what is on the screen, whatever comes, or do so no more."""
        self.follow()
        self._viewport.held = held
        if held and self._viewport.visible:
            self._placing_unread = False
            first = self._viewport.visible[0]
            self._viewport.put(first.row, self._viewport.blank - first.start)

    @property
    def height(self) -> int:
        """Lines on the screen."""
        return self._viewport.height

    @property
    def top(self) -> int:
        """The line at the top of the screen, counted as far as known."""
        return self._viewport.top

    @property
    def total(self) -> int:
        """All lines, counted as far as known."""
        return max(self._viewport.total, self._viewport.height)

    @property
    def selected_row(self) -> RowId | None:
        """The id of the selected row, be it a message, a notice or a gap."""
        self.follow()
        return None if self.selected is None else self._timeline.rows[self.selected]

    @property
    def selected_message_id(self) -> MessageId | None:
        """The message that actions are about: never a notice or a gap."""
        self.follow()
        message = None if self.selected is None else self.reading.message_at(self.selected)
        return None if message is None or message.type is MessageType.SYSTEM else message.id

    @property
    def selected_message_ids(self) -> Sequence[MessageId]:
        """All selected messages, in order, without notices and gaps."""
        self.follow()
        messages = (self.reading.message_at(index) for index in self._selected_rows())
        return [m.id for m in messages if m is not None and m.type is not MessageType.SYSTEM]

    def _selected_rows(self) -> range:
        if self.selected is None:
            return range(0)
        ends = (self.selected, self.selected if self._range_from is None else self._range_from)
        return range(min(ends), max(ends) + 1)

    def place_at(self, y: int) -> tuple[int, int] | None:
        """The row at a line of the screen, and which of its lines that is."""
        begin = self._viewport.blank
        for part in self._viewport.visible:
            end = begin + part.end - part.start
            if begin <= y < end:
                return part.row, y - begin + part.start
            begin = end
        return None

    def on_badge(self, x: int, y: int) -> bool:
        """Whether the badge is at this cell."""
        return bool(self.badge) and y == self.height - 1 and x >= self._badge_left

    def drawing(self, index: int) -> Drawing:
        """A row as it looks now."""
        return self._drawings.drawing(self.reading, index, selected=index in self._selected_rows())

    def older_wanted(self) -> bool:
        """Whether older messages should be loaded; says so once for what is loaded."""
        visible, oldest = self._viewport.visible, self._timeline.oldest
        if not self._timeline.has_older or not visible or visible[0].row > NEAR_THE_TOP:
            return False
        asked, self._wanted_before = self._wanted_before == oldest, oldest
        return not asked

    # ---------------------------------------------------------------------------- moving

    def scroll_by(self, lines: int) -> None:
        """Down, or up if negative."""
        self._placing_unread = False
        self.follow()
        self._viewport.scroll_by(lines)

    def scroll_to_oldest(self) -> None:
        """To the beginning of what is loaded."""
        self._put(0, 0)

    def scroll_to_newest(self) -> None:
        """To the end, to stay there."""
        self._placing_unread = False
        self._viewport.scroll_to_end()

    @property
    def place(self) -> Place | None:
        """Where one is reading; None at the end."""
        self.follow()
        if self._viewport.following or not self._shown:
            return None
        return Place(self._shown[0], self._viewport.blank - self._viewport.visible[0].start)

    def go_to(self, place: Place | None) -> None:
        """Read on at a place; at the end, if there is none or it is not there any more."""
        self.follow()
        if place is None or place.row not in self._timeline.rows:
            self.scroll_to_newest()
        else:
            self._put(self._timeline.rows.index(place.row), place.line)

    def scroll_to_unread(self) -> bool:
        """The unread line to the top; whether there is one."""
        self.follow()
        index = self.reading.first_unread()
        if index is None:
            return False
        self._put(index, CONTEXT_LINES)
        return True

    def scroll_to(self, message_id: MessageId) -> int | None:
        """A message to the upper middle; its row, if it is loaded."""
        self.follow()
        index = self._index_of(message_id)
        if index is not None:
            self._put(index, self._viewport.height // 3)
        return index

    def select(self, index: int | None) -> None:
        """Select a row and bring it onto the screen, or select none."""
        self._range_from = None
        self._move_selection(index)

    def select_up_to(self, index: int) -> None:
        """Select all rows from the one that was selected first to this one."""
        if self.selected is not None and self._range_from is None:
            self._range_from, self._range_key = self.selected, self._selected_key
        self._move_selection(index)

    def _move_selection(self, index: int | None) -> None:
        self.selected = index
        self._drawings.expire()
        if index is not None:
            self._selected_key = self._key(index)
            self._placing_unread = False
            self._viewport.reveal(index)

    def next_selection(self, step: int) -> int | None:
        """The row to select after the selected one; None past the last.

        With nothing selected it is the last one on the screen.
        """
        self.follow()
        if self.selected is None:
            return self._viewport.visible[-1].row if self._viewport.visible else None
        index = max(0, self.selected + step)
        return index if index < len(self._timeline.rows) else None

    def try_again(self) -> None:
        """What could not be loaded may be wanted again."""
        self._wanted_before = None
        self.reading.gap_states.clear()

    def _put(self, index: int, at: int) -> None:
        self._placing_unread = False
        self.follow()
        if self._timeline.rows:
            self._viewport.put(index, at)

    # ---------------------------------------------------------------------------- settling

    def settle(self, height: int) -> list[Strip]:
        """The lines of the screen as the store is now, at the place that is looked at."""
        settled = self.follow() and height == self._viewport.height and not self._placing_unread
        today = self.reading.clock.today
        if self.reading.today != today:
            self.reading.today = today
            self._drawings.expire()
            settled = False
        if not settled:
            self._viewport.height = height
            if self._placing_unread:
                self._place_unread()
            self._look()
        self._note_seen()
        lines = [self._blank(self._drawings.style.width)] * self._viewport.blank
        for part in self._viewport.visible:
            lines += self.drawing(part.row).strips[part.start : part.end]
        if self.badge and lines:
            lines[-1] = self._with_badge(lines[-1])
        self._drawings.keep_few(set(self._shown))
        return lines

    def follow(self) -> bool:
        """Do to the viewport what was done to the rows since the last time; whether any was."""
        timeline = self.reading.timeline
        same = timeline is self._timeline
        if same and timeline.version == self._version:
            return False
        splices = timeline.splices_since(self._version) if same else None
        self._timeline, self._version = timeline, timeline.version
        if splices is None:
            self._start_over()
        else:
            for splice in splices:
                self._viewport.splice(splice.index, splice.removed, len(splice.inserted))
                self._shift_selection(splice.index, splice.removed, len(splice.inserted))
        self._find_selection()
        self._look()
        return True

    def _look(self) -> None:
        """Work out which rows are on the screen: what is visible must never be of other rows."""
        self._viewport.settle()
        self._shown = [self._timeline.rows[part.row] for part in self._viewport.visible]

    def _start_over(self) -> None:
        """Too much happened to follow: begin anew, at the same message if it is still there."""
        before = self._viewport
        self._viewport = Viewport(self._measure, len(self._timeline.rows))
        self._viewport.height = before.height
        self._viewport.held = before.held
        if before.following:
            return
        places = {row: index for index, row in enumerate(self._timeline.rows)}
        at = before.blank
        for row, part in zip(self._shown, before.visible, strict=True):
            if row in places:
                self._viewport.put(places[row], at - part.start)
                return
            at += part.end - part.start

    def _shift_selection(self, index: int, removed: int, inserted: int) -> None:
        if self.selected is not None and self.selected >= index + removed:
            self.selected += inserted - removed
        if self._range_from is not None and self._range_from >= index + removed:
            self._range_from += inserted - removed

    def _find_selection(self) -> None:
        """The selection is messages, not places: it goes where its messages went."""
        if self.selected is not None:
            self.selected = self._find(self.selected, self._selected_key)
        if self._range_from is not None:
            self._range_from = self._find(self._range_from, self._range_key)

    def _find(self, near: int, key: str) -> int | None:
        """The row of this key, which should be there or not far from the end."""
        rows = self._timeline.rows
        nearby = [near] if near < len(rows) else []
        places = [*nearby, *range(len(rows) - 1, -1, -1)]
        return next((index for index in places if self._key(index) == key), None)

    def _key(self, index: int) -> str:
        """The name of a row that stays when a send is confirmed."""
        message = self.reading.message_at(index)
        return message.row_key if message else self._timeline.rows[index]

    def _place_unread(self) -> None:
        """Begin reading at the unread line, until it is known for good where that is."""
        first = self.reading.first_unread()
        if first is not None:
            self._viewport.put(first, CONTEXT_LINES)
            self._placing_unread = first <= 1 and self._timeline.has_older

    def _note_seen(self) -> None:
        """What has been on the screen is not new any more."""
        conversation = self._store.conversation(self.reading.conversation_id)
        self.badge = ""
        if conversation is None:
            return
        if self._viewport.following:
            self._seen_position = conversation.head_position
        elif self._viewport.visible:
            message = self.reading.message_at(self._viewport.visible[-1].row)
            if message is not None:
                self._seen_position = max(self._seen_position, message.position)
            below = conversation.head_position - self._seen_position
            self.badge = badge_words(below) if below > 0 else ""

    def _measure(self, index: int) -> int:
        return len(self.drawing(index).strips)

    def _index_of(self, message_id: MessageId) -> int | None:
        message = self._store.message(message_id)
        if message is None:
            return None
        index = self._timeline.index_of(message)
        pending = list(self._timeline.pending)
        if index is None and message_id in pending:
            return len(self._timeline.rows) - len(pending) + pending.index(message_id)
        return index

    # ---------------------------------------------------------------------------- badge

    @property
    def _badge_width(self) -> int:
        return min(cell_len(self.badge) + 2, self._drawings.style.width)

    @property
    def _badge_left(self) -> int:
        return max(0, self._drawings.style.width - self._badge_width - BADGE_MARGIN)

    def _with_badge(self, strip: Strip) -> Strip:
        palette = self._drawings.style.palette
        left, width = self._badge_left, self._badge_width
        badge = line([(f" {self.badge} ", palette.badge)], width, palette.badge)
        rest = self._blank(self._drawings.style.width - left - width)
        return Strip.join([strip.crop(0, left), self._drawings.filtered(badge), rest])

    def _blank(self, width: int) -> Strip:
        return self._drawings.filtered(line([], width, self._drawings.style.palette.text))
