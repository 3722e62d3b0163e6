"""Choosing an image, saying something about it, and waiting while it goes."""

from asyncio import to_thread

from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.actions.image_file import read_image
from safespot_tui.contract.limits import MAX_MESSAGE_CHARACTERS
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.screens.asking import AskingDialog
from safespot_tui.tui.screens.dialog import Field, Words


class SendImageDialog(AskingDialog[MessageId]):
    """Gives the message once it is on its way. What was filled in stays as long as it is not."""

    def __init__(
        self, messenger: Messenger, conversation_id: ConversationId, path: str = ""
    ) -> None:
        """With `path`, it is about that file."""
        super().__init__()
        self.title_words = _("Send an image")
        self._messenger = messenger
        self._conversation_id = conversation_id
        self._path = Field(path, placeholder="~/foto.jpg", id="path")
        self._caption = Field(max_length=MAX_MESSAGE_CHARACTERS, id="caption")

    def parts(self) -> list[Widget]:
        """The file, the words, what came of it, and the keys."""
        return [
            Words(_("File: type its path, or drop it here"), classes="label"),
            self._path,
            Words(_("Words under it, if you like"), classes="label"),
            self._caption,
            self.sentence,
            Words(_("Enter goes on, and then sends · Esc closes"), classes="hint"),
        ]

    def on_mount(self) -> None:
        """Where the file is known, the words are what is left."""
        if self._path.value:
            self._caption.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the path to the words, and from there to the server."""
        event.stop()
        if event.input is self._path and self._path.value.strip():
            self._caption.focus()
            return
        path, caption = self._path.value, safe_line(self._caption.value)

        async def send() -> MessageId:
            image = await to_thread(read_image, path)
            self.say(_sending_words(len(image)), asking=True)
            return await self._messenger.send_image(self._conversation_id, image, caption)

        self.ask(_("Reading the file…"), send)


def _sending_words(size: int) -> str:
    return _("Sending {size} kB… Esc gives up.").format(size=max(1, round(size / 1000)))
