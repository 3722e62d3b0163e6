"""All themes, each shown while the cursor is on it."""

from safespot_tui.i18n import _
from safespot_tui.tui.host import app_of
from safespot_tui.tui.screens.finder import Finder
from safespot_tui.tui.screens.row_list import ListRow


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

    def cursor_came_to(self, row: ListRow | None) -> None:
        """Show the theme that the cursor is on."""
        if row is not None:
            app_of(self).theme = row.title

    def action_decline(self) -> None:
        """Go back to the theme from before."""
        app_of(self).theme = self._before
        super().action_decline()
