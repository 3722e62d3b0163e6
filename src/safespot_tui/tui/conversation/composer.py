"""Where messages are written."""

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message as TextualMessage
from textual.widgets import TextArea

from safespot_tui.actions.commands import Command, command_in
from safespot_tui.actions.image_file import names_image
from safespot_tui.contract.limits import MAX_MESSAGE_CHARACTERS
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.i18n import _, ngettext

NEWLINE_KEYS = {"ctrl+j", "alt+enter", "shift+enter"}
"""Not every terminal can tell Shift+Enter from Enter; every one can send Ctrl+J."""


MANY_LINES = 20
"""A paste of so many lines is more than the eye has counted."""


class Wish(StrEnum):
    """What a key in the composer asks the pane for."""

    EDIT_LAST = "edit_last"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    NEWEST = "newest"
    LEAVE = "leave"


class Composer(TextArea):
    """Words for one destination; they cannot end up anywhere else.

    `destination` is what the pane shows, `draft.conversation_id` what the words were written for.
    Both are set by `load`, together; a send needs them to agree.
    """

    DEFAULT_CSS = """
    Composer {
        height: 1;
        border: none;
        padding: 0 2;
        background: $surface;
        scrollbar-size-vertical: 0;
        &:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "up_or_edit", show=False),
        Binding("pageup", "wish('page_up')", show=False),
        Binding("pagedown", "wish('page_down')", show=False),
        Binding("ctrl+end", "wish('newest')", show=False),
        Binding("end", "end_or_newest", show=False),
    ]

    class Submitted(TextualMessage):
        """The user wants this sent; the composer is empty already."""

        def __init__(self, draft: Draft) -> None:
            super().__init__()
            self.draft = draft

    class Refused(TextualMessage):
        """This cannot be sent as it is; the words stay."""

        def __init__(self, reason: SafeText) -> None:
            super().__init__()
            self.reason = reason

    class Wished(TextualMessage):
        """A key asked for something that is the pane's part."""

        def __init__(self, wish: Wish) -> None:
            super().__init__()
            self.wish = wish

    class ImagePasted(TextualMessage):
        """The path of an image was pasted, or the image dropped on the terminal."""

        def __init__(self, destination: ConversationId, words: SafeText) -> None:
            super().__init__()
            self.destination = destination
            self.words = words

    class MuchPasted(TextualMessage):
        """So many lines at once that one should look before one sends."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    class Grown(TextualMessage):
        """The words take more lines than before, or fewer."""

    class Commanded(TextualMessage):
        """The words ask for something that is no message; they stay until it is known."""

        def __init__(self, draft: Draft, command: Command) -> None:
            super().__init__()
            self.draft = draft
            self.command = command

    def __init__(self, take: Callable[[Draft], str], first: Callable[[str], bool]) -> None:
        """`take` takes words over to be sent, in the turn of the key; or says why it does not.

        `first` sees every key before the composer does; what it has used is used.
        """
        super().__init__(soft_wrap=True, highlight_cursor_line=False)
        self.placeholder = _("Write a message")
        self.cursor_blink = False
        self._take = take
        self._first = first
        self.destination: ConversationId | None = None
        self.reply_to_id: MessageId | None = None
        self.editing_id: MessageId | None = None
        self.aside: Draft | None = None
        self._written_for: ConversationId | None = None
        self._lines = 1

    @property
    def draft(self) -> Draft | None:
        """The words and where they belong; None when there is no conversation."""
        if self._written_for is None:
            return None
        return Draft(self._written_for, self.text, self.reply_to_id, self.editing_id, self.aside)

    @property
    def lines(self) -> int:
        """How many lines the words take at this width."""
        return max(1, self.wrapped_document.height)

    def load(self, destination: ConversationId | None, draft: Draft | None) -> None:
        """Go on with a draft, or with nothing."""
        self.destination = destination
        self._written_for = draft.conversation_id if draft else destination
        self.reply_to_id = draft.reply_to_id if draft else None
        self.editing_id = draft.editing_id if draft else None
        self.aside = draft.aside if draft else None
        text = safe_text(draft.text) if draft else ""
        if text != self.text:
            self.load_text(text)
            self.move_cursor(self.document.end)

    # ---------------------------------------------------------------------------- keys

    def on_key(self, event: events.Key) -> None:
        """Enter sends; what would insert a line break elsewhere does so here."""
        if self._first(event.key):
            event.stop()
            event.prevent_default()
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_submit()
        elif event.key in NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self.write("\n")
        elif event.key == "escape" and (self.reply_to_id or self.editing_id):
            event.stop()
            event.prevent_default()
            self.action_wish(Wish.LEAVE)

    def on_paste(self, event: events.Paste) -> None:
        """Pasting never sends, and what is pasted may have been written by anybody."""
        event.stop()
        event.prevent_default()
        text = safe_text(event.text)
        if self.editing_id is None and self.destination is not None and names_image(text):
            self.post_message(self.ImagePasted(self.destination, text))
            return
        self.write(text)
        lines = text.count("\n") + 1
        if lines >= MANY_LINES:
            self.post_message(self.MuchPasted(lines))

    def action_wish(self, wish: str) -> None:
        """Ask the pane."""
        self.post_message(self.Wished(Wish(wish)))

    def action_up_or_edit(self) -> None:
        """Up; where there is nothing to go up in, to the last own message."""
        if self.text or self.editing_id:
            self.action_cursor_up()
        else:
            self.action_wish(Wish.EDIT_LAST)

    def action_end_or_newest(self) -> None:
        """To the end of the line; where there is none, of the conversation."""
        if self.text:
            self.action_cursor_line_end()
        else:
            self.action_wish(Wish.NEWEST)

    @property
    def before_cursor(self) -> str:
        """What stands before the cursor in its line, behind a line break unless it is the first."""
        row, column = self.cursor_location
        return "\n" * bool(row) + self.document.get_line(row)[:column]

    def replace_before_cursor(self, length: int, text: str) -> None:
        """Put `text` in the place of so many characters before the cursor, all in its line."""
        row, column = self.cursor_location
        result = self.replace(
            text, (row, column - length), (row, column), maintain_selection_offset=False
        )
        self.move_cursor(result.end_location)

    def write(self, text: str) -> None:
        """Put a text where the cursor is, in the place of what is selected."""
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    def action_submit(self) -> None:
        """Hand the words over and be empty at once: what is typed next is the next message."""
        draft = self.draft
        if draft is None or not draft.text.strip():
            return
        command = command_in(draft.text) if draft.editing_id is None else None
        if command is not None:
            self.post_message(self.Commanded(draft, command))
            return
        refusal = self._refusal(draft) or self._take(draft)
        if refusal:
            self.post_message(self.Refused(SafeText(refusal)))
            return
        self.load(self.destination, None)
        self.post_message(self.Submitted(draft))

    def _refusal(self, draft: Draft) -> str:
        """Why this cannot be sent; empty if it can."""
        if draft.conversation_id != self.destination:
            return _("This was written for another conversation. Copy it, and open that one.")
        return too_long_words(draft.text)

    # ---------------------------------------------------------------------------- size

    def on_text_area_changed(self) -> None:
        """Layout is dear: it happens when the number of lines changes, not with every key."""
        self._count_lines()

    def on_resize(self) -> None:
        """Other widths make other lines, once Textual's own handler, which runs now, made them."""
        self.call_next(self._count_lines)

    def _count_lines(self) -> None:
        if self.lines != self._lines:
            self._lines = self.lines
            self.post_message(self.Grown())


def too_long_words(text: str) -> str:
    """By how much a text is longer than a message may be; empty if it is not."""
    excess = len(text) - MAX_MESSAGE_CHARACTERS
    if excess <= 0:
        return ""
    return ngettext(
        "This message is {excess} character longer than the {limit} that fit into one. "
        "Shorten it, or send it in parts.",
        "This message is {excess} characters longer than the {limit} that fit into one. "
        "Shorten it, or send it in parts.",
        excess,
    ).format(excess=excess, limit=MAX_MESSAGE_CHARACTERS)
