"""An input over a list: a few letters find a row, Enter chooses it."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from msgspec import structs
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.i18n import _
from safespot_tui.tui.fuzzy import match
from safespot_tui.tui.screens.dialog import Dialog, Field, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList

ValueT = TypeVar("ValueT")

_MAX_ROWS = 50
"""Nobody scrolls further; another letter finds it sooner."""


class Finder(Dialog[ValueT]):
    """Gives the value of the chosen row. Without letters, rows stand in the order given."""

    DEFAULT_CSS = """
    Finder {
        & > #box { width: 76; height: 80%; max-height: 30; }
        RowList { height: 1fr; min-height: 3; margin-top: 1; }
        &.-low > #box { height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
    ]

    placeholder = ""

    def __init__(self, entries: Sequence[tuple[ValueT, ListRow]]) -> None:
        super().__init__()
        self._entries = entries
        self._found = entries
        self._list = RowList()
        self._input = Field(placeholder=self.placeholder)

    def parts(self) -> list[Widget]:
        """The input, what it finds, and the keys."""
        return [self._input, self._list, Words(self.hint or _finder_hint(), classes="hint")]

    def on_mount(self) -> None:
        """List everything."""
        self._list_found("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self._list_found(event.value.strip())

    def _list_found(self, query: str) -> None:
        self._found = _find(self._entries, query)[:_MAX_ROWS]
        rows = [row for _value, row in self._found]
        self._list.set_rows(rows or [ListRow(_("Nothing found"), enabled=False)])
        self.cursor_came_to(self._under_cursor())

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)
        self.cursor_came_to(self._under_cursor())

    def cursor_came_to(self, row: ListRow | None) -> None:
        """For what is shown while the user chooses; None: nothing was found."""

    def _under_cursor(self) -> ListRow | None:
        cursor = self._list.cursor
        return self._found[cursor][1] if cursor < len(self._found) else None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose what the cursor is on."""
        event.stop()
        self._choose(self._list.cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Choose what was clicked."""
        event.stop()
        self._choose(event.index)

    def _choose(self, index: int) -> None:
        if index < len(self._found):
            self.dismiss(self._found[index][0])


def _finder_hint() -> str:
    return _("↑ ↓ choose · Enter opens · Esc closes")


def _find(
    entries: Sequence[tuple[ValueT, ListRow]], query: str
) -> Sequence[tuple[ValueT, ListRow]]:
    if not query:
        return entries
    scored: list[tuple[int, int, tuple[ValueT, ListRow]]] = []
    for index, (value, row) in enumerate(entries):
        by_title = match(query, row.title)
        by_detail = match(query, row.detail) if by_title is None and row.detail else None
        if by_title is not None:
            row = structs.replace(row, found=tuple(by_title[1]))
            scored.append((-by_title[0], index, (value, row)))
        elif by_detail is not None:
            scored.append((len(query) - by_detail[0] // 2, index, (value, row)))
    return [entry for _score, _index, entry in sorted(scored, key=lambda item: item[:2])]
