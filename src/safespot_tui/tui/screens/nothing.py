"""What stands where no conversation is open."""

from typing import ClassVar

from rich.cells import cell_len
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _
from safespot_tui.tui.drawing.line import Piece, line

_OFFERED = ("conversation.next_unread", "conversation.switch", "conversation.new", "app.help")


class Nothing(Widget, can_focus=False):
    """A few keys to begin with, in the middle."""

    DEFAULT_CSS = """
    Nothing {
        width: 2fr;
        height: 1fr;
        background: $background;
        color: $foreground 65%;
        & > .nothing--key { color: $secondary; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"nothing--key"}

    offers_opening = reactive(default=False, init=False)
    """Whether a conversation is selected."""

    def render_line(self, y: int) -> Strip:
        """A name and its key a line."""
        plain = self.rich_style
        key_style = self.get_component_rich_style("nothing--key")
        rows = [(_(ACTIONS[action].title), first_key(ACTIONS[action])) for action in _OFFERED]
        if self.offers_opening:
            rows.insert(0, (_("Open the selected conversation"), "Enter"))
        titles = max(cell_len(title) for title, _key in rows)
        keys = max(cell_len(key) for _title, key in rows)
        width, height = self.size
        top = (height - len(rows)) // 2
        if not 0 <= y - top < len(rows):
            return line((), width, plain)
        title, key = rows[y - top]
        left = max(0, (width - titles - keys - 3) // 2)
        pieces: list[Piece] = [
            (" " * (left + titles - cell_len(title)), plain),
            (title, plain),
            ("   ", plain),
            (key, key_style),
        ]
        return line(pieces, width, plain)
