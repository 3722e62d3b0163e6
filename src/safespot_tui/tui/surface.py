"""The screen as actions see it."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from safespot_tui.actions.action import Place, Section
from safespot_tui.actions.filters import Part
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import ACTIONS, first_key, in_section
from safespot_tui.actions.round import Round
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.wall import OnWall
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.links import Link
from safespot_tui.domain.message import Message
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.clipboard import copied_words
from safespot_tui.tui.dialogs import Dialogs
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.in_page import is_in_page
from safespot_tui.tui.panes import Panes

if TYPE_CHECKING:
    from safespot_tui.evidence.style import Form
    from safespot_tui.watching.watch import Watch

_ABOUT_WHAT_IS_OPEN = {"conversation.menu", "conversation.newest"}
"""What makes no sense in the menu of a row of the inbox."""


class ScreenSurface(Dialogs):
    """Does on the main screen what an action asks."""

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation; a dialog that stayed open makes way for it."""
        in_front = app_of(self._screen.pane).screen
        if isinstance(in_front, ModalScreen):
            in_front.dismiss(None)
        self._screen.open(conversation_id)

    def open_next(self, conversation_id: ConversationId) -> None:
        """Show what comes next in the queue."""
        self._screen.open_next(conversation_id)

    @property
    def round(self) -> Round | None:
        """The walk through what is unread that is under way."""
        return self._screen.rounds.current

    def begin_round(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        return self._screen.rounds.begin(catching_up=catching_up)

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Show a conversation as a part of a walk."""
        self._screen.rounds.visit(conversation_id, walk)

    def end_round(self) -> None:
        """Bring the user back to where the walk began, and say what is unread still."""
        self._screen.rounds.end()

    def beside(self, step: int) -> ConversationId | None:
        """The conversation some rows below the open or selected one in the inbox."""
        here = self._screen.current_conversation_id
        return self._screen.inbox.list.beside(here, step)

    def show_filter(self, chosen: Part) -> None:
        """Show a part of the inbox, and the inbox with it where there is one pane."""
        self._screen.show_filter(chosen)

    @property
    def folders(self) -> Sequence[Folder]:
        """The parts of the inbox that the user made up."""
        return self._screen.inbox.folders

    def focus_next_pane(self) -> None:
        """Move the keyboard to the other pane."""
        self._screen.focus_next_pane()

    def go_back(self) -> None:
        """Leave what is in front."""
        self._screen.go_back()

    def start_reply(self, message_id: MessageId) -> None:
        """Let the user answer a message."""
        self._screen.pane.start_reply(message_id)

    def start_edit(self, message_id: MessageId) -> bool:
        """Let the user give an own message other words."""
        return self._screen.pane.start_edit(message_id)

    def select_message(self) -> None:
        """Let the user choose a message."""
        if self._screen.pane.conversation_id is not None:
            self._screen.pane.focus_timeline()

    def scroll_to_newest(self) -> None:
        """Show the end of the conversation."""
        self._screen.pane.scroll_to_newest()

    async def jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Show a message of a conversation and select it, wherever it is."""
        if not await self._screen.jumps.to(conversation_id, message_id):
            self.tell(_("That message is not there any more."))

    async def jump_back(self) -> None:
        """Show what was on the screen before the last jump."""
        if not await self._screen.jumps.back():
            self.tell(_("There is nothing to go back to."))

    async def next_hit(self, by: int) -> Message | None:
        """The hit of the last search that is so many further; None past either end of them."""
        return await self._screen.trail.step(self._screen.engine, by)

    @property
    def watching(self) -> "Watch | None":
        """The user's watch rules at work; None without any."""
        return self._screen.watching

    @property
    def queue_part(self) -> QueuePart | None:
        """The part of the moderator's queue that is shown."""
        return self._screen.queue.part

    def show_queue(self, part: QueuePart | None = None) -> None:
        """Show the queue in the place of the inbox."""
        self._screen.show_queue(part)

    def leave_queue(self) -> None:
        """Show the inbox again."""
        self._screen.leave_queue()

    def point_at(
        self, conversation_ids: Sequence[ConversationId], *, in_front: bool = False
    ) -> None:
        """Put the choice in the queue on the first of these; nothing is selected any more."""
        if in_front:
            self._screen.show_queue(QueuePart.OPEN)
        self._screen.queue.point_at(conversation_ids)

    async def bring_more(self, part: QueuePart) -> None:
        """Bring the next cases of a part of the queue. Raises a `GatewayError`."""
        await self._screen.engine.triage.more(part)

    def copy(self, text: SafeText) -> None:
        """Put a text on the clipboard, and say by which way it went."""
        app_of(self._screen.pane).copy_to_clipboard(text)
        self.tell(copied_words(os.environ))

    def copy_messages(self, message_ids: Sequence[MessageId]) -> None:
        """Put messages on the clipboard with who wrote them and when."""
        from safespot_tui.tui.conversation.transcript import transcript

        store = self._screen.store
        messages = [m for m in map(store.message, message_ids) if m is not None]
        self.copy(transcript(store, messages))

    def copy_evidence(self, message_ids: Sequence[MessageId], form: "Form") -> None:
        """Put messages on the clipboard as “export” writes them."""
        from safespot_tui.tui.conversation.transcript import evidence

        engine = self._screen.engine
        messages = [m for m in map(engine.store.message, message_ids) if m is not None]
        text = evidence(engine.store, messages, form, engine.server, datetime.now(UTC))
        if text:
            self.copy(text)
        else:
            self.tell(_("This message has not been sent yet."))

    async def open_link(self, link: Link) -> None:
        """Show where a link leads, and open it if the user agrees; without a browser, copy it."""
        from safespot_tui.tui.browser import ask_and_open

        await ask_and_open(
            link, self, app_of(self._screen.pane) if is_in_page(os.environ) else None
        )

    def way_to(self, action_id: str) -> str:
        """The key of an action, by preference one that counts on a message."""
        return first_key(ACTIONS[action_id], Place.MESSAGE)

    def how_to_choose(self) -> str:
        """By which key one comes to the messages."""
        if key := self.way_to("message.select"):
            return _("Select a message first, with {key} or the mouse.").format(key=key)
        return _("Select a message first, with the mouse.")

    def tell(self, sentence: str) -> None:
        """Say something in a corner for a few seconds."""
        host_of(self._screen.pane).answer(sentence)

    def write(self, conversation_id: ConversationId, text: SafeText) -> None:
        """Put a text where the user is writing in a conversation, and open it if it is not."""
        if self._screen.pane.conversation_id != conversation_id:
            self._screen.open(conversation_id)
        self._screen.pane.desk.write(text)

    async def write_outside(self, conversation_id: ConversationId) -> None:
        """Let the user go on in an editor of their own with what is being written there."""
        from safespot_tui.tui.writing.outside import write_outside

        if self._screen.pane.conversation_id != conversation_id:
            self._screen.open(conversation_id)
        await write_outside(app_of(self._screen.pane), self._screen.pane.desk)

    async def show_conversation_menu(self, conversation_id: ConversationId) -> None:
        """Let the user choose among what can be done with a conversation."""
        context = self._screen.context_of(conversation_id)
        ids = [
            action.id
            for action in in_section(Section.CONVERSATION)
            if action.id not in _ABOUT_WHAT_IS_OPEN
        ]
        await self.show_menu(ids, context, title=self._screen.store.title(conversation_id))

    async def show_menu(
        self, action_ids: Sequence[str], context: ActionContext, *, title: str
    ) -> None:
        """Let the user choose among some actions, and do what they choose."""
        from safespot_tui.tui.screens.palette import ActionPalette

        action = await self._ask(ActionPalette(context, action_ids, title))
        if action is not None:
            self._screen.perform_on(action, context)

    async def show_moderation_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let a moderator choose among these, and do what they choose."""
        from safespot_tui.tui.screens.moderate import ModerationMenu

        action = await self._ask(ModerationMenu(action_ids, context))
        if action is not None:
            self._screen.perform_on(action, context)

    async def show_palette(self) -> None:
        """Let the user choose among all actions, as things stand now."""
        from safespot_tui.tui.screens.palette import ActionPalette

        action = await self._ask(ActionPalette(self._screen.context()))
        if action is not None:
            self._screen.perform(action)

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the user is not disturbed."""
        return host_of(self._screen.pane).quiet_until

    def keep_quiet(self, until: datetime | None) -> None:
        """Disturb the user no more until then; the status line says so."""
        host_of(self._screen.pane).keep_quiet(until)

    def redraw(self) -> None:
        """Draw the whole screen anew."""
        host_of(self._screen.pane).repaint()

    @property
    def wall(self) -> OnWall:
        """The conversations that are shown side by side, now or when that is asked for."""
        return self._screen.walls.on_wall

    def hang(self, on_wall: OnWall) -> None:
        """Have these on the wall, remembered; without any it is closed."""
        self._screen.walls.hang(on_wall)

    def show_wall(self) -> None:
        """Show several conversations side by side; the same again goes back."""
        if not self._screen.walls.toggle():
            self.tell(_("There is no conversation that could be on the wall."))

    def freeze(self) -> None:
        """Let what comes move nothing on the screen, or let it again."""
        self._screen.freeze()

    def zoom(self) -> None:
        """Show one pane at a time, or as many as there is room for."""
        self._screen.zoom()

    def resize_inbox(self, steps: int) -> None:
        """Make the inbox wider or narrower."""
        self._screen.resize_inbox(steps)

    def begin_tour(self) -> None:
        """Show the tour's first step."""
        self._screen.begin_tour()

    def next_emoji_mode(self) -> None:
        """Draw emoji as they are, as shortcodes, or everything in ASCII."""
        host_of(self._screen.pane).next_emoji_mode()

    def next_theme(self) -> None:
        """Change between dark and light."""
        host_of(self._screen.pane).next_theme()

    def ask_to_log_in(self) -> None:
        """Show the login screen."""
        host_of(self._screen.pane).ask_to_log_in()

    def quit(self) -> None:
        """Leave the program."""
        app_of(self._screen.pane).exit()


class Context:
    """What an action acts on, taken down when the user asks for it."""

    def __init__(self, screen: Panes, surface: ScreenSurface) -> None:
        self.messenger: Engine = screen.engine
        self.store: Store = screen.store
        self.surface = surface
        self.conversation_id: ConversationId | None = screen.current_conversation_id
        self.conversation_ids: Sequence[ConversationId] = screen.queue.chosen()
        self.user_id: UserId | None = None
        self.message_id: MessageId | None = screen.pane.selected_message_id
        self.message_ids: Sequence[MessageId] = screen.pane.selected_message_ids
        self.send: OutboxItem | None = screen.pane.selected_send
        self.now: datetime = screen.clock()
        self.email: str = screen.engine.email
