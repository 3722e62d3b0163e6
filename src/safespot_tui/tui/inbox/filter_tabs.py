"""The parts of the inbox as tabs."""

from collections.abc import Mapping, Sequence

from safespot_tui.actions.filters import InboxFilter, Part, part_title
from safespot_tui.actions.folder import Folder
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.tab_bar import TabBar

_NEEDS: Mapping[Part, Capability] = {InboxFilter.GROUPS: Capability.GROUPS}
"""What the server has to offer for there to be anything under a tab."""


class FilterTabs(TabBar[Part]):
    """All, unread, groups, reports, archived, then the user's own."""

    def __init__(self, folders: Sequence[Folder] = ()) -> None:
        self._all: tuple[Part, ...] = (*InboxFilter, *folders)
        super().__init__(self._all)

    def offer(self, capabilities: frozenset[Capability]) -> None:
        """Show only the tabs under which there can be something."""
        tabs = tuple(
            tab for tab in self._all if (need := _NEEDS.get(tab)) is None or need in capabilities
        )
        if tabs != self._tabs:
            self._tabs = tabs
            self.refresh()

    def _words(self, tab: Part) -> str:
        return part_title(tab)
