"""Silent mode: nothing tells the others that somebody is here, and what is read."""

from collections.abc import Mapping

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.intent import Intent, MarkRead


class SilentMode:
    """The one place that is asked before the others are told anything that they were not written.

    ::

                   begin()                     end()
        (heard) ──────────▶ silent: withheld ──────────▶ (heard, of what comes from then on)
                               │
                               └── acknowledged: told, on purpose

    Receipts of reading and of delivery, typing and presence pass here. What came while silent is
    told by nobody afterwards, unless the user acknowledges it.
    """

    def __init__(self, mark: SilentMark | None = None) -> None:
        """As the account's `mark` says, which is asked each time: other windows set it, too."""
        self._mark = mark or SilentMark()
        self._withheld = self._mark.withheld()

    @property
    def on(self) -> bool:
        """Whether nothing is told at this moment."""
        return self._mark.is_set

    def withholds(self, intent: Intent) -> bool:
        """Whether an intent has to wait: it tells something, and was not meant to now."""
        return isinstance(intent, MarkRead) and not intent.on_purpose and self.on

    def withheld(self, conversation_id: ConversationId) -> int:
        """Up to which position nobody is to be told that messages have come."""
        return self._withheld.get(conversation_id, 0)

    def begin(self) -> None:
        """From here on, nothing is told."""
        self._mark.set()

    def end(self, heads: Mapping[ConversationId, int]) -> None:
        """What comes beyond these positions, by conversation, is told again."""
        self._mark.clear(heads)
        self.look()

    def look(self) -> None:
        """Learn what another window may have withheld until now."""
        self._withheld = self._mark.withheld()
