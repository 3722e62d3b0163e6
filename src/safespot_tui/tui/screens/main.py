"""Inbox, conversation and status line."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal

from safespot_tui.actions.action import Action, Place
from safespot_tui.actions.filters import InboxFilter, Part
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.tui.arrangement import Arrangement
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.bars import Bars
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.desk import WritingDesk
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.conversation_rows import ConversationRows
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.freeze import Freeze, Holdable
from safespot_tui.tui.hit_marks import HitMarks
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.inbox.conversation_list import ConversationList
from safespot_tui.tui.inbox.inbox_pane import InboxPane
from safespot_tui.tui.jumps import Jumps
from safespot_tui.tui.key_names import bindings
from safespot_tui.tui.key_places import counts_at
from safespot_tui.tui.pane_maker import Looks, PaneMaker
from safespot_tui.tui.performer import Performer
from safespot_tui.tui.rounds import Rounds
from safespot_tui.tui.screens.arranged import ArrangedScreen
from safespot_tui.tui.screens.nothing import Nothing
from safespot_tui.tui.screens.replaceable import Replaceable
from safespot_tui.tui.search_trail import SearchTrail
from safespot_tui.tui.surface import Context, ScreenSurface
from safespot_tui.tui.tour import OPENED, SENT
from safespot_tui.tui.triage.queue_keys import reading_keys
from safespot_tui.tui.triage.queue_place import QueuePlace
from safespot_tui.tui.wall.switch import WallSwitch

if TYPE_CHECKING:
    from safespot_tui.tui.triage.queue_pane import QueuePane
    from safespot_tui.watching.watch import Watch


class MainScreen(Replaceable, ArrangedScreen):
    """Two panes over a status line; one pane at a time where there is little room.

    ::

        wide:    inbox │ conversation
        narrow:  inbox ──Enter──▶ conversation ──Escape──▶ inbox
    """

    DEFAULT_CSS = """
    MainScreen {
        layout: vertical;
        background: $background;
        #panes { height: 1fr; }
        &.-high #panes Composer { margin-top: 1; }
        #panes > ConversationPane { width: 2fr; }
        #panes > ConversationPane { display: none; }
        &.-narrow InboxPane { width: 1fr; max-width: 100%; }
        &.-narrow QueuePane { width: 1fr; max-width: 100%; }
        &.-narrow #panes > ConversationPane { width: 1fr; }
        /* What is said in a corner must not lie on what is being typed. */
        ToastRack { margin-bottom: 2; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        first: ConversationId | None,
        folders: Sequence[Folder] = (),
        arrangement: Arrangement | None = None,
        *,
        looks: Looks = Looks(),  # noqa: B008 - it is frozen
        tour: bool = False,
        watch: "Watch | None" = None,
    ) -> None:
        """`watch` has the user's watch rules at work, if there are any."""
        super().__init__(arrangement or Arrangement())
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(bindings())])
        self.engine = engine
        self.store = engine.store
        self.clock = clock
        self.beat = Beat(engine.store, self._beat_failed, self.one_frame)
        self.watching = watch
        self.inbox = InboxPane(
            engine.store, clock, folders, self.beat, watch.waiting_in if watch else no_hits
        )
        self.inbox.list.compact = looks.compact
        maker = PaneMaker(engine, clock, self.beat, looks, watch)
        self.reader = maker.make()
        self._panes = Horizontal(id="panes")
        self.walls = WallSwitch(self, self._panes, maker, self._looked_at)
        self.queue = QueuePlace(self)
        self._bars = bars = Bars(engine, clock, self.beat)
        self.rounds = Rounds(self, bars.catch_up, self._open)
        self.nothing = Nothing()
        self._begins_with_tour = tour
        self._freeze = Freeze(self, bars.frozen, self._holdable)
        self._hits = (
            HitMarks(watch, bars.status, self.inbox.list, self.conversation_panes)
            if watch
            else None
        )
        self.jumps = Jumps(self)
        self.trail = SearchTrail()
        self._surface = ScreenSurface(self)
        self.performer = Performer(self, self._surface)
        self._first = first

    def compose(self) -> ComposeResult:
        """The panes, between the line above and those below them."""
        yield from self._bars.above()
        with self._panes:
            yield self.inbox
            yield self.reader
            yield self.nothing
        yield from self._bars.below()

    def on_mount(self) -> None:
        """Show what was open last; where there is one pane, the inbox."""
        self._fit_panes()
        first = self._first
        if first is not None and self.store.own(first) is not None and not self.is_narrow:
            self.open(first)
        else:
            self.inbox.list.focus()
        self._unwatch = self.store.watch(keys.CONNECTION, self._connection_changed)
        self._connection_changed()
        self.show_quiet(host_of(self).quiet_until)
        if self._hits is not None:
            self._hits.begin()
        if self._begins_with_tour:
            self.begin_tour()

    def show_quiet(self, until: datetime | None) -> None:
        """Say until when the user is not disturbed."""
        self._bars.status.show_quiet(until)

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def _beat_failed(self, error: Exception) -> None:
        app_of(self)._handle_exception(error)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]

    def _connection_changed(self) -> None:
        """What the server can do is known once it has been spoken to."""
        self.inbox.tabs.offer(self.engine.capabilities)

    # ---------------------------------------------------------------------------- what is where

    @property
    def current_conversation_id(self) -> ConversationId | None:
        """The one the keyboard is on in the inbox; elsewhere the one that is open."""
        if self.left.list.has_focus:
            return self.left.list.selected
        return self.pane.conversation_id

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation and let the user write in it."""
        self._go_to(conversation_id, writes=True)

    def open_next(self, conversation_id: ConversationId) -> None:
        """Show what comes next in the queue: where its keys count, they do so still."""
        self._go_to(conversation_id, writes=not counts_at(Place.TRIAGE, self, self))

    def _go_to(self, conversation_id: ConversationId, *, writes: bool) -> None:
        self.rounds.leave()
        if not self.walls.show(conversation_id):
            self._open(conversation_id, writes=writes)

    def _open(
        self, conversation_id: ConversationId, *, keep_unread: bool = False, writes: bool = True
    ) -> None:
        self.walls.close(back=False)
        # First, so that the row stays where it is although it is read now.
        self.inbox.show_open(conversation_id)
        self.queue.show_open(conversation_id)
        self.reader.show(conversation_id, keep_unread=keep_unread or self._freeze.on)
        self._looked_at(conversation_id)
        if not self.reader.display:
            self.lay_out_at_once()
        self._show_panes(reading=True)
        if writes:
            self.reader.focus_composer()
        elif self.is_narrow or not self.left.list.has_focus:
            self.reader.read_on(reading_keys())
        self._bars.tour.did(OPENED)

    def close(self) -> None:
        """Show no conversation."""
        self.rounds.leave()
        self.walls.close(back=False)
        self.reader.show(None)
        self._show_panes(reading=False)
        self.inbox.show_open(None)
        self.queue.show_open(None)
        self.left.list.focus()

    def show_filter(self, chosen: Part) -> None:
        """Show a part of the inbox."""
        self.walls.close()
        self.leave_queue()
        if self.is_narrow and self.reader.conversation_id is not None:
            self.close()
        self.inbox.show_filter(chosen)
        self.inbox.list.focus()

    def focus_next_pane(self) -> None:
        """From the inbox to the open or selected conversation, and back; from the wall to it."""
        if self.walls.is_on:
            if self.pane.conversation_id is not None:
                self._open(self.pane.conversation_id)
        elif not self.left.list.has_focus:
            self._to_inbox()
        elif self.pane.conversation_id is not None:
            self.pane.focus_composer()
        elif self.left is self.inbox:
            self.inbox.list.action_open()
        else:
            self.perform(ACTIONS["triage.answer"])

    def go_back(self) -> None:
        """One step out: reply or edit, selected message, conversation, part of the inbox."""
        if self.pane.leave():
            return
        if self._bars.tour.is_on:
            self._bars.tour.end()
            return
        if self.queue.pane is not None and self.queue.pane.list.has_focus:
            self._leave_queue_by_steps(self.queue.pane)
        elif self.inbox.list.has_focus:
            if self.inbox.list.filter is not InboxFilter.ALL:
                self.inbox.show_filter(InboxFilter.ALL)
        elif self.pane.selected_message_id is not None:
            self.pane.clear_selection()
            self.pane.focus_composer()
        elif self.walls.go_back():
            pass
        elif self.rounds.is_catching_up:
            self.rounds.end()
        else:
            self._to_inbox()

    def _to_inbox(self) -> None:
        if self.is_narrow:
            self.close()
        else:
            self.left.list.focus()

    # ---------------------------------------------------------------------------- queue

    def show_queue(self, part: QueuePart | None) -> None:
        """Have the queue beside the conversation; where there is one pane, instead of it."""
        self.walls.close()
        self.queue.show(part)
        if self.is_narrow and self.pane.conversation_id is not None:
            self.close()
        self._fit_panes()

    def leave_queue(self) -> None:
        """Have the inbox there again."""
        if self.queue.leave():
            self._fit_panes()
            if self.is_narrow and self.pane.conversation_id is not None:
                self.pane.focus_composer()
            else:
                self.inbox.list.focus()

    def _leave_queue_by_steps(self, queue: "QueuePane") -> None:
        if queue.list.marked:
            queue.list.clear_marks()
        else:
            self.leave_queue()

    def on_queue_pane_more_wanted(self, event: "QueuePane.MoreWanted") -> None:
        """The end of what is listed comes near."""
        event.stop()
        self.performer.bring_more(event.part)

    # ---------------------------------------------------------------------------- the wall

    @property
    def pane(self) -> ConversationPane:
        """The pane of the conversation that the user is at: on the wall, or beside the inbox."""
        return self.walls.tile or self.reader

    def zoom(self) -> None:
        """Show one conversation alone, or as many panes as there is room for."""
        if self.walls.wall is not None:
            self.walls.wall.zoom()
        else:
            super().zoom()

    def conversation_panes(self) -> Sequence[ConversationPane]:
        """Those that are shown."""
        return self.walls.tiles or (self.reader,)

    def stop_reading(self) -> None:
        """Nothing is looked at any more; what was being written is kept."""
        self.walls.close(back=False)
        self.reader.show(None)

    def _looked_at(self, conversation_id: ConversationId) -> None:
        if self.watching is not None:
            self.watching.opened(conversation_id)

    # ---------------------------------------------------------------------------- bars

    def _holdable(self) -> Sequence[Holdable]:
        return self.reader.timeline, self.left.list, self.walls

    def freeze(self) -> None:
        """Let what comes move nothing on the screen; the same again lets it, from there on."""
        self._freeze.toggle()
        if self.reader.conversation_id is not None:
            # What comes meanwhile is not seen: it is read once it is shown.
            keep_unread = self._freeze.on or self.rounds.is_catching_up
            self.reader.show(self.reader.conversation_id, keep_unread=keep_unread)

    def begin_tour(self) -> None:
        """Show the tour's first step."""
        self._bars.tour.begin()

    def on_conversation_pane_sent(self, event: ConversationPane.Sent) -> None:
        """The user wrote something."""
        event.stop()
        self._bars.tour.did(SENT)

    # ---------------------------------------------------------------------------- what is asked

    def context(self) -> Context:
        """What an action would act on now."""
        return Context(self, self._surface)

    def context_of(self, conversation_id: ConversationId, user_id: UserId | None = None) -> Context:
        """What an action would act on that is about a conversation, or somebody in it."""
        context = self.context()
        if conversation_id != self.pane.conversation_id:
            context.message_id = context.send = None
        context.conversation_id, context.user_id = conversation_id, user_id
        context.conversation_ids = (conversation_id,)
        return context

    def perform(self, action: Action) -> None:
        """Do something that the user asked for."""
        self.perform_on(action, self.context())

    def perform_on(self, action: Action, context: ActionContext) -> None:
        """Do something to what the user has chosen."""
        self._bars.tour.did(action.id)
        self.performer.perform(action, context)

    def show_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let the user choose among some actions."""
        self.performer.show_menu(action_ids, context)

    def on_writing_desk_commanded(self, event: WritingDesk.Commanded) -> None:
        """A command was typed where messages are written."""
        event.stop()
        self.performer.command(event, self.context(), self.pane.desk)

    def on_writing_desk_image_pasted(self, event: WritingDesk.ImagePasted) -> None:
        """An image was meant for a conversation."""
        event.stop()
        self.performer.offer_image(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key counts where the keyboard is."""
        if action != "perform" or len(parameters) != 2:
            return super().check_action(action, parameters)
        return counts_at(Place(str(parameters[1])), self, self)

    def action_perform(self, action_id: str, place: str) -> None:
        """A key of the registry was pressed."""
        self.perform(ACTIONS[action_id])

    def on_conversation_rows_opened(self, event: ConversationRows.Opened) -> None:
        """A conversation was chosen in the inbox."""
        event.stop()
        self.open(event.conversation_id)

    def on_conversation_list_filled(self, event: ConversationList.Filled) -> None:
        """There is a conversation that could be opened, or none."""
        event.stop()
        self.nothing.offers_opening = bool(self.inbox.list.ids)

    def on_conversation_list_menu_wanted(self, event: ConversationList.MenuWanted) -> None:
        """The right button was pressed on a conversation."""
        event.stop()
        self.perform_on(ACTIONS["conversation.menu"], self.context_of(event.conversation_id))

    def on_conversation_pane_message_activated(
        self, event: ConversationPane.MessageActivated
    ) -> None:
        """Enter, or a double click, on a message: to what it answers, else what can be done."""
        event.stop()
        message = self.store.message(event.message_id)
        answers = message is not None and message.reply_to_id is not None
        self.perform(ACTIONS["message.quoted" if answers else "app.palette"])

    def on_conversation_pane_message_wanted(self, event: ConversationPane.MessageWanted) -> None:
        """A quotation, or the pinned message, was clicked."""
        event.stop()
        self.performer.jump_to(event.conversation_id, event.message_id)

    def on_conversation_pane_gone(self, event: ConversationPane.Gone) -> None:
        """The user was taken out of what is open, or left it in another window."""
        event.stop()
        on_wall = self.walls.tiles
        panes = [*on_wall, self.reader]
        pane = next((each for each in panes if each.conversation_id == event.conversation_id), None)
        if pane is not None:
            is_writing = bool(pane.composer.text.strip())
            if pane in on_wall:
                self.walls.hang(self.walls.on_wall)
            else:
                self.close()
            says = _("You are not in “{name}” any more.").format(name=event.title)
            if is_writing:
                says += " " + _("What you were writing is there again if you come back.")
            self._surface.tell(says)

    def on_asked(self, event: Asked) -> None:
        """Something in one of the bars was clicked."""
        event.stop()
        self.perform(ACTIONS[event.action_id])
