"""What of the screen was drawn anew because the store had changed, noted."""

from collections.abc import Callable, Collection

from textual.dom import DOMNode
from textual.widget import Widget

from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import N_
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.entry import Repainted
from safespot_tui.tui.screens.main import MainScreen

NAMES = {
    "ConversationList": N_("inbox"),
    "InboxPane": N_("inbox"),
    "FilterTabs": N_("tabs"),
    "TabBar": N_("tabs"),
    "QueueList": N_("queue"),
    "QueuePane": N_("queue"),
    "TimelineView": N_("messages"),
    "ConversationHeader": N_("header"),
    "Composer": N_("composer"),
    "WritingDesk": N_("composer"),
    "Banner": N_("banner"),
    "ConversationPane": N_("conversation"),
    "StatusLine": N_("status line"),
    "CatchUpBar": N_("round"),
    "Wall": N_("wall"),
    "Nothing": N_("welcome"),
}
"""What people call what is drawn, by the class that draws it. A trace has them in English."""


def name_of(widget: DOMNode) -> str:
    """What people call a widget, or what it is in; else the name of its class."""
    for node in widget.ancestors_with_self:
        for kind in type(node).__mro__:
            if name := NAMES.get(kind.__name__):
                return name
    return type(widget).__name__


class Painting:
    """Notes `Repainted`, and has the checklist look at each frame.

    ::

        the store changes ──told──▶ widgets wait ──painted──▶ noted, with the change it comes of
    """

    def __init__(
        self, instruments: Instruments, screen: MainScreen, is_looked_at: Callable[[], bool]
    ) -> None:
        """`is_looked_at`: whether the user looks at the terminal."""
        self._instruments = instruments
        self._screen = screen
        self._is_looked_at = is_looked_at
        self._patched: int | None = None
        self._waiting = set[str]()

    def told(self, widgets: Collection[Widget]) -> None:
        """See `Frames`."""
        # What something else covers is not painted.
        if self._screen.is_current:
            self._patched = self._instruments.trace.patched
            self._waiting.update(map(name_of, widgets))

    def painted(self) -> None:
        """See `Frames`."""
        trace = self._instruments.trace
        number: int | None = None
        if self._waiting:
            number = trace.next_number()
            names = tuple(sorted(self._waiting))
            self._waiting.clear()
            trace.note(Repainted(number, self._patched, trace.now, names))
        if self._instruments.checklist is not None:
            self._instruments.checklist.framed(self._read, number)

    @property
    def _read(self) -> ConversationId | None:
        screen = self._screen
        # On the wall, nothing is read by being shown.
        if screen.walls.is_on or screen.store.is_silent or not self._is_looked_at():
            return None
        return None if screen.pane.keeps_unread else screen.pane.conversation_id
