"""The parts of the inbox as tabs on one line."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.filters import InboxFilter, Part, part_title
from safespot_tui.actions.folder import Folder
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.drawing.line import Piece, line

_NEEDS: Mapping[Part, Capability] = {InboxFilter.GROUPS: Capability.GROUPS}
"""What the server has to offer for there to be anything under a tab."""


class FilterTabs(Widget, can_focus=False):
    """All, unread, groups, reports, archived, then the user's own; a click chooses."""

    DEFAULT_CSS = """
    FilterTabs {
        height: 1;
        background: $surface;
        color: $foreground 65%;
        & > .tabs--chosen { color: $primary; text-style: bold underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--chosen"}

    chosen: reactive[Part] = reactive[Part](InboxFilter.ALL)

    class Chosen(Message):
        """The user wants another part of the inbox."""

        def __init__(self, chosen: Part) -> None:
            super().__init__()
            self.chosen = chosen

    def __init__(self, folders: Sequence[Folder] = ()) -> None:
        super().__init__()
        self._all: tuple[Part, ...] = (*InboxFilter, *folders)
        self._tabs = self._all

    def offer(self, capabilities: frozenset[Capability]) -> None:
        """Show only the tabs under which there can be something."""
        tabs = tuple(
            tab for tab in self._all if (need := _NEEDS.get(tab)) is None or need in capabilities
        )
        if tabs != self._tabs:
            self._tabs = tabs
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The tabs that fit, the chosen one always among them."""
        plain = self.rich_style
        chosen = self.get_component_rich_style("tabs--chosen")
        places = self.places()
        pieces: list[Piece] = []
        x = 0
        for tab, start, end in places:
            pieces.append((" " * (start - x), plain))
            pieces.append((part_title(tab), chosen if tab is self.chosen else plain))
            x = end
        if places and places[0][0] is not self._tabs[0]:
            pieces[0] = ("‹", plain)
        width = self.size.width
        if places and places[-1][0] is not self._tabs[-1] and x + 2 <= width:
            pieces.append((" " * (width - x - 2) + "› ", plain))
        return line(pieces, width, plain)

    def places(self) -> Sequence[tuple[Part, int, int]]:
        """Each tab that is shown, with its first cell and the first one after it."""
        lengths = {tab: cell_len(part_title(tab)) for tab in self._tabs}
        room = self.size.width - 2
        gap = 2 if sum(lengths.values()) + 2 * (len(self._tabs) - 1) <= room else 1
        shown = list(self._tabs)
        while len(shown) > 1 and sum(lengths[tab] + gap for tab in shown) - gap > room:
            shown.pop(0 if shown[-1] is self.chosen else -1)
        places: list[tuple[Part, int, int]] = []
        x = 1
        for tab in shown:
            places.append((tab, x, x + lengths[tab]))
            x += lengths[tab] + gap
        return places

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for tab, start, end in self.places():
            if start <= event.x <= end:
                self.post_message(self.Chosen(tab))
                return
