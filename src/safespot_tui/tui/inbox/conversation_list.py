"""The conversations of the inbox, drawn line by line from ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from safespot_tui.actions.filters import InboxFilter, Part, filtered
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.conversation_rows import LINES, ConversationRows, Drawn, component_classes
from safespot_tui.tui.drawing.look import Look
from safespot_tui.tui.inbox.drawing import draw
from safespot_tui.tui.inbox.item import Sends, read_item, sends_by_conversation

_ROLES = (
    "marker-online",
    "marker-offline",
    "marker-group",
    "marker-report",
    "marker-icon",
    "title",
    "title-unread",
    "about",
    "time",
    "time-unread",
    "plain",
    "sender",
    "aside",
    "typing",
    "draft",
    "failed",
    "mark",
    "hit",
    "flag",
    "badge",
    "badge-muted",
    "badge-failed",
)

RIGHT_BUTTON = 3

_DECIDES_ABOUT_FOLDERS = {"members", "users", "reports", "drafts", "outbox"}


class ConversationList(ConversationRows):
    """Two lines a conversation, one in `compact`."""

    DEFAULT_CSS = """
    ConversationList {
        & > .row--marker-online { color: $success; }
        & > .row--marker-offline { color: $foreground 45%; }
        & > .row--marker-group { color: $secondary; }
        & > .row--marker-report { color: $warning; }
        & > .row--title { color: $foreground; }
        & > .row--title-unread { color: $foreground; text-style: bold; }
        & > .row--about { color: $foreground 65%; }
        & > .row--time { color: $foreground 45%; }
        & > .row--time-unread { color: $primary; }
        & > .row--plain { color: $foreground 65%; }
        & > .row--sender { color: $secondary; }
        & > .row--aside { color: $foreground 45%; text-style: italic; }
        & > .row--typing { color: $success; text-style: italic; }
        & > .row--draft { color: $warning; }
        & > .row--failed { color: $error; text-style: bold; }
        & > .row--mark { color: $foreground 45%; }
        & > .row--hit { color: $error; text-style: bold; }
        & > .row--flag { color: $foreground 45%; }
        & > .row--badge { background: $primary; color: $background; text-style: bold; }
        & > .row--badge-muted { background: $border; color: $foreground; }
        & > .row--badge-failed { background: $error; color: $background; text-style: bold; }
    }
    """
    ROLES: ClassVar[Sequence[str]] = _ROLES
    GROUNDS: ClassVar[frozenset[str]] = frozenset({"badge", "badge-muted", "badge-failed"})
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(_ROLES)

    class Filled(Message):
        """There is something to choose from now, or nothing any more."""

    class MenuWanted(Message):
        """The user wants to do something with a conversation."""

        def __init__(self, conversation_id: ConversationId) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    def __init__(
        self,
        store: Store,
        clock: Clock,
        beat: Beat,
        hits_in: Callable[[ConversationId], tuple[str, ...]] = no_hits,
    ) -> None:
        """`hits_in` names the watch rules whose hits wait in a conversation."""
        super().__init__(clock, beat)
        self._hits_in = hits_in
        self._store = store
        self._filter: Part = InboxFilter.ALL
        self._sends: Mapping[ConversationId, Sends] = {}
        self.compact = False
        """Whether a conversation takes one line. Set before it is mounted."""

    def on_mount(self) -> None:
        """What is under way is a part of what is known."""
        self._sends = sends_by_conversation(self._store.outbox)

    # ---------------------------------------------------------------------------- what is shown

    @property
    def _lines(self) -> int:
        return 1 if self.compact else LINES

    @property
    def filter(self) -> Part:
        """The part of the inbox that is shown."""
        return self._filter

    def show_filter(self, chosen: Part) -> None:
        """Show another part of the inbox."""
        self._filter = chosen
        self._take_ids(anew=True)
        self.scroll_to(y=0, animate=False)

    def update_hits(self, conversation_ids: Iterable[ConversationId]) -> None:
        """Watch rules have hit something there, or it was looked at."""
        for conversation_id in conversation_ids:
            self._redraw(conversation_id)

    # ---------------------------------------------------------------------------- following

    def _on_batch(self, batch: Batch) -> None:
        if keys.OUTBOX in batch.keys:
            self._take_sends()
        super()._on_batch(batch)
        if keys.INBOX in batch.keys or self._may_belong_elsewhere(batch):
            self._take_ids()

    def _may_belong_elsewhere(self, batch: Batch) -> bool:
        """Whether something that decides about belonging to the part shown may have changed."""
        match self._filter:
            case Folder():
                return any(
                    key[:2] == ("conversations", "detail") or key[0] in _DECIDES_ABOUT_FOLDERS
                    for key in batch.keys
                )
            case InboxFilter.UNREAD:
                return any(key[:2] == ("conversations", "detail") for key in batch.keys)
            case _:
                return False

    def _take_sends(self) -> None:
        before, self._sends = self._sends, sends_by_conversation(self._store.outbox)
        for conversation_id in before.keys() | self._sends.keys():
            if before.get(conversation_id) != self._sends.get(conversation_id):
                self._redraw(conversation_id)

    def _take_ids(self, *, anew: bool = False) -> None:
        had_some = bool(self._ids)
        super()._take_ids(anew=anew)
        if bool(self._ids) != had_some:
            self.post_message(self.Filled())

    # ---------------------------------------------------------------------------- rows

    def _wanted_ids(self, *, anew: bool) -> Sequence[ConversationId]:
        """What belongs to the part shown, and, unless `anew`, what is open and did."""
        keep = self._open if self._open in self._index and not anew else None
        return filtered(self._store, self._filter, self._clock(), keep)

    def _drawn(self, conversation_id: ConversationId, width: int, look: Look) -> Drawn | None:
        sends = self._sends.get(conversation_id, Sends())
        hits = self._hits_in(conversation_id)
        item = read_item(self._store, conversation_id, sends, self._clock, hits)
        if item is None:
            return None
        return draw(item, width, look, self._styles, compact=self.compact), item.read_under

    def _empty_words(self) -> tuple[str, str]:
        """That there is nothing, and what to do about it."""
        match self._filter:
            case InboxFilter.ALL if self._store.inbox(archived=True):
                key = first_key(ACTIONS["inbox.archived"])
                return _("Everything is in the archive"), key and _("{key} shows it").format(
                    key=key
                )
            case InboxFilter.ALL:
                key = first_key(ACTIONS["conversation.new"])
                return _("No conversations yet"), key and _("{key} begins one").format(key=key)
            case InboxFilter.UNREAD:
                return _("Everything is read"), ""
            case _:
                return _("Nothing here"), ""

    def on_click(self, event: events.Click) -> None:
        """The right button asks what to do with the conversation under the mouse."""
        if event.button != RIGHT_BUTTON:
            return
        event.prevent_default()
        conversation_id = self._at(event.y)
        if conversation_id is not None:
            self.select(conversation_id)
            self.post_message(self.MenuWanted(conversation_id))
