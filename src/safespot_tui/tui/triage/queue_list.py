"""The cases of one part of the queue, drawn line by line from ids."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.sync.triage import Triage
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation_rows import ConversationRows, Drawn, component_classes
from safespot_tui.tui.drawing.look import Look
from safespot_tui.tui.triage.drawing import draw
from safespot_tui.tui.triage.row import read_row

_ROLES = (
    "mark",
    "none",
    "fresh",
    "soon",
    "late",
    "title",
    "flags",
    "notes",
    "own",
    "other",
    "company",
    "words",
)
_NEAR_THE_END = 10
"""Rows below the choice at which more are wanted."""


class QueueList(ConversationRows):
    """Two lines a case. What is selected with the choice are conversations, not places, too."""

    DEFAULT_CSS = """
    QueueList {
        & > .row--mark { color: $primary; text-style: bold; }
        & > .row--none { color: $foreground 45%; }
        & > .row--fresh { color: $success; }
        & > .row--soon { color: $warning; text-style: bold; }
        & > .row--late { color: $error; text-style: bold; }
        & > .row--title { color: $foreground; text-style: bold; }
        & > .row--flags { color: $error; }
        & > .row--notes { color: $warning; }
        & > .row--own { color: $primary; text-style: bold; }
        & > .row--other { color: $secondary; }
        & > .row--company { color: $success; text-style: italic; }
        & > .row--words { color: $foreground 65%; }
    }
    """
    ROLES: ClassVar[Sequence[str]] = _ROLES
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes(_ROLES)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False),
        Binding("shift+up,K", "mark_on(-1)", show=False),
        Binding("shift+down,J", "mark_on(1)", show=False),
        Binding("asterisk", "mark_all", show=False),
    ]

    class MoreWanted(Message):
        """The end of what is listed comes near."""

    class Marked(Message):
        """Other cases are selected than before."""

    def __init__(
        self, store: Store, triage: Triage, clock: Clock, beat: Beat, target: timedelta
    ) -> None:
        """`target` is the time in which an answer is wanted."""
        super().__init__(clock, beat)
        self._store = store
        self._triage = triage
        self._target = target
        self._part = QueuePart.OPEN
        self._marked: set[ConversationId] = set()
        self._unwatch_triage: Callable[[], None] | None = None

    def on_mount(self) -> None:
        """Follow what becomes of cases."""
        self._unwatch_triage = self._triage.watch(self._on_changed)

    def on_unmount(self) -> None:
        """Stop following."""
        if self._unwatch_triage is not None:
            self._unwatch_triage()

    # ---------------------------------------------------------------------------- what is shown

    @property
    def part(self) -> QueuePart:
        """The part of the queue that is shown."""
        return self._part

    @property
    def chosen(self) -> Sequence[ConversationId]:
        """What is to be done something with: what is marked, else what the keyboard is on."""
        if self._marked:
            return [each for each in self._ids if each in self._marked]
        return () if self._selected is None else (self._selected,)

    @property
    def marked(self) -> int:
        """How many are selected together."""
        return len(self._marked)

    def show_part(self, part: QueuePart) -> None:
        """Show another part of the queue, from its top."""
        self._part = part
        self._strips.clear()
        self.clear_marks()
        self._take_ids(anew=True)
        self._selected = self._ids[0] if self._ids else None
        self.scroll_to(y=0, animate=False)
        self.refresh()

    def select(self, conversation_id: ConversationId) -> None:
        """Put the keyboard's choice on a case; on none that is not listed, for it is acted on."""
        index = self._index.get(conversation_id)
        if index is not None:
            super().select(conversation_id)
            if index >= len(self._ids) - _NEAR_THE_END:
                self.post_message(self.MoreWanted())

    def clear_marks(self) -> None:
        """Select nothing but what the keyboard is on."""
        marked, self._marked = self._marked, set()
        for conversation_id in marked:
            self._redraw(conversation_id)
        if marked:
            self.post_message(self.Marked())

    # ---------------------------------------------------------------------------- rows

    def _on_changed(self, changed: Collection[ConversationId]) -> None:
        for conversation_id in changed:
            self._redraw(conversation_id)
        self._take_ids()

    def _wanted_ids(self, *, anew: bool) -> Sequence[ConversationId]:
        return self._triage.queue.ids(self._part)

    def _forget(self, conversation_id: ConversationId) -> None:
        super()._forget(conversation_id)
        self._marked.discard(conversation_id)

    def _drawn(self, conversation_id: ConversationId, width: int, look: Look) -> Drawn | None:
        case = self._triage.queue.case(conversation_id)
        if case is None:
            return None
        row = read_row(self._store, self._triage, case, self._part, self._clock, self._target)
        marked = conversation_id in self._marked
        return draw(row, width, look, self._styles, marked=marked), row.read_under

    def _empty_words(self) -> tuple[str, str]:
        words = {
            QueuePart.OPEN: _("Nothing waits for an answer"),
            QueuePart.MINE: _("You have claimed nothing"),
            QueuePart.SNOOZED: _("Nothing is put away"),
            QueuePart.DONE: _("Nothing is done yet"),
        }
        return words[self._part], ""

    # ---------------------------------------------------------------------------- several

    def action_mark(self) -> None:
        """Select the row with others, or let it go, and go on to the next."""
        if self._selected is not None:
            self._marked ^= {self._selected}
            self._redraw(self._selected)
            self.post_message(self.Marked())
            self.action_move(1)

    def action_mark_on(self, step: int) -> None:
        """Select the row and the one beside it."""
        self._mark(filter(None, (self._selected,)))
        self.action_move(step)
        self._mark(filter(None, (self._selected,)))

    def action_mark_all(self) -> None:
        """Select everything listed, or, where everything is, nothing."""
        if self._marked == set(self._ids):
            self.clear_marks()
        else:
            self._mark(self._ids)

    def _mark(self, ids: Iterable[ConversationId]) -> None:
        for conversation_id in ids:
            self._marked.add(conversation_id)
            self._redraw(conversation_id)
        self.post_message(self.Marked())
