"""How others see the user."""

from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.screens.ask_text import MAX_LENGTH
from safespot_tui.tui.screens.asking import AskingDialog
from safespot_tui.tui.screens.dialog import Field, Words


class AliasDialog(AskingDialog[bool]):
    """Asks until the server agrees to an alias: it may be somebody else's already."""

    def __init__(self, messenger: Messenger) -> None:
        super().__init__()
        self.title_words = _("Your alias")
        self._messenger = messenger
        me = messenger.store.me
        user = messenger.store.user(me) if me is not None else None
        self._alias = user.alias if user is not None else ""

    def parts(self) -> list[Widget]:
        """The field, what came of it, and the keys."""
        return [
            Words(_("How your neighbours will see you"), classes="label"),
            Field(self._alias, max_length=MAX_LENGTH),
            self.sentence,
            Words(
                _("Enter keeps it · Esc leaves it as it is") if self._alias else _later_words(),
                classes="hint",
            ),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask for it, unless it is empty or the same."""
        event.stop()
        alias = safe_line(event.value)
        if not alias or alias == self._alias:
            self.dismiss(None)
            return

        async def rename() -> bool:
            await self._messenger.rename_self(alias)
            return True

        self.ask(_("Asking the server…"), rename)


def _later_words() -> str:
    if key := first_key(ACTIONS["self.rename"]):
        return _("Enter keeps it · Esc: later ({key})").format(key=key)
    return _("Enter keeps it · Esc closes")
