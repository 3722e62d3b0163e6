"""A question before something that cannot be undone, or a notice with one thing to do."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from safespot_tui.i18n import _
from safespot_tui.tui.screens.dialog import Dialog, Words


class ConfirmDialog(Dialog[bool]):
    """Gives True for yes. The keyboard begins on what does no harm."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(
        self, question: str, detail: str, yes: str, no: str | None = None, *, grave: bool = True
    ) -> None:
        super().__init__()
        self.title_words = question
        self._detail = detail
        self._yes = yes
        self._no = no or _("Cancel")
        self._grave = grave

    def parts(self) -> list[Widget]:
        """The consequence, and two buttons."""
        yes = Button(
            Content(self._yes),
            id="yes",
            variant="error" if self._grave else "primary",
            compact=True,
        )
        no = Button(Content(self._no), id="no", compact=True)
        return [Words(self._detail), Horizontal(yes, no, classes="buttons")]

    def on_mount(self) -> None:
        """Begin."""
        self.query_one("#no" if self._grave else "#yes").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        self.dismiss(event.button.id == "yes")
