"""Two panes beside each other, or one at a time: how wide each is, by key and by mouse."""

from typing import TYPE_CHECKING

from msgspec import structs
from textual import events

from safespot_tui.config.settings import Layout
from safespot_tui.i18n import _
from safespot_tui.tui.arrangement import Arrangement, resized, within_limits
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.inbox.inbox_pane import InboxPane
from safespot_tui.tui.screen import PaintOnKeyScreen
from safespot_tui.tui.screens.nothing import Nothing
from safespot_tui.tui.triage.queue_place import QueuePlace

if TYPE_CHECKING:
    from safespot_tui.tui.triage.queue_pane import QueuePane

QUEUE_BESIDE = 100
"""Columns: with fewer, queue and conversation are shown one at a time."""


class ArrangedScreen(PaintOnKeyScreen):
    """A screen with an inbox and a conversation, which whoever derives from it makes."""

    inbox: InboxPane
    reader: ConversationPane
    """The pane beside it, which shows one conversation."""
    queue: QueuePlace
    nothing: Nothing
    """What is there while no conversation is."""

    def __init__(self, arrangement: Arrangement) -> None:
        super().__init__(classes="-high")
        self._arrangement = arrangement
        self._drags = False
        self._reading = False

    @property
    def is_narrow(self) -> bool:
        """Whether there is one pane. A row of the queue says more than one of the inbox."""
        below = self._arrangement.one_pane_below
        if self.queue.pane is not None and self._arrangement.layout is Layout.AUTO:
            below = max(below, QUEUE_BESIDE)
        return app_of(self).size.width < below

    @property
    def left(self) -> "InboxPane | QueuePane":
        """What is beside the conversation."""
        return self.queue.pane or self.inbox

    def zoom(self) -> None:
        """Give the conversation the whole width, or show as many panes as there is room for."""
        self._arrange(structs.replace(self._arrangement, zoomed=not self._arrangement.zoomed))
        if self.is_narrow and self.reader.conversation_id is not None:
            self.reader.focus_composer()

    def resize_inbox(self, steps: int) -> None:
        """Make the inbox wider or narrower."""
        if self.left is not self.inbox:
            host_of(self).answer(_("The queue is as wide as it needs to be."))
            return
        if self.is_narrow:
            host_of(self).answer(_("There is one pane, and it has all the columns."))
            return
        width = resized(self.inbox.size.width, steps)
        self._arrange(structs.replace(self._arrangement, inbox_width=width))

    def _arrange(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self._fit_panes()
        host_of(self).remembered.arranged(arrangement)

    def _fit_panes(self) -> None:
        """One pane, or two as wide as they shall be."""
        narrow = self.is_narrow
        self.set_class(narrow, "-narrow")
        self.inbox.set_width(None if narrow else self._arrangement.inbox_width)
        self._show_panes(reading=self._reading)

    def _show_panes(self, *, reading: bool) -> None:
        """Those that there is room for. By hand: a class would have everything styled anew."""
        self._reading = reading
        self.reader.display = reading
        self.left.display = not (self.is_narrow and reading)
        if self.left is not self.inbox:
            self.inbox.display = False
        self.nothing.display = not (self.is_narrow or reading)

    def on_resize(self, event: events.Resize) -> None:
        """A pane that is not there any more cannot keep the keyboard."""
        self._fit_panes()
        if self.is_narrow and self.reader.conversation_id is not None and not self.reader.reads_on:
            self.reader.focus_composer()

    # ---------------------------------------------------------------------------- by mouse

    @property
    def allow_select(self) -> bool:
        """Whether the mouse selects text where it is: not while it holds the edge."""
        return super().allow_select and not self._is_edge(app_of(self).mouse_position.x)

    def _is_edge(self, x: int) -> bool:
        inbox = self.inbox.region
        return bool(inbox) and not self.is_narrow and x in (inbox.right - 1, inbox.right)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the inbox's edge: the free column at its right, or the one behind it."""
        if event.button == 1 and self._is_edge(event.screen_x):
            event.stop()
            self._drags = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The edge follows the mouse; what is under it is not clicked, for the mouse is held."""
        if self._drags:
            self._arrangement = structs.replace(
                self._arrangement, inbox_width=within_limits(event.screen_x + 1)
            )
            self._fit_panes()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The edge stays where it was let go, also at the next start."""
        if self._drags:
            self._drags = False
            self.release_mouse()
            self._arrange(self._arrangement)
