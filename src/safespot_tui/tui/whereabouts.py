"""Where the user is on the main screen, so that they can be brought back there."""

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from safespot_tui.actions.filters import Part
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.conversation.window import Place
from safespot_tui.tui.inbox.inbox_pane import InboxPane

if TYPE_CHECKING:
    from safespot_tui.tui.triage.queue_pane import QueuePane


class Walls(Protocol):
    """The wall, as far as one comes back to it."""

    @property
    def is_on(self) -> bool:
        """Whether several conversations are shown."""
        ...

    def open(self, at: ConversationId | None = None) -> bool:
        """Show them, and be at one; whether there are any."""
        ...


class Passable(Protocol):
    """The main screen, as far as one goes about in it."""

    @property
    def store(self) -> Store:
        """What is known."""
        ...

    @property
    def inbox(self) -> InboxPane:
        """The pane of conversations."""
        ...

    @property
    def left(self) -> "InboxPane | QueuePane":
        """What is beside the conversation: the inbox, or the queue."""
        ...

    @property
    def pane(self) -> ConversationPane:
        """The pane of the conversation that the user is at."""
        ...

    @property
    def reader(self) -> ConversationPane:
        """The pane beside the inbox."""
        ...

    @property
    def walls(self) -> Walls:
        """Has several conversations shown instead."""
        ...

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation."""
        ...

    def close(self) -> None:
        """Show no conversation."""
        ...


class Whereabouts(Struct, frozen=True):
    """What is open and the place in it, the part of the inbox, and the row beside it."""

    conversation_id: ConversationId | None
    place: Place | None
    part: Part
    selected: ConversationId | None
    in_list: bool
    """Whether the keyboard was there: in the inbox, or in the queue."""
    on_wall: bool

    def shows_the_same(self, screen: Passable) -> bool:
        """Whether the same conversation, and the same part of the inbox, are shown still."""
        shown = screen.pane.conversation_id, screen.inbox.list.filter, screen.walls.is_on
        return shown == (self.conversation_id, self.part, self.on_wall)

    def go_back(self, screen: Passable) -> None:
        """Bring the user back; to no conversation, if that one is not theirs any more."""
        inbox = screen.inbox.list
        if self.on_wall:
            screen.walls.open(self.conversation_id)
            return
        if inbox.filter != self.part:
            screen.inbox.show_filter(self.part)
        if self.conversation_id is None or screen.store.own(self.conversation_id) is None:
            screen.close()
        else:
            screen.open(self.conversation_id)
            screen.pane.go_to(self.place)
        if self.in_list and self.selected is not None:
            screen.left.list.select(self.selected)
            screen.left.list.focus()


def whereabouts(screen: Passable) -> Whereabouts:
    """Where the user is now."""
    pane, beside = screen.pane, screen.left.list
    return Whereabouts(
        pane.conversation_id,
        pane.place,
        screen.inbox.list.filter,
        beside.selected,
        beside.has_focus,
        screen.walls.is_on,
    )
