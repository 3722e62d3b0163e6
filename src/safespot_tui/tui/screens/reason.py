"""Why something is to be done: one line, kept until the server agrees."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.actions.reasons import Reasons
from safespot_tui.contract.limits import MAX_REASON_CHARACTERS
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _
from safespot_tui.tui.screens.asking import AskingDialog
from safespot_tui.tui.screens.dialog import Field, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList


class ReasonDialog(AskingDialog[bool]):
    """Gives True once the reason was taken. What is left unsaid comes back the next time."""

    DEFAULT_CSS = """
    ReasonDialog RowList { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(
        self,
        question: str,
        detail: str,
        give: Callable[[SafeText], Awaitable[None]],
        reasons: Reasons,
    ) -> None:
        super().__init__()
        self.title_words = question
        self._detail = detail
        self._give = give
        self._reasons = reasons
        self._offered = reasons.offered()
        self._list = RowList()
        self._list.add_class("-resting")
        self._field = Field(
            reasons.begun(question), placeholder=_("The reason"), max_length=MAX_REASON_CHARACTERS
        )

    def parts(self) -> list[Widget]:
        """What it is for, the field, reasons to choose from, what came of it, and the keys."""
        keys = _("Enter sends it · ↑ ↓ take one of these · Esc closes")
        return [
            Words(self._detail, classes="label"),
            self._field,
            self._list,
            self.sentence,
            Words(keys, classes="hint"),
        ]

    def on_mount(self) -> None:
        """Offer what may be said again."""
        self._list.set_rows([ListRow(reason) for reason in self._offered])

    def action_move(self, step: int) -> None:
        """Take the next reason, from the first or the last on."""
        if self._list.has_class("-resting"):
            self._list.remove_class("-resting")
            step = 0 if step > 0 else -1
        self._list.move(step)
        self._take(self._list.cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A reason was clicked."""
        event.stop()
        self._list.remove_class("-resting")
        self._take(event.index)

    def _take(self, index: int) -> None:
        self._field.value = self._offered[index]
        self._field.cursor_position = len(self._field.value)

    def action_decline(self) -> None:
        """Nothing is done; what was written is kept for when the same is asked again."""
        self._reasons.put_aside(self.title_words, self._field.value)
        super().action_decline()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Have it done."""
        event.stop()
        reason = safe_line(event.value)
        if not reason:
            self.say(_("A reason is needed: it is kept, and whom it is about may be told."))
            return

        async def give() -> bool:
            await self._give(reason)
            self._reasons.given(self.title_words, reason)
            return True

        self.ask(_("Asking the server…"), give)
