"""The screen as actions see it."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from textual.screen import ModalScreen

from safespot_tui.actions.action import Action, ActionContext, Choice, NewGroup, Section
from safespot_tui.actions.filters import Part
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import in_section
from safespot_tui.actions.round import Round
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.links import Link
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.clipboard import copied_words
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.pane import ConversationPane
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.inbox.inbox_pane import InboxPane
from safespot_tui.tui.jumps import Jumps
from safespot_tui.tui.search_trail import SearchTrail

ResultT = TypeVar("ResultT")

_ABOUT_WHAT_IS_OPEN = {"conversation.menu", "conversation.newest"}
"""What makes no sense in the menu of a row of the inbox."""


class Panes(Protocol):
    """The main screen, as far as actions reach."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def store(self) -> Store:
        """What is known."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        ...

    @property
    def inbox(self) -> InboxPane:
        """The pane of conversations."""
        ...

    @property
    def pane(self) -> ConversationPane:
        """The pane of one conversation."""
        ...

    @property
    def trail(self) -> SearchTrail:
        """The hits of the last search."""
        ...

    @property
    def jumps(self) -> Jumps:
        """Goes to messages, and back."""
        ...

    @property
    def current_conversation_id(self) -> ConversationId | None:
        """The one the keyboard is on in the inbox; elsewhere the one that is open."""
        ...

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation."""
        ...

    @property
    def round(self) -> Round | None:
        """The walk through what is unread that is under way."""
        ...

    def begin_round(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        ...

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Show a conversation as a part of a walk."""
        ...

    def end_round(self) -> None:
        """Bring the user back to where the walk began."""
        ...

    def show_filter(self, chosen: Part) -> None:
        """Show a part of the inbox."""
        ...

    def begin_tour(self) -> None:
        """Show the tour's first step."""
        ...

    def focus_next_pane(self) -> None:
        """Move the keyboard to the other pane."""
        ...

    def zoom(self) -> None:
        """Show one pane at a time, or as many as there is room for."""
        ...

    def resize_inbox(self, steps: int) -> None:
        """Make the inbox wider or narrower."""
        ...

    def go_back(self) -> None:
        """Leave what is in front."""
        ...

    def context(self) -> ActionContext:
        """What an action would act on now."""
        ...

    def perform(self, action: Action) -> None:
        """Do something that the user asked for."""
        ...

    def context_of(
        self, conversation_id: ConversationId, user_id: UserId | None = None
    ) -> ActionContext:
        """What an action would act on that is about a conversation, or somebody in it."""
        ...

    def perform_on(self, action: Action, context: ActionContext) -> None:
        """Do something to what the user has chosen."""
        ...

    def show_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let the user choose among some actions."""
        ...


class ScreenSurface:
    """Does on the main screen what an action asks; dialogs are imported when they are needed."""

    def __init__(self, screen: Panes) -> None:
        self._screen = screen

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation; a dialog that stayed open makes way for it."""
        in_front = app_of(self._screen.pane).screen
        if isinstance(in_front, ModalScreen):
            in_front.dismiss(None)
        self._screen.open(conversation_id)

    @property
    def round(self) -> Round | None:
        """The walk through what is unread that is under way."""
        return self._screen.round

    def begin_round(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        return self._screen.begin_round(catching_up=catching_up)

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Show a conversation as a part of a walk."""
        self._screen.visit(conversation_id, walk)

    def end_round(self) -> None:
        """Bring the user back to where the walk began, and say what is unread still."""
        self._screen.end_round()

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

    async def search(self, within: ConversationId | None) -> Message | None:
        """Let the user find a message of one conversation, or of all."""
        from safespot_tui.tui.screens.search import SearchDialog

        screen = self._screen
        return await self._ask(SearchDialog(screen.engine, screen.clock, screen.trail, within))

    async def next_hit(self, by: int) -> Message | None:
        """The hit of the last search that is so many further; None past either end of them."""
        return await self._screen.trail.step(self._screen.engine, by)

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

    async def open_link(self, link: Link) -> None:
        """Show where a link leads, and open it if the user agrees; without a browser, copy it."""
        from safespot_tui.tui.browser import ask_and_open

        await ask_and_open(link, self)

    def tell(self, sentence: str) -> None:
        """Say something in a corner for a few seconds."""
        app_of(self._screen.pane).notify(sentence, markup=False, timeout=4)

    async def confirm(self, question: str, detail: str, yes: str, *, grave: bool = True) -> bool:
        """Ask before something is done."""
        from safespot_tui.tui.screens.confirm import ConfirmDialog

        return await self._ask(ConfirmDialog(question, detail, yes, grave=grave)) or False

    async def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """The value of one of a few choices."""
        from safespot_tui.tui.screens.choose import ChoiceDialog

        return await self._ask(ChoiceDialog(title, choices))

    async def ask_text(
        self, title: str, value: str, *, placeholder: str = "", longest: int = 60
    ) -> SafeText | None:
        """One line of text, not empty and not `value`, of at most `longest` characters."""
        from safespot_tui.tui.screens.ask_text import TextDialog

        return await self._ask(TextDialog(title, value, placeholder=placeholder, longest=longest))

    async def ask_alias(self) -> None:
        """Let the user choose how others see them."""
        from safespot_tui.tui.screens.alias import AliasDialog

        await self._ask(AliasDialog(self._screen.engine))

    async def send_image(self, conversation_id: ConversationId, path: str = "") -> bool:
        """Let the user choose an image, or the one at `path`, and words for it; whether it went."""
        from safespot_tui.tui.screens.send_image import SendImageDialog

        sent = await self._ask(SendImageDialog(self._screen.engine, conversation_id, path))
        if sent:
            self._screen.pane.scroll_to_newest()
        return bool(sent)

    async def pick_emoji(self, title: str) -> SafeText | None:
        """An emoji found by name, or among those used last."""
        from safespot_tui.tui.screens.emoji_picker import EmojiPicker

        host = host_of(self._screen.pane)
        emoji = await self._ask(EmojiPicker(title, host.recent_emoji))
        if emoji is not None:
            host.emoji_used(emoji)
        return emoji

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

    async def show_image(self, address: SafeText, caption: SafeText) -> None:
        """Fetch an image and show it."""
        from safespot_tui.tui.screens.image import ImageDialog

        await self._ask(ImageDialog(self._screen.engine, address, caption))

    async def show_message_info(self, message_id: MessageId) -> None:
        """Show all that is known of a message."""
        from safespot_tui.tui.conversation.info import facts_of
        from safespot_tui.tui.screens.facts import FactsDialog

        store = self._screen.store
        if (message := store.message(message_id)) is not None:
            await self._ask(FactsDialog(_("About this message"), facts_of(store, message)))

    async def show_reactions(self, message_id: MessageId) -> None:
        """Show who reacted to a message, and how."""
        from safespot_tui.tui.conversation.info import reactions_to
        from safespot_tui.tui.screens.facts import FactsDialog

        store = self._screen.store
        if (message := store.message(message_id)) is not None:
            await self._ask(FactsDialog(_("Who reacted"), reactions_to(store, message)))

    async def show_report(self, report_id: ReportId) -> None:
        """Show all that is told of a report."""
        from safespot_tui.tui.screens.report import ReportCard

        await self._ask(ReportCard(self._screen.engine, report_id, self._screen.clock))

    async def show_details(self, conversation_id: ConversationId) -> None:
        """Show all about a conversation, and let the user change it."""
        from safespot_tui.tui.screens.details import Details

        await self._ask(Details(self._screen, conversation_id, self._screen.clock))

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

    async def pick_person(self, title: str) -> User | None:
        """Somebody found by alias."""
        from safespot_tui.tui.screens.people import PersonDialog

        return await self._ask(PersonDialog(title, self._screen.engine))

    async def pick_people(self, title: str, without: Sequence[UserId]) -> Sequence[UserId] | None:
        """Some people found by alias."""
        from safespot_tui.tui.screens.group import PeopleDialog

        return await self._ask(PeopleDialog(title, self._screen.engine, without))

    async def new_group(self) -> NewGroup | None:
        """A name and the first members."""
        from safespot_tui.tui.screens.group import NewGroupDialog

        return await self._ask(NewGroupDialog(self._screen.engine))

    async def choose_message(self, title: str, messages: Sequence[Message]) -> Message | None:
        """One of these messages, by a few letters."""
        from safespot_tui.tui.screens.messages import MessageFinder

        screen = self._screen
        return await self._ask(MessageFinder(title, messages, screen.store, screen.clock))

    async def switch(self, title: str = "") -> ConversationId | User | None:
        """A conversation, or somebody to begin one with, by a few letters."""
        from safespot_tui.tui.screens.switcher import Switcher

        return await self._ask(Switcher(self._screen.store, title))

    async def show_palette(self) -> None:
        """Let the user choose among all actions, as things stand now."""
        from safespot_tui.tui.screens.palette import ActionPalette

        action = await self._ask(ActionPalette(self._screen.context()))
        if action is not None:
            self._screen.perform(action)

    def show_help(self) -> None:
        """Show all actions and their keys."""
        from safespot_tui.tui.screens.help import HelpScreen

        capabilities = self._screen.engine.capabilities
        app_of(self._screen.pane).push_screen(HelpScreen(capabilities))

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the user is not disturbed."""
        return host_of(self._screen.pane).quiet_until

    def keep_quiet(self, until: datetime | None) -> None:
        """Disturb the user no more until then; the status line says so."""
        host_of(self._screen.pane).keep_quiet(until)

    async def choose_theme(self) -> None:
        """Let the user choose among all themes, each shown meanwhile."""
        from safespot_tui.tui.screens.theme_chooser import ThemeChooser

        app = app_of(self._screen.pane)
        chosen = await self._ask(ThemeChooser(list(app.available_themes), app.theme))
        if chosen is not None:
            app.theme = chosen

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

    async def log_in_again(self) -> None:
        """Ask for the password, unless there is no account; then go on in place."""
        engine = self._screen.engine
        if not engine.email:
            await engine.renew("")
            return
        from safespot_tui.tui.screens.log_in_again import LogInAgainDialog

        await self._ask(LogInAgainDialog(engine))

    def quit(self) -> None:
        """Leave the program."""
        app_of(self._screen.pane).exit()

    async def _ask(self, dialog: ModalScreen[ResultT]) -> ResultT | None:
        return await app_of(self._screen.pane).push_screen_wait(dialog)


class Context:
    """What an action acts on, taken down when the user asks for it."""

    def __init__(self, screen: Panes, surface: ScreenSurface) -> None:
        self.messenger: Engine = screen.engine
        self.store: Store = screen.store
        self.surface = surface
        self.conversation_id: ConversationId | None = screen.current_conversation_id
        self.user_id: UserId | None = None
        self.message_id: MessageId | None = screen.pane.selected_message_id
        self.message_ids: Sequence[MessageId] = screen.pane.selected_message_ids
        self.send: OutboxItem | None = screen.pane.selected_send
        self.now: datetime = screen.clock()
        self.email: str = screen.engine.email
