"""All themes, each shown while the cursor is on it."""

from textual.widgets import Input

from safespot_tui.i18n import _
from safespot_tui.tui.host import app_of
from safespot_tui.tui.screens.finder import Finder
from safespot_tui.tui.screens.row_list import ListRow, RowList


class ThemeChooser(Finder[str]):
    """Gives the name of the chosen theme; declined, the one from before is there again."""

    def __init__(self, names: list[str], current: str) -> None:
        self.title_words = _("Colours")
        self.placeholder = _("The name of a theme")
        self.hint = _("↑ ↓ show · Enter keeps · Esc goes back")
        self._before = current
        names.sort(key=lambda name: (name != current, not name.startswith("safespot"), name))
        super().__init__(
            [(name, ListRow(name, right="●" if name == current else "")) for name in names]
        )

    def action_move(self, step: int) -> None:
        """Show the theme that the cursor comes to."""
        super().action_move(step)
        self._preview()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the first theme that was found."""
        super().on_input_changed(event)
        self._preview()

    def action_decline(self) -> None:
        """Go back to the theme from before."""
        app_of(self).theme = self._before
        super().action_decline()

    def _preview(self) -> None:
        name = self._under_cursor()
        if name is not None:
            app_of(self).theme = name

    def _under_cursor(self) -> str | None:
        rows = self.query_one(RowList)
        row = rows.rows[rows.cursor] if rows.rows else None
        return row.title if row is not None and row.enabled else None
