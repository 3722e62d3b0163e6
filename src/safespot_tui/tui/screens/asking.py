"""A dialog that asks the server, and keeps what was filled in until it agrees."""

from collections.abc import Awaitable, Callable

from textual import work
from textual.widgets import Input

from safespot_tui.actions.image_file import NotSendable
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.tui.screens.dialog import Dialog, ResultT, Words


class AskingDialog(Dialog[ResultT]):
    """Fields, and a sentence below them.

    ::

        filling ──Enter──▶ asking ──▶ (closed, with what the server gave)
           ▲                  │
           └── a sentence ◀───┘ refused, or no answer
    """

    DEFAULT_CSS = """
    AskingDialog {
        #sentence { color: $error; height: auto; margin-top: 1; }
        #sentence.-asking { color: $foreground 65%; }
        &.-low #sentence { margin-top: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sentence = Words(id="sentence")
        self.sentence.display = False

    def say(self, sentence: str, *, asking: bool = False) -> None:
        """Say what went wrong, or what is being done; nothing takes no room."""
        self.sentence.set_class(asking, "-asking")
        self.sentence.say(sentence)
        self.sentence.display = bool(sentence)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was said is about something else now."""
        event.stop()
        self.say("")

    @work(exclusive=True, group="asking")
    async def ask(self, words: str, request: Callable[[], Awaitable[ResultT]]) -> None:
        """Close with what `request` gives; say `words` meanwhile, and afterwards why it failed."""
        focused = self.focused
        self._set_asking(asking=True)
        self.say(words, asking=True)
        try:
            result = await request()
        except (GatewayError, NotSendable, OutboxFull) as error:
            self._set_asking(asking=False)
            self.say(error.reason)
            if focused is not None:
                focused.focus()
            return
        self.dismiss(result)

    def _set_asking(self, *, asking: bool) -> None:
        for field in self.query(Input):
            field.disabled = asking
            # Coming back to it to mend a letter, the next key must not replace all the others.
            field.select_on_focus = False
