"""The main screen, as far as actions and their dialogs reach."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from safespot_tui.actions.action import Action
from safespot_tui.actions.filters import Part
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.inbox.inbox_pane import InboxPane
from safespot_tui.tui.jumps import Jumps
from safespot_tui.tui.rounds import Rounds
from safespot_tui.tui.search_trail import SearchTrail
from safespot_tui.tui.triage.queue_place import QueuePlace
from safespot_tui.tui.wall.switch import WallSwitch

if TYPE_CHECKING:
    from safespot_tui.watching.watch import Watch


class Panes(Protocol):
    """The main screen, as far as actions reach."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def store(self) -> Store:
        """What is known."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        ...

    @property
    def inbox(self) -> InboxPane:
        """The pane of conversations."""
        ...

    @property
    def queue(self) -> QueuePlace:
        """The moderator's queue, in the place of the inbox."""
        ...

    def show_queue(self, part: QueuePart | None) -> None:
        """Have the queue in the place of the inbox."""
        ...

    def leave_queue(self) -> None:
        """Have the inbox there again."""
        ...

    @property
    def pane(self) -> ConversationPane:
        """The pane of one conversation."""
        ...

    @property
    def watching(self) -> "Watch | None":
        """The user's watch rules at work."""
        ...

    @property
    def trail(self) -> SearchTrail:
        """The hits of the last search."""
        ...

    @property
    def jumps(self) -> Jumps:
        """Goes to messages, and back."""
        ...

    @property
    def current_conversation_id(self) -> ConversationId | None:
        """The one the keyboard is on in the inbox; elsewhere the one that is open."""
        ...

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation."""
        ...

    def open_next(self, conversation_id: ConversationId) -> None:
        """Show what comes next in the queue."""
        ...

    @property
    def rounds(self) -> Rounds:
        """The walk through what is unread that is under way."""
        ...

    def show_filter(self, chosen: Part) -> None:
        """Show a part of the inbox."""
        ...

    def begin_tour(self) -> None:
        """Show the tour's first step."""
        ...

    def focus_next_pane(self) -> None:
        """Move the keyboard to the other pane."""
        ...

    @property
    def walls(self) -> WallSwitch:
        """Has several conversations shown instead."""
        ...

    def freeze(self) -> None:
        """Let what comes move nothing on the screen, or let it again."""
        ...

    def zoom(self) -> None:
        """Show one pane at a time, or as many as there is room for."""
        ...

    def resize_inbox(self, steps: int) -> None:
        """Make the inbox wider or narrower."""
        ...

    def go_back(self) -> None:
        """Leave what is in front."""
        ...

    def context(self) -> ActionContext:
        """What an action would act on now."""
        ...

    def perform(self, action: Action) -> None:
        """Do something that the user asked for."""
        ...

    def context_of(
        self, conversation_id: ConversationId, user_id: UserId | None = None
    ) -> ActionContext:
        """What an action would act on that is about a conversation, or somebody in it."""
        ...

    def perform_on(self, action: Action, context: ActionContext) -> None:
        """Do something to what the user has chosen."""
        ...

    def show_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let the user choose among some actions."""
        ...
