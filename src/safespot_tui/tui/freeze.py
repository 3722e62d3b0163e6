"""Reading that holds still, whatever comes."""

from collections.abc import Callable, Sequence
from typing import Protocol

from safespot_tui.tui.freeze_bar import FreezeBar
from safespot_tui.tui.whereabouts import Passable, Whereabouts, whereabouts


class Holdable(Protocol):
    """What can hold still."""

    def hold(self, *, held: bool) -> None:
        """Let what comes move nothing, or let it again."""
        ...


class Freeze:
    """Holds all that is read on a screen, and goes on where it was held.

    ::

        moving ──toggle──▶ held, and what comes is counted ──toggle──▶ moving, where one was
    """

    def __init__(
        self, screen: Passable, bar: FreezeBar, holdable: Callable[[], Sequence[Holdable]]
    ) -> None:
        """`holdable` gives what there is to hold at a time."""
        self._screen = screen
        self._bar = bar
        self._holdable = holdable
        self._began_at: Whereabouts | None = None

    @property
    def on(self) -> bool:
        """Whether reading is held."""
        return self._began_at is not None

    def toggle(self) -> None:
        """Let what comes move nothing on the screen; the same again lets it, from there on."""
        began_at, self._began_at = self._began_at, None
        for each in self._holdable():
            each.hold(held=began_at is None)
        if began_at is None:
            self._bar.begin()
            self._began_at = whereabouts(self._screen)
        else:
            self._bar.end()
            self._thaw(began_at)

    def _thaw(self, began_at: Whereabouts) -> None:
        if began_at.shows_the_same(self._screen):
            self._screen.pane.go_to(began_at.place)
        else:
            began_at.go_back(self._screen)
