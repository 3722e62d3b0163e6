"""One conversation: header, timeline, composer."""

from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message as TextualMessage
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.message import MessageType
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId, RowId, is_gap
from safespot_tui.store.watchers import Unwatch
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.conversation.composer import Composer, Wish
from safespot_tui.tui.conversation.header import Header
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.timeline import TimelineView
from safespot_tui.tui.conversation.words import alias_of
from safespot_tui.tui.drawing.wrap import fit

FRAME_SECONDS = 1 / 60
DRAFT_SECONDS = 0.3
"""How long typing pauses before a draft is kept."""

COMPOSER_SHARE = 3
"""The composer grows to this part of the pane: a third."""


class ConversationPane(Widget):
    """Shows the conversation whose id it is given; see the package for how it is used."""

    DEFAULT_CSS = """
    ConversationPane { layout: vertical; height: 1fr; width: 1fr; }
    """

    class MessageSelected(TextualMessage):
        """The target of message actions is another one now, or none."""

        def __init__(self, message_id: MessageId | None) -> None:
            super().__init__()
            self.message_id = message_id

    class MessageActivated(TextualMessage):
        """Enter, or a double click, on a message."""

        def __init__(self, message_id: MessageId) -> None:
            super().__init__()
            self.message_id = message_id

    class Sent(TextualMessage):
        """A message is on its way, under its temp id."""

        def __init__(self, conversation_id: ConversationId, message_id: MessageId) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.message_id = message_id

    _ABOUT_ONE: ClassVar[set[str]] = {"conversations", "members", "typing", "drafts"}
    """First words of the keys that end in, or continue with, the id of one conversation."""

    def __init__(
        self, store: Store, messenger: Messenger, *, retry_key: str = "r", discard_key: str = "x"
    ) -> None:
        super().__init__()
        self._store = store
        self._messenger = messenger
        self._retry_key = retry_key
        self._discard_key = discard_key
        self._reading: Reading | None = None
        self._set_aside: dict[ConversationId, Draft] = {}
        self._kept: Draft | None = None
        self._sending = False
        self._draft_timer: Timer | None = None
        self._unwatch: Unwatch | None = None
        self._update_waits = False
        self._updated_at = 0.0
        self.header = Header(store, messenger.capabilities)
        self.timeline = TimelineView(store)
        self.banner = Banner()
        self.composer = Composer()
        self.complaint = Banner(classes="complaint")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.header
        yield self.timeline
        yield self.banner
        yield self.composer
        yield self.complaint

    def on_mount(self) -> None:
        """Follow the store from now on."""
        self._unwatch = self._store.watch_all(self._on_batch)
        self._open(self.conversation_id)

    def on_unmount(self) -> None:
        """Nothing typed may be lost."""
        self._keep_draft()
        if self._unwatch is not None:
            self._unwatch()

    # ---------------------------------------------------------------------------- showing

    @property
    def conversation_id(self) -> ConversationId | None:
        """The conversation on the screen."""
        return self._reading.conversation_id if self._reading else None

    def show(self, conversation_id: ConversationId | None) -> None:
        """Show another conversation, or none; what was typed in the one left is kept."""
        if conversation_id == self.conversation_id:
            return
        self._keep_draft()
        self._open(conversation_id)

    def _open(self, conversation_id: ConversationId | None) -> None:
        self._reading = (
            None
            if conversation_id is None
            else Reading(
                self._store,
                conversation_id,
                retry_key=self._retry_key,
                discard_key=self._discard_key,
            )
        )
        self._messenger.show(conversation_id)
        self._kept = self._store.draft(conversation_id) if conversation_id is not None else None
        self.composer.load(conversation_id, self._kept)
        self.composer.disabled = conversation_id is None
        self.complaint.say("")
        self.header.show(conversation_id)
        self.timeline.open(self._reading)
        self._say_what_is_written()

    def _on_batch(self, batch: Batch) -> None:
        if keys.CONNECTION in batch.keys:
            self.timeline.try_again()
        if not self._update_waits and (batch.reset or any(map(self._concerns, batch.keys))):
            self._update_waits = True
            wait = self._updated_at + FRAME_SECONDS - monotonic()
            if wait > 0:
                self.timeline.set_timer(wait, self._update)
            else:
                self.timeline.call_next(self._update)

    def _concerns(self, key: keys.Key) -> bool:
        if key[0] in self._ABOUT_ONE:
            return self.conversation_id in key
        if key[0] == "messages":
            message = self._store.message(MessageId(key[-1]))
            return message is None or message.conversation_id == self.conversation_id
        return True

    def _update(self) -> None:
        """At most once per frame, whatever happens."""
        self._update_waits = False
        self._updated_at = monotonic()
        self.header.update()
        self.timeline.update_rows()

    # ---------------------------------------------------------------------------- selecting

    @property
    def selected_message_id(self) -> MessageId | None:
        """The target of message actions."""
        return self.timeline.selected_message_id

    @property
    def selected_send(self) -> OutboxItem | None:
        """The send that the selected message waits for, or that failed."""
        message_id = self.selected_message_id
        message = self._store.message(message_id) if message_id is not None else None
        return self._store.send_of(message) if message is not None else None

    def select_previous(self) -> None:
        """Select the message above; begins with the newest on the screen."""
        self.timeline.action_select_previous()
        self.timeline.focus()

    def select_next(self) -> None:
        """Select the message below; past the last one, back to the composer."""
        self.timeline.action_select_next()

    def clear_selection(self) -> None:
        """Select nothing."""
        self.timeline.select(None)

    def focus_composer(self) -> None:
        """Write; actions have no target then."""
        self.clear_selection()
        self.composer.focus()

    def focus_timeline(self) -> None:
        """Read and select."""
        if self.selected_message_id is None:
            self.timeline.action_select_previous()
        self.timeline.focus()

    def jump_to(self, message_id: MessageId) -> bool:
        """Scroll to a message and select it; whether it is loaded."""
        return self.timeline.jump_to(message_id)

    def scroll_to_newest(self) -> None:
        """To the end."""
        self.timeline.scroll_to_newest()

    def scroll_to_unread(self) -> bool:
        """To the unread line; whether there is one."""
        return self.timeline.scroll_to_unread()

    # ---------------------------------------------------------------------------- writing

    def start_reply(self, message_id: MessageId) -> None:
        """What is written from now on answers this message."""
        if self.composer.editing_id is not None:
            self.leave()
        self.composer.reply_to_id = message_id
        self._writing_changed()
        self.focus_composer()

    def start_edit(self, message_id: MessageId) -> bool:
        """Change an own message's words; whether it is one that can be changed."""
        message = self._store.message(message_id)
        conversation_id = self.conversation_id
        if (
            message is None
            or conversation_id is None
            or message.conversation_id != conversation_id
            or message.sender_id != self._store.me
            or message.type is not MessageType.TEXT
            or message.deleted_at is not None
            or self._store.send_of(message) is not None
        ):
            return False
        draft = self.composer.draft
        if draft is not None and draft.editing_id is None and not draft.is_empty:
            self._set_aside[conversation_id] = draft
        self.composer.load(
            conversation_id, Draft(conversation_id, message.content, editing_id=message_id)
        )
        self._writing_changed()
        self.focus_composer()
        return True

    def edit_last_own(self) -> bool:
        """Change the words last sent; whether there are any."""
        rows = self._reading.timeline.rows if self._reading else ()
        return any(self.start_edit(MessageId(row)) for row in reversed(rows) if self._is_own(row))

    def leave(self) -> bool:
        """End a reply, or an edit and take up again what was written before it."""
        composer, conversation_id = self.composer, self.conversation_id
        if conversation_id is None:
            return False
        if composer.editing_id is not None:
            composer.load(conversation_id, self._set_aside.pop(conversation_id, None))
        elif composer.reply_to_id is not None:
            composer.reply_to_id = None
        else:
            return False
        self._writing_changed()
        return True

    def say(self, sentence: str) -> None:
        """Tell the user something, until the next change of what is written."""
        self.complaint.say(sentence)

    def _is_own(self, row: RowId) -> bool:
        message = None if is_gap(row) else self._store.message(MessageId(row))
        return message is not None and message.sender_id == self._store.me

    def _writing_changed(self) -> None:
        self._say_what_is_written()
        self._keep_draft_soon()

    def _say_what_is_written(self) -> None:
        """The banner: whether this is a reply or an edit."""
        composer = self.composer
        if composer.editing_id is not None:
            self.banner.say(_("Editing your message. Esc leaves it as it was."))
        elif composer.reply_to_id is not None:
            message = self._store.message(composer.reply_to_id)
            text = fit(" ".join(message.content.split()), 60) if message else ""
            alias = alias_of(self._store, message.sender_id) if message else ""
            self.banner.say(_("Reply to {alias}: {text}").format(alias=alias, text=text))
        else:
            self.banner.say("")

    # ---------------------------------------------------------------------------- drafts

    def _keep_draft_soon(self) -> None:
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)
        else:
            self._draft_timer.reset()

    def _keep_draft(self) -> None:
        if self._sending:
            return  # the draft is the only durable copy of words that are just being sent
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        draft = self.composer.draft
        if draft is None or draft == self._kept or (self._kept is None and draft.is_empty):
            return
        self._kept = draft
        self._messenger.save_draft(draft)

    # ---------------------------------------------------------------------------- composer

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The user typed, or a draft was loaded."""
        event.stop()
        draft = self.composer.draft
        if draft is None or draft == self._kept:
            return
        self.complaint.say("")
        self._keep_draft_soon()
        if draft.text and draft.editing_id is None:
            self._messenger.typed(draft.conversation_id)

    def on_composer_grown(self, event: Composer.Grown) -> None:
        """Up to a third of the pane."""
        event.stop()
        self._size_composer()

    def on_resize(self) -> None:
        """A third of something else."""
        self._size_composer()

    def _size_composer(self) -> None:
        most = max(1, self.size.height // COMPOSER_SHARE)
        self.composer.styles.height = min(self.composer.lines, most)

    async def on_composer_submitted(self, event: Composer.Submitted) -> None:
        """Send to where it was written for, whatever is on the screen by now."""
        event.stop()
        draft = event.draft
        self.complaint.say("")
        self._sending = True
        try:
            if draft.editing_id is not None:
                await self._messenger.edit(draft.editing_id, draft.text)
            else:
                message_id = await self._messenger.send(
                    draft.conversation_id, draft.text, draft.reply_to_id
                )
                self.post_message(self.Sent(draft.conversation_id, message_id))
        except OutboxFull as error:
            self._give_back(draft, error.reason)
        else:
            self._after_sending(draft)
        finally:
            self._sending = False
            self._keep_draft()

    def _after_sending(self, draft: Draft) -> None:
        if draft.conversation_id != self.conversation_id:
            self._messenger.save_draft(Draft(draft.conversation_id, ""))
            return
        if draft.editing_id is not None and not self.composer.text:
            aside = self._set_aside.pop(draft.conversation_id, None)
            self.composer.load(draft.conversation_id, aside)
        elif draft.editing_id is None:
            self.timeline.scroll_to_newest()
        self._say_what_is_written()
        self._kept = draft

    def _give_back(self, draft: Draft, reason: str) -> None:
        """The words stay the user's: before those typed since, where they were written."""
        if draft.conversation_id != self.conversation_id:
            self._messenger.save_draft(draft)
        else:
            since = self.composer.text
            text = f"{draft.text}\n{since}" if since else draft.text
            self.composer.load(
                draft.conversation_id,
                Draft(draft.conversation_id, text, draft.reply_to_id, draft.editing_id),
            )
            self._writing_changed()
        self.complaint.say(reason)

    def on_composer_refused(self, event: Composer.Refused) -> None:
        """Say why."""
        event.stop()
        self.complaint.say(event.reason)

    def on_composer_wished(self, event: Composer.Wished) -> None:
        """Keys of the composer that are about the timeline."""
        event.stop()
        match event.wish:
            case Wish.EDIT_LAST:
                self.edit_last_own()
            case Wish.SELECT:
                self.select_previous()
            case Wish.PAGE_UP:
                self.timeline.action_page(-1)
            case Wish.PAGE_DOWN:
                self.timeline.action_page(1)
            case Wish.NEWEST:
                self.scroll_to_newest()
            case Wish.LEAVE:
                self.leave()

    # ---------------------------------------------------------------------------- timeline

    def on_timeline_view_selected(self, event: TimelineView.Selected) -> None:
        """Pass on what actions are about now."""
        event.stop()
        self.post_message(self.MessageSelected(self.selected_message_id))

    def on_timeline_view_activated(self, event: TimelineView.Activated) -> None:
        """Pass on."""
        event.stop()
        self.post_message(self.MessageActivated(event.message_id))

    def on_timeline_view_left(self, event: TimelineView.Left) -> None:
        """Selecting is over: write."""
        event.stop()
        self.composer.focus()

    def on_timeline_view_quote_missing(self, event: TimelineView.QuoteMissing) -> None:
        """Say what would help."""
        event.stop()
        self.say(_("That message is further back. Scroll up to load older messages."))

    def on_timeline_view_older_wanted(self, event: TimelineView.OlderWanted) -> None:
        """The beginning of what is loaded comes near."""
        event.stop()
        rows = self._reading.timeline.rows if self._reading else ()
        if rows and is_gap(rows[0]):
            self._fill(GapId(rows[0]))

    def on_timeline_view_gap_chosen(self, event: TimelineView.GapChosen) -> None:
        """The user wants what is missing."""
        event.stop()
        self._fill(event.gap_id)

    def _fill(self, gap_id: GapId) -> None:
        if self._reading is not None:
            self.run_worker(self._load(self._reading, gap_id), exit_on_error=False)

    async def _load(self, reading: Reading, gap_id: GapId) -> None:
        reading.gap_states[gap_id] = _("Loading…")
        self.timeline.update_rows()
        rows = reading.timeline.rows
        try:
            if rows and rows[0] == gap_id:
                await self._messenger.load_older(reading.conversation_id)
            else:
                await self._messenger.fill_gap(reading.conversation_id, gap_id)
        except GatewayError as error:
            reading.gap_states[gap_id] = _("{reason} Enter tries again.").format(
                reason=error.reason
            )
        else:
            reading.gap_states.pop(gap_id, None)
        self.timeline.update_rows()
