"""Where the keyboard is on the main screen, and so which keys of the registry count."""

from textual.screen import Screen
from textual.widgets import TextArea

from safespot_tui.actions.action import Place
from safespot_tui.tui.panes import Panes


def counts_at(place: Place, panes: Panes, screen: Screen[None]) -> bool:
    """Whether a key that counts in this place counts now, `panes` being those of the screen."""
    match place:
        case Place.ANYWHERE | Place.UNCLAIMED:
            return True
        case Place.WALL:
            return panes.walls.wall is not None and panes.walls.wall.is_watching
        case Place.MODERATING:
            return False
        case Place.INBOX:
            return panes.inbox.list.has_focus
        case Place.TRIAGE:
            queue = panes.queue.pane
            return queue is not None and (queue.list.has_focus or panes.pane.reads_on)
        case Place.MESSAGE:
            # On a notice or a gap, too: what cannot be done there says so.
            pane = panes.pane
            among = pane.selected_message_id is not None or pane.timeline.has_focus
            elsewhere = counts_at(Place.TRIAGE, panes, screen)
            return among and not elsewhere and not isinstance(screen.focused, TextArea)
