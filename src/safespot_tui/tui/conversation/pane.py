"""One conversation: header, timeline, composer."""

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, Protocol

from textual.app import ComposeResult
from textual.message import Message as TextualMessage
from textual.widget import Widget

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.message import Message
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId, is_gap
from safespot_tui.store.watchers import Unwatch
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.composer import Composer, Wish
from safespot_tui.tui.conversation.desk import WritingDesk
from safespot_tui.tui.conversation.header import ConversationHeader
from safespot_tui.tui.conversation.pinned import PinnedMessage
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import Picture, RowKeys, no_hits
from safespot_tui.tui.conversation.thumbnails import Thumbnails
from safespot_tui.tui.conversation.timeline import TimelineView
from safespot_tui.tui.conversation.window import Place

SECONDS_PER_COUNT = 1.0
COMPOSER_SHARE = 3
"""The composer grows to this part of the pane: a third."""


class TellShown(Protocol):
    """Hears of the conversation that is shown, as `Messenger.show`."""

    def __call__(
        self, conversation_id: ConversationId | None, /, *, keep_unread: bool = False
    ) -> None:
        """It is this one now, or none."""
        ...


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

    class MessageWanted(TextualMessage):
        """The user wants to see a message of the conversation, which may not be loaded."""

        def __init__(self, conversation_id: ConversationId, message_id: MessageId) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.message_id = message_id

    class Sent(TextualMessage):
        """A message is on its way, under its temp id."""

        def __init__(self, conversation_id: ConversationId, message_id: MessageId) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.message_id = message_id

    class Gone(TextualMessage):
        """The conversation on the screen is not the user's any more."""

        def __init__(self, conversation_id: ConversationId, title: str) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.title = title
            """What it was called."""

    _ABOUT_ONE: ClassVar[set[str]] = {"conversations", "members", "typing", "drafts"}
    """First words of the keys that end in, or continue with, the id of one conversation."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        *,
        row_keys: RowKeys = RowKeys(),  # noqa: B008 - it is frozen
        pinned_key: str = "",
        formatted: bool = True,
        thumbnails: bool = False,
        beat: Beat | None = None,
        hits_of: Callable[[Message], tuple[str, ...]] = no_hits,
        header: ConversationHeader | None = None,
        tell_shown: TellShown | None = None,
    ) -> None:
        """`beat` is that of all panes; without it there is none but this.

        `hits_of` names the watch rules that a message hits. Where there are several panes, somebody
        else has to tell the messenger what is shown: `tell_shown` is called instead.
        """
        super().__init__()
        self._store = store
        self._beat = beat or Beat(store)
        self._messenger = messenger
        self._clock = clock
        self._row_keys = row_keys
        self._formatted = formatted
        self._hits_of = hits_of
        self._reading: Reading | None = None
        self._wanted: ConversationId | None = None
        self._unwatch: Unwatch | None = None
        self._keeps_unread = False
        self._counts_down = False
        self._tell_shown = tell_shown or messenger.show
        self.header = header or ConversationHeader(store, messenger, clock)
        self.pinned = PinnedMessage(store, pinned_key)
        self.timeline = TimelineView(store)
        self._thumbnails = Thumbnails(self.timeline, messenger, self.timeline.update_rows)
        self._shows_thumbnails = thumbnails
        self.desk = WritingDesk(store, messenger, clock)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.header
        yield self.pinned
        yield self.timeline
        yield self.desk

    def on_mount(self) -> None:
        """Follow the store from now on."""
        self._unwatch = self._beat.watch_all(self._on_batch)
        self._open(self._wanted)

    def on_unmount(self) -> None:
        """Nothing typed may be lost."""
        self.desk.keep_draft()
        if self._unwatch is not None:
            self._unwatch()
        self._thumbnails.close()

    # ---------------------------------------------------------------------------- showing

    @property
    def conversation_id(self) -> ConversationId | None:
        """The conversation on the screen."""
        return self._reading.conversation_id if self._reading else None

    @property
    def keeps_unread(self) -> bool:
        """Whether what is on the screen stays unread until it is marked read."""
        return self._keeps_unread

    def show(self, conversation_id: ConversationId | None, *, keep_unread: bool = False) -> None:
        """Show another conversation, or none; what was typed in the one left is kept.

        What is shown becomes read, unless it is to `keep_unread` until it is marked read.
        """
        if not self.is_mounted:
            self._wanted = conversation_id
        elif conversation_id != self.conversation_id:
            self._open(conversation_id, keep_unread=keep_unread)
        elif keep_unread != self._keeps_unread:
            self._keeps_unread = keep_unread
            self._tell_shown(conversation_id, keep_unread=keep_unread)

    def _open(self, conversation_id: ConversationId | None, *, keep_unread: bool = False) -> None:
        self._keeps_unread = keep_unread
        self._thumbnails.try_again()
        self._reading = (
            None
            if conversation_id is None
            else Reading(
                self._store,
                conversation_id,
                self._clock,
                self._row_keys,
                formatted=self._formatted,
                picture_of=self._picture_of,
                hits_of=self._hits_of,
            )
        )
        self._tell_shown(conversation_id, keep_unread=keep_unread)
        self.desk.open(conversation_id)
        self.header.show(conversation_id)
        self.pinned.update_from(conversation_id)
        self.timeline.open(self._reading)
        self._count_down()

    def _picture_of(self, message: Message) -> Picture | None:
        return self._thumbnails.of(message) if self._shows_thumbnails else None

    def update_hits(self) -> None:
        """Watch rules have hit something here that is drawn already, or it was looked at."""
        self.header.update()
        self.timeline.update_rows()

    def draw_unread_line(self) -> None:
        """Have the unread line where something new begins now, if there is anything new."""
        if self._reading is not None and self._reading.take_unread():
            self.timeline.update_rows()

    def _on_batch(self, batch: Batch) -> None:
        if keys.CONNECTION in batch.keys:
            self.timeline.try_again()
        if batch.reset:
            self._update()
        elif concerning := list(filter(self._concerns, batch.keys)):
            self._update(concerning)

    def _concerns(self, key: keys.Key) -> bool:
        if key[0] in self._ABOUT_ONE:
            return self.conversation_id in key
        if key[0] == "messages":
            message = self._store.message(MessageId(key[-1]))
            return message is None or message.conversation_id == self.conversation_id
        return True

    def _update(self, changed: Collection[keys.Key] | None = None) -> None:
        title, _report, _people = self.header.words
        self.header.update()
        self.pinned.update_from(self.conversation_id)
        self.desk.look()
        self.timeline.update_rows(changed)
        self._count_down()
        reading = self._reading
        if reading is not None and reading.is_gone:
            self.post_message(self.Gone(reading.conversation_id, title))

    def _count_down(self) -> None:
        """While something can be taken back, its row tells every second for how long."""
        now = self._clock()
        if any(item.held_for(now) for item in self._store.outbox) and not self._counts_down:
            self._counts_down = True
            self.set_timer(SECONDS_PER_COUNT, self._count_on)

    def _count_on(self) -> None:
        self._counts_down = False
        self.timeline.update_rows()
        self._count_down()

    # ---------------------------------------------------------------------------- selecting

    @property
    def selected_message_id(self) -> MessageId | None:
        """The target of message actions."""
        return self.timeline.selected_message_id

    @property
    def selected_message_ids(self) -> Sequence[MessageId]:
        """All messages that are selected, oldest first."""
        return self.timeline.selected_message_ids

    @property
    def selected_send(self) -> OutboxItem | None:
        """The send that the selected message waits for, or what the server refused of it."""
        message_id = self.selected_message_id
        message = self._store.message(message_id) if message_id is not None else None
        if message is None:
            return None
        return self._store.send_of(message) or self._store.failure_of(message)

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

    def read_on(self, hint: str) -> None:
        """Read with nothing selected, until one writes; the `hint` says what keys do then."""
        self.timeline.reads_on = True
        self.desk.hint(hint)
        self.clear_selection()
        self.timeline.focus()

    @property
    def reads_on(self) -> bool:
        """Whether the keyboard is where one reads on, and nothing is selected there."""
        timeline = self.timeline
        return timeline.reads_on and timeline.has_focus and not timeline.selects

    def on_descendant_focus(self) -> None:
        """Who writes does not read on."""
        if self.composer.has_focus:
            self.timeline.reads_on = False
            self.desk.hint("")

    async def laid_out(self) -> None:
        """Come back once there is room for messages."""
        await self.timeline.laid_out()

    def jump_to(self, message_id: MessageId) -> bool:
        """Scroll to a message and select it; whether it is loaded."""
        return self.timeline.jump_to(message_id)

    @property
    def place(self) -> Place | None:
        """Where one is reading; None at the end, where one stays when more comes."""
        return self.timeline.place

    def go_to(self, place: Place | None) -> None:
        """Read on at a place; at the end, if there is none or it is not there any more."""
        self.timeline.go_to(place)

    def scroll_to_newest(self) -> None:
        """To the end."""
        self.timeline.scroll_to_newest()

    def scroll_to_unread(self) -> bool:
        """To the unread line; whether there is one."""
        return self.timeline.scroll_to_unread()

    # ---------------------------------------------------------------------------- writing

    @property
    def composer(self) -> Composer:
        """Where the words are."""
        return self.desk.composer

    def start_reply(self, message_id: MessageId) -> None:
        """What is written from now on answers this message."""
        self.clear_selection()
        self.desk.start_reply(message_id)

    def start_edit(self, message_id: MessageId) -> bool:
        """Change an own message's words; whether it is one that can be changed."""
        started = self.desk.start_edit(message_id)
        if started:
            self.clear_selection()
        return started

    def edit_last_own(self) -> bool:
        """Change the words last sent; whether there are any."""
        return self.desk.edit_last_own()

    def leave(self) -> bool:
        """End a reply or an edit; whether there was one."""
        return self.desk.leave()

    def say(self, sentence: str) -> None:
        """Tell the user something, until the next change of what is written."""
        self.desk.say(sentence)

    def on_writing_desk_sent(self, event: WritingDesk.Sent) -> None:
        """Show what was sent."""
        event.stop()
        if event.conversation_id == self.conversation_id:
            self.scroll_to_newest()
        self.post_message(self.Sent(event.conversation_id, event.message_id))

    def on_resize(self) -> None:
        """The composer grows to a share of the pane."""
        self.desk.give_room(self.size.height // COMPOSER_SHARE)

    def on_composer_wished(self, event: Composer.Wished) -> None:
        """Keys of the composer that are about the timeline."""
        event.stop()
        match event.wish:
            case Wish.EDIT_LAST:
                self.edit_last_own()
            case Wish.PAGE_UP:
                self.timeline.action_page(-1)
            case Wish.PAGE_DOWN:
                self.timeline.action_page(1)
            case Wish.NEWEST:
                self.scroll_to_newest()
            case Wish.LEAVE:
                self.leave()

    # ---------------------------------------------------------------------------- timeline

    def on_pinned_message_chosen(self, event: PinnedMessage.Chosen) -> None:
        """Pass on."""
        event.stop()
        self._want(event.message_id)

    def on_timeline_view_quote_chosen(self, event: TimelineView.QuoteChosen) -> None:
        """Pass on."""
        event.stop()
        self._want(event.message_id)

    def _want(self, message_id: MessageId) -> None:
        if self.conversation_id is not None:
            self.post_message(self.MessageWanted(self.conversation_id, message_id))

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
        reading.gap_states[gap_id] = reading.loading_words(gap_id)
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
