"""Facts to be read, one below the other."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.widget import Widget

from safespot_tui.i18n import _
from safespot_tui.tui.conversation.info import Fact
from safespot_tui.tui.screens.dialog import Dialog, Words


class FactsDialog(Dialog[None]):
    """What is known, as a table of two columns."""

    DEFAULT_CSS = """
    FactsDialog {
        & > #box { width: 76; }
        .fact { height: auto; }
        .fact .value { width: 1fr; height: auto; }
    }
    """

    def __init__(self, title: str, facts: Sequence[Fact]) -> None:
        super().__init__()
        self.title_words = title
        self._facts = facts

    def parts(self) -> list[Widget]:
        """A row for each fact."""
        width = max((cell_len(fact.what) for fact in self._facts), default=0) + 2
        return [
            *(self._row(fact, width) for fact in self._facts),
            Words(_("↑ ↓ scroll · Esc closes"), classes="hint"),
        ]

    def _row(self, fact: Fact, width: int) -> Widget:
        what = Words(fact.what, classes="label")
        what.styles.width = width
        return Horizontal(what, Words(fact.value, classes="value"), classes="fact")

    def on_mount(self) -> None:
        """The arrows scroll what does not fit."""
        box = self.query_one("#box")
        box.can_focus = True
        box.focus()
