"""Choosing an emoji: a grid of them, and a few letters that find one by name."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.domain.emoji import Emoji, by_character, catalogue, search
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.tui.drawing.line import Piece, line
from safespot_tui.tui.screens.dialog import Dialog, Field, Words
from safespot_tui.tui.writing.emoji_names import emoji_name

CELL = 4
"""Cells of a place in the grid: an emoji takes two."""


class EmojiGrid(ScrollView, can_focus=False):
    """Emoji in rows of as many as there is room for, with a cursor that somebody else moves."""

    DEFAULT_CSS = """
    EmojiGrid {
        height: 1fr;
        min-height: 2;
        margin-top: 1;
        background: $surface;
        color: $foreground;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        & > .emoji--cursor { background: $primary 30%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"emoji--cursor"}

    class Chosen(Message):
        """An emoji was clicked."""

    class Moved(Message):
        """The cursor is on another emoji."""

    def __init__(self) -> None:
        super().__init__()
        self._emoji: Sequence[Emoji] = ()
        self.cursor = 0

    @property
    def columns(self) -> int:
        """How many stand in a row."""
        return max(1, (self.size.width or CELL) // CELL)

    @property
    def current(self) -> Emoji | None:
        """The one the cursor is on."""
        return self._emoji[self.cursor] if self._emoji else None

    def set_emoji(self, emoji: Sequence[Emoji]) -> None:
        """Show these, the cursor on the first."""
        self._emoji = emoji
        self._measure()
        self.move_to(0)

    def move_to(self, index: int) -> None:
        """Move the cursor, no further than there are emoji."""
        self.cursor = max(0, min(index, len(self._emoji) - 1))
        self.refresh()
        if self.size.height:
            row = self.cursor // self.columns
            self.scroll_to_region(Region(0, row, self.size.width, 1), animate=False)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Other widths make other rows."""
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(0, -(-len(self._emoji) // self.columns))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the grid."""
        plain = self.rich_style
        start = (self.scroll_offset.y + y) * self.columns
        pieces: list[Piece] = []
        for index, emoji in enumerate(self._emoji[start : start + self.columns], start):
            style = plain
            if index == self.cursor:
                style += self.get_component_rich_style("emoji--cursor")
            cells = cell_len(emoji.character)
            pieces.append((f" {emoji.character}{' ' * max(0, CELL - 1 - cells)}", style))
        return line(pieces, self.size.width, plain)

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the mouse."""
        column = event.x // CELL
        index = (self.scroll_offset.y + event.y) * self.columns + column
        if column < self.columns and index < len(self._emoji):
            self.move_to(index)
            self.post_message(self.Chosen())


class EmojiPicker(Dialog[SafeText]):
    """Gives the chosen emoji. Without letters, those used last come first, then the usual ones."""

    DEFAULT_CSS = """
    EmojiPicker {
        & > #box { width: 60; height: 80%; max-height: 22; }
        .name { margin-top: 1; height: 1; }
        &.-low > #box { height: 100%; }
        &.-low EmojiGrid, &.-low .name { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0, -1)", show=False, priority=True),
        Binding("down", "move(0, 1)", show=False, priority=True),
        Binding("left", "move(-1, 0)", show=False, priority=True),
        Binding("right", "move(1, 0)", show=False, priority=True),
        Binding("pageup", "move(0, -8)", show=False, priority=True),
        Binding("pagedown", "move(0, 8)", show=False, priority=True),
    ]

    def __init__(self, title: str, recent: Sequence[str] = ()) -> None:
        super().__init__()
        self.title_words = title
        self._recent = [emoji for one in recent if (emoji := by_character(one)) is not None]
        self._input = Field(placeholder=_("What is it called?"), id="emoji")
        self._grid = EmojiGrid()
        self._name = Words(classes="name")

    def parts(self) -> list[Widget]:
        """The letters, the grid, the name of the one the cursor is on, and the keys."""
        hint = Words(_("Arrows and Enter, or a click · Esc closes"), classes="hint")
        return [self._input, self._grid, self._name, hint]

    def on_mount(self) -> None:
        """Begin with what is used."""
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self._show(event.value)

    def _show(self, letters: str) -> None:
        if letters.strip():
            self._grid.set_emoji(search(letters))
        else:
            others = [emoji for emoji in catalogue() if emoji not in self._recent]
            self._grid.set_emoji([*self._recent, *others])

    def action_move(self, columns: int, rows: int) -> None:
        """Move the cursor of the grid."""
        self._grid.move_to(self._grid.cursor + columns + rows * self._grid.columns)

    def on_emoji_grid_moved(self, event: EmojiGrid.Moved) -> None:
        """Say what it is."""
        event.stop()
        emoji = self._grid.current
        self._name.say(
            f"{emoji.character}  {emoji_name(emoji)}  {emoji.shortcode}"
            if emoji is not None
            else _("Nothing found")
        )

    def on_emoji_grid_chosen(self, event: EmojiGrid.Chosen) -> None:
        """It was clicked."""
        event.stop()
        self._choose()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter chooses what the cursor is on."""
        event.stop()
        self._choose()

    def _choose(self) -> None:
        if self._grid.current is not None:
            self.dismiss(self._grid.current.character)
