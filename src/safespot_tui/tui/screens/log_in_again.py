"""The same account once more: only the password is missing."""

from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.i18n import _
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.screens.asking import AskingDialog
from safespot_tui.tui.screens.dialog import Field, Words


class LogInAgainDialog(AskingDialog[bool]):
    """Gives True once the server has let the user in again."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.title_words = _("Log in again")
        self._engine = engine

    def parts(self) -> list[Widget]:
        """Who and where, then the field, what came of it, and the keys."""
        return [
            Words(f"{self._engine.email} · {self._engine.server}", id="account"),
            Words(
                _("Everything is kept; what is not sent goes out once you are logged in."),
                classes="label",
            ),
            Words(_("Password"), classes="label"),
            Field(password=True, id="password"),
            self.sentence,
            Words(_("Enter logs in · Esc closes"), classes="hint"),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask the server."""
        event.stop()
        password = event.value
        if not password:
            self.say(_("Your password is missing."))
            return

        async def renew() -> bool:
            await self._engine.renew(password)
            return True

        self.ask(_("Asking the server…"), renew)
