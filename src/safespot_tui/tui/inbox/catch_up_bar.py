"""One line while the user catches up: how far they are, and the ways on."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.actions.round import Round
from safespot_tui.i18n import _
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.drawing.line import Piece, line

GAP = 3
"""Cells between two parts of the line."""


class CatchUpBar(Widget, can_focus=False):
    """Says “3 of 7”, and which keys go on, skip and stop; a click on them does the same."""

    DEFAULT_CSS = """
    CatchUpBar {
        display: none;
        height: 1;
        background: $primary 16%;
        color: $foreground;
        & > .catch-up--count { color: $primary; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"catch-up--count"}

    def __init__(self, store: Store, beat: Beat) -> None:
        super().__init__()
        self._store = store
        self._beat = beat
        self._round: Round | None = None
        self._counts = (0, 0)

    def on_mount(self) -> None:
        """More may become unread meanwhile, or less."""
        self._unwatch = self._beat.watch_all(self._on_batch)

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def show(self, walk: Round | None) -> None:
        """Tell of a walk through the unread; without one, take no room."""
        self._round = walk
        self.display = walk is not None
        self._count()

    def _on_batch(self, batch: Batch) -> None:
        if self._round is not None and any(key[0] == "conversations" for key in batch.keys):
            self._count()

    def _count(self) -> None:
        walk = self._round
        counts = (walk.count, walk.total(self._store)) if walk is not None else (0, 0)
        if counts != self._counts:
            self._counts = counts
            self.refresh()

    def parts(self) -> Sequence[tuple[str, str]]:
        """The words of each part with the action it asks for, as many as fit."""
        place, total = self._counts
        next_key, skip_key, stop_key = (
            first_key(ACTIONS[action_id])
            for action_id in ("inbox.catch_up", "conversation.next_unread", "app.back")
        )
        parts = [
            (_("Catching up: {n} of {total}").format(n=place, total=total), ""),
            (_("{key} next, this one is read").format(key=next_key), "inbox.catch_up"),
            (
                _("{key} next, this one stays unread").format(key=skip_key),
                "conversation.next_unread",
            ),
            (_("{key} stop").format(key=stop_key), "app.back"),
        ]
        room = self.size.width - 2
        if sum(cell_len(words) + GAP for words, _action in parts) - GAP > room:
            parts[0] = (_("{n} of {total}").format(n=place, total=total), "")
            parts[1] = (_("{key} next, read").format(key=next_key), "inbox.catch_up")
            parts[2] = (_("{key} next, unread").format(key=skip_key), "conversation.next_unread")
        return parts

    def render_line(self, y: int) -> Strip:
        """All parts on one line."""
        pieces: list[Piece] = [(" ", self.rich_style)]
        for words, action_id in self.parts():
            style = self.rich_style
            if not action_id:
                style = self.get_component_rich_style("catch-up--count")
            pieces += [(words, style), (" " * GAP, self.rich_style)]
        return line(pieces, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Go on in the way that was clicked."""
        event.stop()
        x = 1
        for words, action_id in self.parts():
            end = x + cell_len(words)
            if action_id and x <= event.x < end:
                self.post_message(Asked(action_id))
            x = end + GAP
