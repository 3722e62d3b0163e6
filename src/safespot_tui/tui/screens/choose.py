"""A few things, one of which is chosen."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from safespot_tui.actions.asking import Choice
from safespot_tui.i18n import _
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList


class ChoiceDialog(Dialog[str]):
    """Gives the value of the chosen one. Digits choose directly."""

    DEFAULT_CSS = "ChoiceDialog > #box { width: 60; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.title_words = title
        self._choices = choices
        self._list = RowList()

    def parts(self) -> list[Widget]:
        """The choices, and how to choose."""
        return [self._list, Words(_("↑ ↓ and Enter, or a number · Esc"), classes="hint")]

    def on_mount(self) -> None:
        """List the choices."""
        self._list.set_rows(
            [
                ListRow(
                    f"{index}  {choice.title}" if index <= 9 else f"   {choice.title}",
                    right=choice.hint,
                )
                for index, choice in enumerate(self._choices, 1)
            ]
        )

    def on_key(self, event: events.Key) -> None:
        """A digit chooses."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._choices):
            event.stop()
            self.dismiss(self._choices[int(event.key) - 1].value)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)

    def action_choose(self) -> None:
        """Choose what the cursor is on."""
        if self._choices:
            self.dismiss(self._choices[self._list.cursor].value)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Choose what was clicked."""
        self.dismiss(self._choices[event.index].value)
