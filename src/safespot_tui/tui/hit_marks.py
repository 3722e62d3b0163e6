"""What the watch rules hit, as it is marked on a screen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.inbox.conversation_list import ConversationList
from safespot_tui.tui.status_line import StatusLine

if TYPE_CHECKING:
    from safespot_tui.watching.watch import Watch


class HitMarks:
    """Has rows, inbox and status line drawn anew when hits come or were looked at."""

    def __init__(
        self,
        watch: "Watch",
        status: StatusLine,
        inbox: ConversationList,
        panes: Callable[[], Sequence[ConversationPane]],
    ) -> None:
        """`panes` gives the conversations that are shown at a time."""
        self._watch = watch
        self._status = status
        self._inbox = inbox
        self._panes = panes

    def begin(self) -> None:
        """Mark what is known, and follow."""
        self._status.show_hits(self._watch.count)
        self._watch.watch(self._changed)

    def _changed(self, conversation_ids: frozenset[ConversationId]) -> None:
        if not self._status.is_mounted:
            return
        self._status.show_hits(self._watch.count)
        self._inbox.update_hits(conversation_ids)
        for pane in self._panes():
            if pane.conversation_id in conversation_ids:
                pane.update_hits()
