"""The left pane: the parts of the inbox, and the conversations of the chosen one."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from safespot_tui.actions.filters import Part
from safespot_tui.actions.folder import Folder
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.inbox.conversation_list import ConversationList
from safespot_tui.tui.inbox.filter_tabs import FilterTabs
from safespot_tui.tui.tab_bar import TabChosen


class InboxPane(Vertical):
    """Tabs above a list. The list posts `ConversationRows.Opened`."""

    DEFAULT_CSS = """
    InboxPane {
        width: 1fr;
        min-width: 28;
        max-width: 40;
        background: $surface;
    }
    InboxPane ConversationList { margin-top: 1; }
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        folders: Sequence[Folder] = (),
        beat: Beat | None = None,
        hits_in: Callable[[ConversationId], tuple[str, ...]] = no_hits,
    ) -> None:
        """`hits_in` names the watch rules whose hits wait in a conversation."""
        super().__init__()
        self.folders = folders
        """The parts of the inbox that the user made up."""
        self.tabs = FilterTabs(folders)
        self.list = ConversationList(store, clock, beat or Beat(store), hits_in)

    def set_width(self, width: int | None) -> None:
        """Take so many cells; None for as many as the screen's own rules have it."""
        self.styles.width = self.styles.min_width = self.styles.max_width = width

    def compose(self) -> ComposeResult:
        """The tabs, then the list."""
        yield self.tabs
        yield self.list

    def show_filter(self, chosen: Part) -> None:
        """Show another part of the inbox."""
        self.tabs.choose(chosen)
        self.list.show_filter(chosen)

    def show_open(self, conversation_id: ConversationId | None) -> None:
        """Mark what is open beside the inbox."""
        self.list.show_open(conversation_id)

    def on_tab_chosen(self, event: TabChosen[Part]) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_filter(event.chosen)
        self.list.focus()
