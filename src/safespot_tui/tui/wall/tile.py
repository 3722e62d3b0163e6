"""A tile of the wall: a conversation under one line that says how it stands."""

from collections.abc import Callable

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from safespot_tui.actions.action import Place
from safespot_tui.actions.registry import ACTIONS, keys_of
from safespot_tui.actions.wall import MOST
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import ngettext
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.header import SEPARATOR, ConversationHeader
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.drawing.wrap import fit

LEAST_TITLE = 8
"""Cells of a title that are there whatever else is to be said."""


class TileHeader(ConversationHeader, can_focus=True):
    """Has the keyboard while one watches: what is typed is for its conversation."""

    DEFAULT_CSS = """
    TileHeader {
        height: 1;
        padding: 0 1;
        &.-current { background: $primary 30%; }
        &:focus { background: $primary; color: $background; }
    }
    """

    class Typed(Message):
        """The user begins to write, with this."""

        def __init__(self, text: str, *, pasted: bool = False) -> None:
            super().__init__()
            self.text = text
            self.pasted = pasted

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        hits_in: Callable[[ConversationId], tuple[str, ...]],
    ) -> None:
        """`hits_in` names the watch rules whose hits wait in a conversation."""
        super().__init__(store, messenger, clock)
        self._hits_in = hits_in
        self._number = 0

    def number(self, number: int) -> None:
        """Be the tile of this number."""
        if number != self._number:
            self._number = number
            self.refresh()

    def render(self) -> Content:
        """From literals: titles and names come from strangers."""
        title, marks, aside = self.words
        width = self.size.width
        number = f"{self._number} "
        marks = fit(marks, max(0, width - len(number) - LEAST_TITLE - 1))
        title = fit(title, width - len(number) - cell_len(marks) - bool(marks))
        left = width - len(number) - cell_len(title) - cell_len(marks)
        aside = fit(f" {aside}", left - bool(marks)) if aside else ""
        gap = " " * (left - cell_len(aside))
        return Content.assemble(number, (title, "bold"), (aside, "dim"), gap, (marks, "bold"))

    def tell(self, conversation: Conversation) -> tuple[str, str, str]:
        """The title; hits and what is unread; who types, or else what it is about."""
        store = self._store
        unread = store.unread(conversation.id)
        marks = (
            *(f"◆ {name}" for name in self._hits_in(conversation.id)),
            ngettext("{n} unread", "{n} unread", unread).format(n=unread) if unread else "",
        )
        return (
            self.title_of(conversation),
            SEPARATOR.join(filter(None, marks)),
            self.typing_in(conversation) or self.report_of(conversation),
        )

    def on_key(self, event: events.Key) -> None:
        """A sign that means nothing here is the first one of what is being written."""
        if event.character and event.is_printable and event.key not in keys_of_wall():
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """To be written, too."""
        event.stop()
        self.post_message(self.Typed(event.text, pasted=True))

    def on_click(self, event: events.Click) -> None:
        """The second click opens it alone."""
        if event.chain == 2:
            event.stop()
            self.post_message(Asked("app.next_pane"))


class Tile(ConversationPane):
    """Has a `TileHeader` for its header."""

    DEFAULT_CSS = """
    Tile Composer { padding: 0 1; }
    """

    header: TileHeader


NUMBERS = tuple(map(str, range(1, MOST + 1)))


def keys_of_wall() -> frozenset[str]:
    """The keys that do something while one watches, and are not to be written."""
    placed = (each for action in ACTIONS.values() for each in keys_of(action))
    return frozenset((*NUMBERS, *(key for place, key in placed if place is Place.WALL)))
