"""Knobs that disturb the line to the server: a letter each."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from safespot_tui.i18n import _
from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.panel import HEAL, Row, press, rows
from safespot_tui.instruments.faults.permission import NotAllowed
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList

_COUNT_SECONDS = 0.5


class KnobsDialog(Dialog[None]):
    """Turns them on and off again, and shows how often each did something."""

    DEFAULT_CSS = """
    KnobsDialog {
        & > #box { width: 72; max-height: 100%; }
        #said { height: auto; color: $foreground 65%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "turn", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.title_words = _("Disturb the line")
        self._faults = faults
        self._rows = rows(faults)
        self._list = RowList()
        self._said = Words(id="said")

    def parts(self) -> list[Widget]:
        """The knobs, what came of turning one, and the keys."""
        keys = _("A letter turns one on or off · {heal} all off · Esc").format(heal=HEAL)
        return [self._list, self._said, Words(keys, classes="hint")]

    def on_mount(self) -> None:
        """Show how they stand, and how often they do something."""
        self._look()
        self.set_interval(_COUNT_SECONDS, self._look)

    def _look(self) -> None:
        self._rows = rows(self._faults)
        self._list.set_rows([_as_listed(row) for row in self._rows], self._list.cursor)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)

    def action_turn(self) -> None:
        """Turn the one that the cursor is on."""
        self._turn(self._rows[self._list.cursor].key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A row was clicked."""
        event.stop()
        self._turn(self._rows[event.index].key)

    def on_key(self, event: events.Key) -> None:
        """The letter of a knob."""
        if event.character is not None and self._turn(event.character):
            event.stop()
            event.prevent_default()

    def _turn(self, key: str) -> bool:
        try:
            known = press(self._faults, key)
        except NotAllowed as refusal:
            self._said.say(str(refusal))
            return True
        if known:
            self._said.say("")
            self._look()
        return known


def _as_listed(row: Row) -> ListRow:
    sign = "●" if row.is_on else "○"
    return ListRow(
        f"{row.key} {sign} {row.name}",
        row.order,
        str(row.count) if row.count else "",
        enabled=row.is_on,
    )
