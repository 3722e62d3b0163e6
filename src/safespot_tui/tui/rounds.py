"""The walk through what is unread that is under way, and the bar that tells of it."""

from safespot_tui.actions.round import Round
from safespot_tui.actions.unread_actions import unread
from safespot_tui.tui.inbox.catch_up_bar import CatchUpBar
from safespot_tui.tui.whereabouts import Passable, whereabouts


class Rounds:
    """One walk at a time; who opens something else has left it."""

    def __init__(self, screen: Passable, bar: CatchUpBar) -> None:
        self._screen = screen
        self._bar = bar
        self.current: Round | None = None

    def begin(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        if self.current is not None:
            way_back = self.current.way_back
        else:
            here = whereabouts(self._screen)

            def way_back() -> None:
                here.go_back(self._screen)

        return Round(way_back, self._screen.pane.conversation_id, catching_up=catching_up)

    def take(self, walk: Round | None) -> None:
        """This walk is under way now, or none."""
        self.current = walk
        self._bar.show(walk if walk is not None and walk.catching_up else None)

    def end(self) -> int | None:
        """Bring the user back to where the walk began; how many are unread still.

        None where no walk is under way.
        """
        if self.current is None:
            return None
        self.current.way_back()
        return len(unread(self._screen.store))
