"""The parts of the inbox as tabs on one line."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.filters import InboxFilter, filter_title


class FilterTabs(Widget, can_focus=False):
    """All, unread, groups, reports, archived; a click chooses."""

    DEFAULT_CSS = """
    FilterTabs {
        height: 1;
        background: $surface;
        color: $text-muted;
        & > .tabs--chosen { color: $primary; text-style: bold underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--chosen"}

    chosen: reactive[InboxFilter] = reactive(InboxFilter.ALL)

    class Chosen(Message):
        """The user wants another part of the inbox."""

        def __init__(self, chosen: InboxFilter) -> None:
            super().__init__()
            self.chosen = chosen

    def render_line(self, y: int) -> Strip:
        """The tabs, each as wide as its title, closer together where there is little room."""
        plain = self.rich_style
        chosen = self.get_component_rich_style("tabs--chosen")
        segments = [Segment(" ", plain)]
        for tab, start, end in self._places():
            gap = start - sum(segment.cell_length for segment in segments)
            segments.append(Segment(" " * gap, plain))
            title = filter_title(tab)[: end - start]
            segments.append(Segment(title, chosen if tab is self.chosen else plain))
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def _places(self) -> Sequence[tuple[InboxFilter, int, int]]:
        """Each tab's first cell, and the first one after it."""
        titles = {tab: len(filter_title(tab)) for tab in InboxFilter}
        room = self.size.width - 2
        gaps = len(titles) - 1
        gap = 2 if sum(titles.values()) + 2 * gaps <= room else 1
        if sum(titles.values()) + gaps > room:
            longest = max(1, (room - gaps) // len(titles))
            spare = room - gaps - sum(min(longest, length) for length in titles.values())
            for tab in sorted(titles, key=lambda tab: titles[tab]):
                cut = max(0, titles[tab] - longest)
                given = min(cut, max(0, spare))
                titles[tab] = min(titles[tab], longest) + given
                spare -= given
        places: list[tuple[InboxFilter, int, int]] = []
        x = 1
        for tab, length in titles.items():
            places.append((tab, x, x + length))
            x += length + gap
        return places

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for tab, start, end in self._places():
            if start <= event.x <= end:
                self.post_message(self.Chosen(tab))
                return
