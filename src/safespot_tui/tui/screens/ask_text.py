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

    def __init__(
        self, title: str, value: str, *, placeholder: str = "", longest: int = MAX_LENGTH
    ) -> None:
        super().__init__()
        self.title_words = title
        self._value = value
        self._placeholder = placeholder
        self._longest = longest

    def parts(self) -> list[Widget]:
        """The input, and what Enter does."""
        return [
            Field(self._value, placeholder=self._placeholder, max_length=self._longest),
            Words(self._hint(), classes="hint"),
        ]

    def _hint(self) -> str:
        if self._value:
            return _("Enter keeps it · Esc leaves it as it is")
        return _("Enter goes on · Esc closes")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, unless it is empty or the same."""
        text = safe_line(event.value)
        self.dismiss(text if text and text != self._value else None)
