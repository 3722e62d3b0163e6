"""The queue in the place of the inbox, while it is wanted there."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.host import host_of
from safespot_tui.tui.inbox.inbox_pane import InboxPane

if TYPE_CHECKING:
    from safespot_tui.tui.triage.queue_pane import QueuePane


class Place(Protocol):
    """The main screen, as far as the queue reaches."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        ...

    @property
    def beat(self) -> Beat:
        """That of all panes."""
        ...

    @property
    def inbox(self) -> InboxPane:
        """What the queue takes the place of."""
        ...

    @property
    def pane(self) -> ConversationPane:
        """The conversation beside it."""
        ...

    @property
    def current_conversation_id(self) -> ConversationId | None:
        """The one that the user is at."""
        ...


class QueuePlace:
    """Holds the queue's pane, which is made when it is first wanted.

    ::

        inbox ──show──▶ queue: it follows what comes ──leave──▶ inbox
    """

    def __init__(self, screen: Place) -> None:
        self._screen = screen
        self.pane: QueuePane | None = None
        """None while the inbox is there."""

    @property
    def part(self) -> QueuePart | None:
        """The part of the queue that is shown."""
        return None if self.pane is None or not self.pane.display else self.pane.list.part

    def show(self, part: QueuePart | None) -> None:
        """Have a part of the queue there; without one, what was there, or what is open."""
        if self.pane is None:
            from safespot_tui.tui.triage.queue_pane import QueuePane

            screen, inbox = self._screen, self._screen.inbox
            triage = screen.engine.triage
            triage.begin()
            target = timedelta(minutes=host_of(inbox).launch.settings.triage.target)
            self.pane = QueuePane(screen.engine.store, triage, screen.clock, screen.beat, target)
            panes = inbox.parent
            assert isinstance(panes, Widget)  # noqa: S101 - it is mounted
            panes.mount(self.pane, after=inbox)
            self.pane.show_part(part or QueuePart.OPEN)
            self.show_open(screen.pane.conversation_id)
        elif part is not None and part is not self.pane.list.part:
            self.pane.show_part(part)
        self.pane.list.focus()

    def leave(self) -> bool:
        """Have the inbox there again; whether the queue was."""
        if self.pane is None:
            return False
        self._screen.engine.triage.end()
        self.pane.remove()
        self.pane = None
        return True

    def show_open(self, conversation_id: ConversationId | None) -> None:
        """Mark what is open beside the queue."""
        if self.pane is not None:
            self.pane.list.show_open(conversation_id)

    def point_at(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Put the choice on the first of these that is listed; nothing is selected any more."""
        if self.pane is not None:
            self.pane.list.clear_marks()
            listed = [each for each in conversation_ids if each in self.pane.list.ids]
            if listed:
                self.pane.list.select(listed[0])

    def chosen(self) -> Sequence[ConversationId]:
        """What is to be done something with: what is selected here, or what is open."""
        if self.pane is not None and self.pane.list.has_focus:
            return self.pane.list.chosen
        open_id = self._screen.current_conversation_id
        return () if open_id is None else (open_id,)
