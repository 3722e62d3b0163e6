"""One line of text."""

from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _
from safespot_tui.tui.screens.dialog import Dialog, Field, Words

MAX_LENGTH = 60
"""Characters of a name; the server refuses much longer ones, and no list could show them."""


class TextDialog(Dialog[SafeText]):
    """Gives what was typed, on one line; nothing typed gives None."""

    def __init__(self, title: str, value: str) -> None:
        super().__init__()
        self.title_words = title
        self._value = value

    def parts(self) -> list[Widget]:
        """The input, and what Enter does."""
        return [
            Field(self._value, max_length=MAX_LENGTH),
            Words(_("Enter keeps it · Esc leaves it as it is"), classes="hint"),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, unless it is empty or the same."""
        text = safe_line(event.value)
        self.dismiss(text if text and text != self._value else None)
