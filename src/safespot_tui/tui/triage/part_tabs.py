"""The parts of the queue as tabs, each with how much is in it."""

from collections.abc import Callable, Sequence

from safespot_tui.actions.triage_actions import part_title
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.tui.tab_bar import TabBar


class PartTabs(TabBar[QueuePart]):
    """Open, mine, snoozed, done."""

    def __init__(self, count: Callable[[QueuePart], int]) -> None:
        super().__init__(tuple(QueuePart))
        self._count = count
        self._counts: Sequence[int] = ()

    def look(self) -> None:
        """Say how much there is now."""
        counts = [self._count(part) for part in QueuePart]
        if counts != self._counts:
            self._counts = counts
            self.refresh()

    def _words(self, tab: QueuePart) -> str:
        return f"{part_title(tab)} {self._count(tab)}"
