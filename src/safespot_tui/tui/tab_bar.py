"""Tabs on one line."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.tui.drawing.line import Piece, line

TabT = TypeVar("TabT")


class TabChosen(Message, Generic[TabT]):
    """The user wants what is under another tab."""

    def __init__(self, chosen: TabT) -> None:
        super().__init__()
        self.chosen = chosen


class TabBar(Widget, Generic[TabT], can_focus=False):
    """A click chooses. Which is chosen, and what each says, is told from outside."""

    DEFAULT_CSS = """
    TabBar {
        height: 1;
        background: $surface;
        color: $foreground 65%;
        & > .tabs--chosen { color: $primary; text-style: bold underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--chosen"}

    def __init__(self, tabs: Sequence[TabT]) -> None:
        """There is at least one of the `tabs`; the first one is chosen."""
        super().__init__()
        self._tabs = tabs
        self._chosen = tabs[0]

    def _words(self, tab: TabT) -> str:
        """What a tab says."""
        raise NotImplementedError

    @property
    def chosen(self) -> TabT:
        """The tab whose part is shown."""
        return self._chosen

    def choose(self, tab: TabT) -> None:
        """Another one is shown."""
        self._chosen = tab
        self.refresh()

    def places(self) -> Sequence[tuple[TabT, int, int]]:
        """Each tab that fits, with its first cell and the first one after it.

        The chosen one is always among them.
        """
        lengths = [cell_len(self._words(tab)) for tab in self._tabs]
        shown = list(zip(self._tabs, lengths, strict=True))
        room = self.size.width - 2
        gap = 2 if sum(lengths) + 2 * (len(lengths) - 1) <= room else 1
        while len(shown) > 1 and sum(length + gap for _tab, length in shown) - gap > room:
            shown.pop(0 if shown[-1][0] == self._chosen else -1)
        places: list[tuple[TabT, int, int]] = []
        x = 1
        for tab, length in shown:
            places.append((tab, x, x + length))
            x += length + gap
        return places

    def render_line(self, y: int) -> Strip:
        """The tabs, with a sign at either end beyond which there are more."""
        plain, chosen = self.rich_style, self.get_component_rich_style("tabs--chosen")
        width, places = self.size.width, self.places()
        pieces: list[Piece] = []
        x = 0
        for tab, start, end in places:
            pieces.append((" " * (start - x), plain))
            pieces.append((self._words(tab), chosen if tab == self._chosen else plain))
            x = end
        if places[0][0] != self._tabs[0]:
            pieces[0] = ("‹", plain)
        if places[-1][0] != self._tabs[-1] and x + 2 <= width:
            pieces.append((" " * (width - x - 2) + "› ", plain))
        return line(pieces, width, plain)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for tab, start, end in self.places():
            if start <= event.x <= end:
                self.post_message(TabChosen(tab))
                return
