"""The line that says why nobody, or not this user, can write in a conversation."""

from collections.abc import Callable

from textual.timer import Timer

from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.store.hindrance import hindrance_in
from safespot_tui.store.store import Store
from safespot_tui.sync.hindrances import why_silent, why_silent_here
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.banner import Banner


class HindranceLine(Banner):
    """What is the conversation's doing stands in it; what is laid upon the user stands on top.

    Looks again by itself when what is in the way is over.
    """

    DEFAULT_CSS = """
    HindranceLine {
        background: $warning 30%;
        text-style: bold;
        height: auto;
        max-height: 3;
    }
    """

    def __init__(self, store: Store, clock: Clock, changed: Callable[[str, str], None]) -> None:
        """`changed` is told why one could not write here, and why one cannot; or nothing."""
        super().__init__()
        self._store = store
        self._clock = clock
        self._changed = changed
        self._conversation_id: ConversationId | None = None
        self._timer: Timer | None = None
        self._why = ""

    def open(self, conversation_id: ConversationId | None) -> None:
        """Be about another conversation."""
        self._conversation_id = conversation_id
        self.look()

    @property
    def placeholder(self) -> str:
        """What stands where one would write; what the line says is not said twice."""
        return _("You cannot write here") if self.words else self._why or _("Write a message")

    def look(self) -> None:
        """Say how it stands now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        here, now = self._conversation_id, self._clock()
        hindrance = hindrance_in(self._store, here, now) if here is not None else None
        self.say(why_silent_here(self._store, here, now) if here is not None else "")
        before, self._why = self._why, why_silent(self._store, here, now) if here else ""
        if hindrance is not None and hindrance.until is not None:
            self._timer = self.set_timer(self._clock.seconds_until(hindrance.until), self.look)
        self._changed(before, self._why)
