"""Where one writes: what is being answered or changed, the words, and what went wrong.

::

    writing ──▶ replying ──▶ writing      sent, or Escape
       │
       └──────▶ editing ───▶ writing      sent, or Escape; what was written before comes back
"""

from msgspec import structs
from textual.app import ComposeResult
from textual.message import Message as TextualMessage
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from safespot_tui.actions.action import Action
from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.commands import SIGN, action_named, words_in
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import RowId, is_gap
from safespot_tui.sync.errors import MessageGone, OutboxFull
from safespot_tui.sync.hindrances import why_silent
from safespot_tui.sync.messenger import Capability, Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.conversation.composer import Composer, too_long_words
from safespot_tui.tui.conversation.drafts import Drafts
from safespot_tui.tui.conversation.editing import NotEditable, editable, words_to_edit
from safespot_tui.tui.conversation.hindrance_line import HindranceLine
from safespot_tui.tui.conversation.words import alias_of, quoted_words
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.writing.completers import (
    command_completer,
    complete_emoji,
    finish_emoji,
    mention_completer,
)
from safespot_tui.tui.writing.completion import MOST_OPTIONS, Completion
from safespot_tui.tui.writing.suggestions import Suggestions

DRAFT_SECONDS = 0.3
"""How long typing pauses before a draft is kept."""

QUOTED_CELLS = 60
"""What of a message that is replied to is shown while replying."""


class WritingDesk(Widget):
    """The composer, above it what it is for, below it what went wrong."""

    DEFAULT_CSS = """
    WritingDesk { layout: vertical; height: auto; width: 1fr; }
    """

    class Sent(TextualMessage):
        """A message is on its way, under its temp id."""

        def __init__(self, conversation_id: ConversationId, message_id: MessageId) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.message_id = message_id

    class ImagePasted(TextualMessage):
        """An image was meant for a conversation: it may be sent, or else its path written."""

        def __init__(self, conversation_id: ConversationId, words: SafeText) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.words = words

    class Commanded(TextualMessage):
        """The user wants something done that is no message."""

        def __init__(self, action: Action, words: str, draft: Draft) -> None:
            super().__init__()
            self.action = action
            self.words = words
            self.draft = draft

    def __init__(self, store: Store, messenger: Messenger, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._conversation_id: ConversationId | None = None
        self._drafts = Drafts(store, messenger)
        self._draft_timer: Timer | None = None
        self._most_lines = 1
        self.hindrance = HindranceLine(store, clock, self._hindrance_changed)
        self.banner = Banner()
        self.suggestions = Suggestions()
        self.completion = Completion(
            (
                complete_emoji,
                mention_completer(store, lambda: self._conversation_id),
                command_completer(messenger),
            ),
            finish_emoji,
            self.suggestions,
            self._replace,
        )
        self.composer = Composer(self._take, self.completion.key)
        self.complaint = Banner(classes="complaint")
        self._hint = ""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.hindrance
        yield self.suggestions
        yield self.banner
        yield self.composer
        yield self.complaint

    def open(self, conversation_id: ConversationId | None) -> None:
        """Write to somebody else; what was being written is kept for when one comes back."""
        self.keep_draft()
        self._conversation_id = conversation_id
        draft = self._drafts.of(conversation_id) if conversation_id is not None else None
        self.composer.load(conversation_id, draft)
        self.composer.disabled = conversation_id is None
        self.completion.forget(self.composer.before_cursor)
        self.complaint.say("")
        self._say_what_is_written()
        self.hindrance.open(conversation_id)

    def look(self) -> None:
        """Say whether one may write here, as things stand now."""
        self.hindrance.look()

    def _hindrance_changed(self, before: str, now: str) -> None:
        self.composer.placeholder = self.hindrance.placeholder
        if before and self.complaint.words == before:
            self.complaint.say(now)

    def give_room(self, most_lines: int) -> None:
        """The composer may grow to so many lines, suggestions over what is above it to as many."""
        self._most_lines = max(1, most_lines)
        self.suggestions.most_rows = min(MOST_OPTIONS, max(3, most_lines))
        self._size_composer()

    def start_reply(self, message_id: MessageId) -> None:
        """What is written from now on answers this message."""
        if self.composer.editing_id is not None:
            self.leave()
        self.composer.reply_to_id = message_id
        self._writing_changed()
        self.composer.focus()

    def start_edit(self, message_id: MessageId) -> bool:
        """Change an own message's words; whether it is one that can be changed.

        Where only its age is against it, that is said.
        """
        if self.composer.editing_id == message_id:
            self.composer.focus()
            return True
        try:
            message = editable(self._store, message_id, self._conversation_id)
            words = words_to_edit(self._store, self._messenger, message, self._clock())
        except NotEditable as error:
            if error.reason:
                self.complaint.say(error.reason)
            return False
        draft = self.composer.draft
        aside = draft.aside if draft and draft.editing_id else draft
        if aside is not None and aside.is_empty:
            aside = None
        where = message.conversation_id
        self.composer.load(where, Draft(where, words, editing_id=message_id, aside=aside))
        self.complaint.say("")
        self._writing_changed()
        self.composer.focus()
        return True

    def edit_last_own(self) -> bool:
        """Change the words last sent; whether there are any that can be changed."""
        conversation_id = self._conversation_id
        rows = self._store.timeline(conversation_id).rows if conversation_id is not None else ()
        for row in reversed(rows):
            if self._is_own(row):
                if self.start_edit(MessageId(row)):
                    return True
                if self.complaint.words:
                    return False  # too old, and so are those before it
        return False

    def leave(self) -> bool:
        """End a reply, or an edit and take up again what was written before it."""
        composer, conversation_id = self.composer, self._conversation_id
        if conversation_id is None:
            return False
        if composer.editing_id is not None:
            composer.load(conversation_id, composer.aside)
        elif composer.reply_to_id is not None:
            composer.reply_to_id = None
        else:
            return False
        self._writing_changed()
        return True

    def write(self, text: str) -> None:
        """Put a text where the cursor is."""
        self.composer.write(text)
        self.completion.forget(self.composer.before_cursor)
        self.composer.focus()

    def say(self, sentence: str) -> None:
        """Tell the user something, until the next change of what is written."""
        self.complaint.say(sentence)

    def hint(self, words: str) -> None:
        """What keys do while nobody writes here; empty when somebody does."""
        self._hint = words
        self._say_what_is_written()

    def _is_own(self, row: RowId) -> bool:
        message = None if is_gap(row) else self._store.message(MessageId(row))
        return message is not None and message.sender_id == self._store.me

    def _writing_changed(self) -> None:
        """Kept at once: nothing that was set aside may be lost, whatever happens next."""
        self._say_what_is_written()
        self.keep_draft()

    def _say_what_is_written(self) -> None:
        """The banner: whether this is a reply or an edit, or what else there is to do."""
        composer = self.composer
        if composer.editing_id is not None:
            self.banner.say(_("Editing your message. Esc leaves it as it was."))
        elif composer.reply_to_id is not None:
            message = self._store.message(composer.reply_to_id)
            text = fit(quoted_words(message), QUOTED_CELLS) if message else ""
            alias = alias_of(self._store, message.sender_id) if message else ""
            self.banner.say(_("Reply to {alias}: {text}").format(alias=alias, text=text))
        else:
            self.banner.say(self._hint)

    # ---------------------------------------------------------------------------- drafts

    def _keep_draft_soon(self) -> None:
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self.keep_draft)
        else:
            self._draft_timer.reset()

    def keep_draft(self) -> None:
        """Save what is being written, if it is not saved yet."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        if (draft := self.composer.draft) is not None:
            self._drafts.keep(draft)

    # ---------------------------------------------------------------------------- composer

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The user typed, or a draft was loaded."""
        event.stop()
        self.completion.look(self.composer.before_cursor)
        draft = self.composer.draft
        if draft is None or self._drafts.is_kept(draft):
            return
        self.complaint.say(too_long_words(draft.text))
        self._keep_draft_soon()
        if draft.text and draft.editing_id is None and not draft.text.startswith(SIGN):
            self._messenger.typed(draft.conversation_id)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor moved: somewhere else something else is meant."""
        event.stop()
        self.completion.look(self.composer.before_cursor)

    def on_row_list_chosen(self, event: Suggestions.Chosen) -> None:
        """A suggestion was clicked."""
        event.stop()
        self.completion.take(event.index)

    def _replace(self, length: int, text: str) -> None:
        self.composer.replace_before_cursor(length, text)

    def on_composer_image_pasted(self, event: Composer.ImagePasted) -> None:
        """Offer to send the image; where there are none, its path is words like any."""
        event.stop()
        if Capability.IMAGES in self._messenger.capabilities:
            self.post_message(self.ImagePasted(event.destination, event.words))
        else:
            self.write(event.words)

    def on_composer_much_pasted(self, event: Composer.MuchPasted) -> None:
        """Nothing is sent before Enter; it is said what Enter would send."""
        event.stop()
        self.complaint.say(
            too_long_words(self.composer.text)
            or ngettext(
                "{count} line pasted. Enter sends it all; Ctrl+Z takes it out again.",
                "{count} lines pasted. Enter sends them all; Ctrl+Z takes them out again.",
                event.lines,
            ).format(count=event.lines)
        )

    def on_composer_grown(self, event: Composer.Grown) -> None:
        """Up to a third of the pane."""
        event.stop()
        self._size_composer()

    def _size_composer(self) -> None:
        self.composer.styles.height = min(self.composer.lines, self._most_lines)

    def _take(self, draft: Draft) -> str:
        """Take words over from the composer in this very turn; or say why they cannot be sent."""
        if self._store.own(draft.conversation_id) is None:
            return _("You are not in this conversation any more: nobody would read this.")
        if why := why_silent(self._store, draft.conversation_id, self._clock()):
            return why
        self._drafts.hand_over(draft)
        return ""

    def on_composer_commanded(self, event: Composer.Commanded) -> None:
        """Have it done, if there is such a thing; its words are given back if it was not."""
        event.stop()
        action = action_named(event.command.name)
        if action is None or not is_offered(action, self._messenger.capabilities):
            self.complaint.say(
                _(
                    "There is no command /{name}. “/” lists them; to send these words as they are, "
                    "put one more “/” before them."
                ).format(name=event.command.name)
            )
            return
        self.completion.forget("")
        self.go_on(structs.replace(event.draft, text=""))
        self.post_message(self.Commanded(action, event.command.words, event.draft))

    def give_back(self, draft: Draft, reason: str) -> None:
        """Words that were taken out of the composer are written again, and it is said why."""
        there = self._since(draft) or self._drafts.of(draft.conversation_id)
        self.go_on(draft.before(there or Draft(draft.conversation_id, "")))
        self.complaint.say(reason)

    async def on_composer_submitted(self, event: Composer.Submitted) -> None:
        """Send to where it was written for, whatever is on the screen by now."""
        event.stop()
        draft = event.draft
        self.complaint.say("")
        try:
            if draft.editing_id is not None:
                await self._messenger.edit(draft.editing_id, draft.text)
            else:
                message_id = await self._messenger.send(
                    draft.conversation_id, words_in(draft.text), draft.reply_to_id
                )
                self.post_message(self.Sent(draft.conversation_id, message_id))
        except OutboxFull as error:
            self.go_on(self._drafts.refused(draft, self._since(draft)))
            self.complaint.say(error.reason)
        except MessageGone as error:
            again = self._drafts.refused(draft, self._since(draft))
            self.go_on(structs.replace(again, editing_id=None))
            self.complaint.say(error.reason)
        else:
            self.go_on(self._drafts.sent(draft, self._since(draft)))

    def _since(self, draft: Draft) -> Draft | None:
        """What was written after a draft, if its conversation is still on the screen."""
        return self.composer.draft if draft.conversation_id == self._conversation_id else None

    def go_on(self, draft: Draft) -> None:
        """This is what is left to write in its conversation."""
        if draft.conversation_id == self._conversation_id and draft != self.composer.draft:
            self.composer.load(draft.conversation_id, draft)
        self._say_what_is_written()
        self._drafts.keep(draft)

    def on_composer_refused(self, event: Composer.Refused) -> None:
        """Say why."""
        event.stop()
        self.complaint.say(event.reason)
