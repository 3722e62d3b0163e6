"""The queue where the inbox was: its parts, its cases, where they are kept, and its keys."""

from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from safespot_tui.actions.triage_actions import local_words
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import ngettext
from safespot_tui.store.store import Store
from safespot_tui.sync.triage import Triage
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.conversation_rows import ConversationRows
from safespot_tui.tui.tab_bar import TabChosen
from safespot_tui.tui.triage.part_tabs import PartTabs
from safespot_tui.tui.triage.queue_keys import queue_keys
from safespot_tui.tui.triage.queue_list import QueueList


class QueueNote(Banner):
    """Where cases are kept, if not on a server."""

    DEFAULT_CSS = """
    QueueNote { background: $surface; color: $warning; height: auto; max-height: 2; padding: 0 1; }
    """


class QueueKeys(Banner):
    """The keys that count most, or how many cases are selected."""

    DEFAULT_CSS = """
    QueueKeys { background: $surface; color: $foreground 65%; height: 1; padding: 0 1; }
    """


class QueuePane(Vertical):
    """Follows the queue from when it is mounted until it goes."""

    DEFAULT_CSS = """
    QueuePane { width: 2fr; max-width: 76; background: $surface; }
    QueuePane QueueList { height: 1fr; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"part({part.value!r})", show=False)
            for number, part in enumerate(QueuePart, 1)
        ),
        Binding("f", "beside(1)", show=False),
        Binding("F", "beside(-1)", show=False),
    ]

    class MoreWanted(Message):
        """More of the part that is shown is wanted."""

        def __init__(self, part: QueuePart) -> None:
            super().__init__()
            self.part = part

    def __init__(
        self, store: Store, triage: Triage, clock: Clock, beat: Beat, target: timedelta
    ) -> None:
        """`target` is the time in which an answer is wanted."""
        super().__init__()
        self._triage = triage
        self.tabs = PartTabs(triage.queue.count)
        self.list = QueueList(store, triage, clock, beat, target)
        self._note = QueueNote()
        self._keys = QueueKeys()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.tabs
        yield self.list
        yield self._note
        yield self._keys

    def on_mount(self) -> None:
        """Follow what changes."""
        self._unwatch = self._triage.watch(self._on_changed)
        self._on_changed(())
        self._keys.say(queue_keys())

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def show_part(self, part: QueuePart) -> None:
        """Show another part of the queue."""
        self.tabs.choose(part)
        self.list.show_part(part)
        self.post_message(self.MoreWanted(part))

    def _on_changed(self, _changed: Collection[ConversationId]) -> None:
        self.tabs.look()
        self._note.say("" if self._triage.queue.is_shared else local_words())

    def action_part(self, part: str) -> None:
        """Show a part by its number."""
        self.show_part(QueuePart(part))

    def action_beside(self, step: int) -> None:
        """Show the part beside."""
        parts = list(QueuePart)
        self.show_part(parts[(parts.index(self.list.part) + step) % len(parts)])

    def on_tab_chosen(self, event: TabChosen[QueuePart]) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_part(event.chosen)
        self.list.focus()

    def on_conversation_rows_opened(self, event: ConversationRows.Opened) -> None:
        """Enter, or a click, on a case."""
        event.stop()
        self.post_message(Asked("triage.answer"))

    def on_queue_list_more_wanted(self, event: QueueList.MoreWanted) -> None:
        """The end comes near."""
        event.stop()
        self.post_message(self.MoreWanted(self.list.part))

    def on_queue_list_marked(self, event: QueueList.Marked) -> None:
        """Say how many cases are selected."""
        event.stop()
        marked = self.list.marked
        words = ngettext("{n} selected", "{n} selected", marked).format(n=marked)
        self._keys.say(f"{words} · {queue_keys()}" if marked else queue_keys())
