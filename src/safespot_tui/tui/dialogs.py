"""What is asked of the user, and shown to them, over the main screen."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.screen import ModalScreen

from safespot_tui.actions.asking import Choice, NewGroup
from safespot_tui.actions.reasons import Reasons
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.i18n import _
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.panes import Panes

if TYPE_CHECKING:
    from safespot_tui.insight.period import Period

ResultT = TypeVar("ResultT")


class Dialogs:
    """Opens each dialog and gives what the user answered. They are imported when needed."""

    def __init__(self, screen: Panes) -> None:
        self._screen = screen
        self._reasons = Reasons()

    async def search(self, within: ConversationId | None) -> Message | None:
        """Let the user find a message of one conversation, or of all."""
        from safespot_tui.tui.screens.search import SearchDialog

        screen = self._screen
        return await self._ask(SearchDialog(screen.engine, screen.clock, screen.trail, within))

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

    async def ask_reason(
        self, question: str, detail: str, give: Callable[[SafeText], Awaitable[None]]
    ) -> bool:
        """Ask for a reason until `give` has taken one, or the user declines."""
        from safespot_tui.tui.screens.reason import ReasonDialog

        return bool(await self._ask(ReasonDialog(question, detail, give, self._reasons)))

    async def ask_alias(self) -> None:
        """Let the user choose how others see them."""
        from safespot_tui.tui.screens.alias import AliasDialog

        await self._ask(AliasDialog(self._screen.engine))

    async def send_image(self, conversation_id: ConversationId, path: str = "") -> bool:
        """Let the user choose an image, or the one at `path`, and words for it; whether it went."""
        from safespot_tui.tui.screens.send_image import SendImageDialog

        sent = await self._ask(
            SendImageDialog(self._screen.engine, conversation_id, self._screen.clock, path)
        )
        if sent:
            self._screen.pane.scroll_to_newest()
        return bool(sent)

    async def pick_emoji(self, title: str) -> SafeText | None:
        """An emoji found by name, or among those used last."""
        from safespot_tui.tui.screens.emoji_picker import EmojiPicker

        remembered = host_of(self._screen.pane).remembered
        emoji = await self._ask(EmojiPicker(title, remembered.recent_emoji))
        if emoji is not None:
            remembered.emoji_used(emoji)
        return emoji

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

    async def show_history(self, message_id: MessageId, revisions: Sequence[Revision]) -> None:
        """Show what a message said, one version after the other."""
        from safespot_tui.tui.conversation.info import versions_of
        from safespot_tui.tui.screens.facts import FactsDialog

        if (message := self._screen.store.message(message_id)) is not None:
            facts = versions_of(message, revisions)
            await self._ask(FactsDialog(_("History of this message"), facts))

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

    async def show_insight(self, period: "Period") -> None:
        """Show the figures of a period, and go to the conversation that the user chooses there."""
        from safespot_tui.tui.screens.insight import InsightScreen

        screen = self._screen
        launch = host_of(screen.pane).launch
        conversation_id = await self._ask(
            InsightScreen(screen.engine, screen.clock, launch.rules, launch.folders, period)
        )
        if conversation_id is None:
            return
        if screen.store.own(conversation_id) is not None:
            screen.open(conversation_id)
        else:
            sentence = _("You are not in that conversation. The queue opens it: {key}")
            key = first_key(ACTIONS["triage.open"])
            host_of(screen.pane).answer(sentence.format(key=key))

    @property
    def may_inspect(self) -> bool:
        """Whether what crosses to the server is traced."""
        return host_of(self._screen.pane).launch.instruments is not None

    def show_inspector(self) -> None:
        """Show what crosses between the client and its server."""
        from safespot_tui.tui.inspector.inspector import Inspector
        from safespot_tui.tui.inspector.reasons import Here

        screen = self._screen
        instruments = host_of(screen.pane).launch.instruments
        if instruments is not None:
            here = Here(screen.current_conversation_id, screen.pane.selected_message_id)
            app_of(screen.pane).push_screen(Inspector(instruments, screen.store, here))

    async def show_case(self, conversation_id: ConversationId) -> None:
        """Show what moderators and members have said of a conversation."""
        from safespot_tui.tui.screens.facts import FactsDialog
        from safespot_tui.tui.triage.words import case_title, facts_about_case

        screen = self._screen
        if (case := screen.engine.triage.queue.case(conversation_id)) is not None:
            facts = facts_about_case(screen.store, case, screen.clock)
            await self._ask(FactsDialog(case_title(screen.store, case), facts))

    async def show_details(self, conversation_id: ConversationId) -> None:
        """Show all about a conversation, and let the user change it."""
        from safespot_tui.tui.screens.details import Details

        await self._ask(Details(self._screen, conversation_id, self._screen.clock))

    async def show_audit(
        self, conversation_id: ConversationId | None = None, user_id: UserId | None = None
    ) -> None:
        """Show what moderators did: all, or to one conversation or person."""
        from safespot_tui.tui.screens.audit import AuditTrail

        screen = self._screen
        await self._ask(AuditTrail(screen.engine, screen.clock, conversation_id, user_id))

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

    def show_help(self) -> None:
        """Show all actions and their keys."""
        from safespot_tui.tui.screens.help import HelpScreen

        capabilities = self._screen.engine.capabilities
        app_of(self._screen.pane).push_screen(HelpScreen(capabilities))

    async def choose_theme(self) -> None:
        """Let the user choose among all themes, each shown meanwhile."""
        from safespot_tui.tui.screens.theme_chooser import ThemeChooser

        app = app_of(self._screen.pane)
        chosen = await self._ask(ThemeChooser(list(app.available_themes), app.theme))
        if chosen is not None:
            app.theme = chosen

    async def log_in_again(self) -> None:
        """Ask for the password, unless there is no account; then go on in place."""
        engine = self._screen.engine
        if not engine.email:
            await engine.renew("")
            return
        from safespot_tui.tui.screens.log_in_again import LogInAgainDialog

        await self._ask(LogInAgainDialog(engine))

    async def _ask(self, dialog: ModalScreen[ResultT]) -> ResultT | None:
        return await app_of(self._screen.pane).push_screen_wait(dialog)
