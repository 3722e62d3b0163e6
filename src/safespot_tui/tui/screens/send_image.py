"""Choosing an image, saying something about it, and waiting while it goes."""

from asyncio import to_thread
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.actions.image_file import read_image
from safespot_tui.actions.image_folder import Entry, Offered, offered
from safespot_tui.contract.limits import MAX_MESSAGE_CHARACTERS
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.screens.asking import AskingDialog
from safespot_tui.tui.screens.dialog import Field, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList

MOST_ROWS = 200
"""Nobody scrolls further; another letter finds it sooner."""


class SendImageDialog(AskingDialog[MessageId]):
    """Gives the message once it is on its way. What was filled in stays as long as it is not.

    ::

        path ──a folder is taken──▶ path, with what is in it
          ├────an image is taken──▶ words under it ──Enter──▶ sent
          └────a file is named────▶

    What a file is called decides nothing about what is drawn: what stands in the field is harmless,
    and the file that is meant is known by it.
    """

    DEFAULT_CSS = """
    SendImageDialog {
        & > #box { width: 76; }
        RowList { height: 8; margin-bottom: 1; }
        &.-low RowList { height: 3; margin-bottom: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("tab", "take", show=False),
    ]

    def __init__(
        self, messenger: Messenger, conversation_id: ConversationId, clock: Clock, path: str = ""
    ) -> None:
        """With `path`, it is about that file."""
        super().__init__()
        self.title_words = _("Send an image")
        self._messenger = messenger
        self._conversation_id = conversation_id
        self._clock = clock
        self._path = Field(path, placeholder="~/foto.jpg", id="path")
        self._files = RowList()
        self._caption = Field(max_length=MAX_MESSAGE_CHARACTERS, id="caption")
        self._hint = Words(classes="hint")
        self._offered = Offered()
        self._offered_for: str | None = None
        self._known: dict[str, Path] = {}
        """Where what was taken is, by what stands in the field for it."""

    def parts(self) -> list[Widget]:
        """The file and where it may be, the words, what came of it, and the keys."""
        return [
            Words(_("File: type its path, or drop it here"), classes="label"),
            self._path,
            self._files,
            Words(_("Words under it, if you like"), classes="label"),
            self._caption,
            self.sentence,
            self._hint,
        ]

    def on_mount(self) -> None:
        """Where the file is known, the words are what is left."""
        if self._path.value:
            self._caption.focus()
        self._look()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys are told for other fields."""
        choosing = event.widget is self._path
        self._hint.say(
            _("↑ ↓ choose · Enter takes it · Esc closes")
            if choosing
            else _("Enter sends · ↑ another file · Esc closes")
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter of the path."""
        if event.input is self._path:
            self._look()

    # ---------------------------------------------------------------------------- the file

    @work(exclusive=True, group="files")
    async def _look(self) -> None:
        await self._offer()

    async def _offer(self) -> None:
        """Offer what the path may lead to; the disk may be a slow one."""
        words = self._path.value
        found = await to_thread(offered, words, self._known.copy())
        self._offered, self._offered_for = found, words
        rows = [self._row(entry) for entry in found.entries[:MOST_ROWS]]
        self._files.set_rows(rows or [ListRow(found.reason, enabled=False)])

    def _row(self, entry: Entry) -> ListRow:
        if entry.size is None or entry.changed_at is None:
            return ListRow(entry.name)
        size = _("{size} kB").format(size=max(1, round(entry.size / 1000)))
        return ListRow(entry.name, right=f"{size} · {self._clock.brief(entry.changed_at)}")

    def action_move(self, step: int) -> None:
        """Choose another file, or come back to choosing."""
        if self.focused is self._path:
            self._files.move(step)
        elif step < 0:
            self._path.focus()

    def action_take(self) -> None:
        """Take what is chosen; from the words on to the next field."""
        if self.focused is self._path:
            self._go_on()
        else:
            self.focus_next()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Take what was clicked."""
        event.stop()
        if event.index < len(self._offered.entries) and not self._path.disabled:
            self._take(self._offered.entries[event.index])

    @work(exclusive=True, group="files")
    async def _go_on(self) -> None:
        """Take what is chosen. A path that leads to nothing is the user's own affair."""
        if self._offered_for != self._path.value:
            await self._offer()
        entries = self._offered.entries
        if entries and not self._offered.is_file:
            self._take(entries[self._files.cursor])
        elif self._path.value.strip():
            self._caption.focus()

    def _take(self, entry: Entry) -> None:
        self._known[entry.words] = entry.path
        self._path.value = entry.words
        self._path.cursor_position = len(entry.words)
        if not entry.is_folder:
            self._caption.focus()

    # ---------------------------------------------------------------------------- sending

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the path to the words, and from there to the server."""
        event.stop()
        if event.input is self._path:
            self._go_on()
            return
        words, caption = self._path.value, safe_line(self._caption.value)

        async def send() -> MessageId:
            image = await to_thread(read_image, words, self._known.get(words))
            self.say(_sending_words(len(image)), asking=True)
            return await self._messenger.send_image(self._conversation_id, image, caption)

        self.ask(_("Reading the file…"), send)


def _sending_words(size: int) -> str:
    return _("Sending {size} kB… Esc gives up.").format(size=max(1, round(size / 1000)))
