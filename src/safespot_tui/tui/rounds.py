"""The walk through what is unread that is under way, and the bar that tells of it."""

from typing import Protocol

from safespot_tui.actions.round import Round
from safespot_tui.actions.unread_actions import unread, way_back_words
from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.host import host_of
from safespot_tui.tui.inbox.catch_up_bar import CatchUpBar
from safespot_tui.tui.whereabouts import Passable, whereabouts


class Show(Protocol):
    """Shows a conversation, whatever walk is under way."""

    def __call__(self, conversation_id: ConversationId, /, *, keep_unread: bool) -> None:
        """Unless it is to `keep_unread`, it is read."""
        ...


class Rounds:
    """One walk at a time; who opens something else has left it."""

    def __init__(self, screen: Passable, bar: CatchUpBar, show: Show) -> None:
        self._screen = screen
        self._bar = bar
        self._show = show
        self.current: Round | None = None

    @property
    def is_catching_up(self) -> bool:
        """Whether what is visited is read when it is left."""
        return self.current is not None and self.current.catching_up

    def begin(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        if self.current is not None:
            way_back = self.current.way_back
        else:
            here = whereabouts(self._screen)

            def way_back() -> None:
                here.go_back(self._screen)

        return Round(way_back, self._screen.pane.conversation_id, catching_up=catching_up)

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Show a conversation as a part of a walk, which is under way from then on."""
        self._show(conversation_id, keep_unread=walk.catching_up)
        self._take(walk)

    def end(self) -> None:
        """Bring the user back to where the walk began, and say what is unread still."""
        if self.current is not None:
            self.current.way_back()
            host_of(self._bar).answer(way_back_words(len(unread(self._screen.store))))

    def leave(self) -> None:
        """The user is where they wanted to be: no walk is under way any more."""
        self._take(None)

    def _take(self, walk: Round | None) -> None:
        self.current = walk
        self._bar.show(walk if self.is_catching_up else None)
