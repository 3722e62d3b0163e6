"""The lines as actions see them: what shows on a screen is said here, what is asked is answered."""

import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from safespot_tui.actions.asking import Choice, NewGroup
from safespot_tui.actions.audit_words import entry_line
from safespot_tui.actions.commands import SIGN, command_name
from safespot_tui.actions.filters import InboxFilter
from safespot_tui.actions.image_file import NotSendable, read_image
from safespot_tui.actions.reasons import Reasons
from safespot_tui.actions.registry import ACTIONS, objection_to, perform
from safespot_tui.actions.roles import role_words
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.wall import OnWall
from safespot_tui.domain.emoji import search
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.links import Link
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.moderation import AuditQuery
from safespot_tui.i18n import _
from safespot_tui.linear.help import help_lines
from safespot_tui.linear.lines import Lines
from safespot_tui.linear.moves import Moves
from safespot_tui.linear.reading import AT_ONCE
from safespot_tui.linear.searching import Searcher
from safespot_tui.linear.tour import tour_lines
from safespot_tui.store.hindrance import sanction_on
from safespot_tui.sync.hindrances import laid_words
from safespot_tui.tui.clipboard import copied_words, copy_sequence
from safespot_tui.tui.conversation.about import facts_about, people_in
from safespot_tui.tui.conversation.info import Fact, facts_of, reactions_to, versions_of
from safespot_tui.tui.conversation.transcript import evidence, transcript

if TYPE_CHECKING:
    from safespot_tui.evidence.style import Form
    from safespot_tui.insight.period import Period
    from safespot_tui.watching.watch import Watch

_LONGEST_CAPTION = 1000


class LinearSurface(Moves):
    """Says what an action shows, and asks what it asks in numbered choices and yes or no."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines)
        self._asker = lines.asker
        self._searcher = Searcher(lines)
        self._reasons = Reasons()

    def focus_next_pane(self) -> None:
        """Here is one thing at a time."""
        self.show_filter(InboxFilter.ALL)

    def start_reply(self, message_id: MessageId) -> None:
        """The next words answer a message."""
        self._lines.desk.start_reply(message_id)

    def start_edit(self, message_id: MessageId) -> bool:
        """The next words are put in place of a message's."""
        return self._lines.desk.start_edit(message_id)

    def select_message(self) -> None:
        """Numbers are said with the messages: they are chosen by naming one."""
        self._lines.say(self.how_to_choose())

    def scroll_to_newest(self) -> None:
        """Say the end of the conversation again."""
        self._lines.desk.say_newest()

    async def search(self, within: ConversationId | None) -> Message | None:
        """A message of one conversation, or of all, by its words."""
        return await self._searcher.search(within)

    async def next_hit(self, by: int) -> Message | None:
        """The hit of the last search that is so many further; None past either end of them."""
        return await self._searcher.next_hit(by)

    @property
    def watching(self) -> "Watch | None":
        """The user's watch rules at work; None without any."""
        return self._lines.watching

    def copy(self, text: SafeText) -> None:
        """Put a text on the terminal's clipboard; where there is none, say it."""
        if self._lines.write_sequence(copy_sequence(text, os.environ)):
            self._lines.say(copied_words(os.environ))
        else:
            self._lines.say(_("There is no clipboard here. The words: {words}").format(words=text))

    def copy_messages(self, message_ids: Sequence[MessageId]) -> None:
        """Put messages on the terminal's clipboard with who wrote them and when."""
        store = self._lines.engine.store
        messages = [m for m in map(store.message, message_ids) if m is not None]
        self.copy(transcript(store, messages))

    def copy_evidence(self, message_ids: Sequence[MessageId], form: "Form") -> None:
        """Put messages on the clipboard as “export” writes them."""
        engine = self._lines.engine
        messages = [m for m in map(engine.store.message, message_ids) if m is not None]
        text = evidence(engine.store, messages, form, engine.server, datetime.now(UTC))
        if text:
            self.copy(text)
        else:
            self.tell(_("This message has not been sent yet."))

    async def open_link(self, link: Link) -> None:
        """Say where a link leads, and open it if the user agrees."""
        from safespot_tui.tui.browser import ask_and_open

        await ask_and_open(link, self)

    def way_to(self, action_id: str) -> str:
        """The command of an action."""
        return f"{SIGN}{command_name(ACTIONS[action_id])}"

    def how_to_choose(self) -> str:
        """Each message is said with a number."""
        return _("Name a message by its number, such as: /reply 3")

    def tell(self, sentence: str) -> None:
        """Say something."""
        self._lines.desk.answer(sentence)

    async def confirm(self, question: str, detail: str, yes: str, *, grave: bool = True) -> bool:
        """Ask before something that cannot be undone."""
        about = self._lines.about
        if about is not None:
            self._lines.desk.say_message(about)
        return await self._asker.yes(f"{question} {' '.join(detail.split())}")

    async def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """The value of one of a few choices."""
        return await self._asker.choice(title, choices)

    async def ask_text(
        self, title: str, value: str, *, placeholder: str = "", longest: int = 60
    ) -> SafeText | None:
        """One line of text, not empty and not `value`, of at most `longest` characters."""
        detail = _("It is “{value}” now.").format(value=value) if value else placeholder
        answer = await self._asker.text(f"{title}. {detail}".rstrip(), prefill=value)
        if answer is None or answer == value:
            return None
        return SafeText(answer[:longest])

    async def ask_reason(
        self, question: str, detail: str, give: Callable[[SafeText], Awaitable[None]]
    ) -> bool:
        """Ask for a reason until `give` has taken one, or the user declines."""
        words = self._reasons.begun(question)
        while True:
            answer = await self._asker.text(f"{question}. {detail}", prefill=words)
            reason = safe_line(answer or "")
            if not reason:
                return False
            try:
                await give(SafeText(reason))
            except GatewayError as error:
                self._lines.say(error.reason)
                words = reason
                self._reasons.put_aside(question, words)
            else:
                self._reasons.given(question, SafeText(reason))
                return True

    async def ask_alias(self) -> None:
        """Ask until the server agrees to an alias, or the user declines."""
        engine = self._lines.engine
        while alias := await self.ask_text(_("How shall your neighbours see you?"), ""):
            try:
                await engine.rename_self(alias)
            except GatewayError as error:
                self._lines.say(error.reason)
            else:
                self._lines.say(_("You are {alias} from now on.").format(alias=alias))
                return

    async def pick_emoji(self, title: str) -> SafeText | None:
        """Ask for one by name; the nearest is taken, and said."""
        name = await self.ask_text(title, "", placeholder=":smile:")
        found = search(name, 1) if name is not None else ()
        if name is not None and not found:
            self._lines.say(_("Nothing found"))
        return found[0].character if found else None

    def write(self, conversation_id: ConversationId, text: SafeText) -> None:
        """A line is typed at once: there is no half-written one to put it into."""
        self._lines.say(text)

    async def write_outside(self, conversation_id: ConversationId) -> None:
        """Lines are typed here."""
        self._lines.say(_("There is no editor for lines: type them here."))

    async def send_image(self, conversation_id: ConversationId, path: str = "") -> bool:
        """Ask for a file, unless it is the one at `path`, and the words under it; send both."""
        path = (
            path or await self._asker.text(_("Which image? The path of a JPEG, PNG or WebP.")) or ""
        )
        if not path:
            return False
        try:
            image = read_image(path)
        except NotSendable as error:
            self._lines.say(error.reason)
            return False
        caption = await self.ask_text(
            _("Words under it? An empty line for none."), "", longest=_LONGEST_CAPTION
        )
        await self._lines.engine.send_image(conversation_id, image, caption or "")
        return True

    async def show_image(self, address: SafeText, caption: SafeText) -> None:
        """Say where an image is and what stands under it: lines cannot show it."""
        self._lines.say(safe_line(_("Image at {address}. {caption}").format(
            address=address, caption=caption)))  # fmt: skip

    async def show_message_info(self, message_id: MessageId) -> None:
        """Say all that is known of a message."""
        store = self._lines.engine.store
        if (message := store.message(message_id)) is not None:
            self._say_facts(facts_of(store, message))

    async def show_history(self, message_id: MessageId, revisions: Sequence[Revision]) -> None:
        """Say what a message said, one version after the other."""
        if (message := self._lines.engine.store.message(message_id)) is not None:
            self._say_facts(versions_of(message, revisions))

    async def show_reactions(self, message_id: MessageId) -> None:
        """Say who reacted to a message, and how."""
        store = self._lines.engine.store
        if (message := store.message(message_id)) is not None:
            self._say_facts(reactions_to(store, message))

    def _say_facts(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self._lines.say(f"{fact.what}: {fact.value}")

    async def show_report(self, report_id: ReportId) -> None:
        """Say all that is told of a report."""
        report = await self._lines.engine.report(report_id)
        for label, words in (
            (_("Report"), report.title),
            (_("Category: {category}").partition(":")[0], report.category),
            (_("Status: {status}").partition(":")[0], report.status),
            (_("Place: {place}").partition(":")[0], report.place),
        ):
            if words:
                self._lines.say(safe_line(f"{label}: {words}"))
        for words in (report.description, *report.image_urls):
            if words:
                self._lines.say(safe_line(words))

    async def show_insight(self, period: "Period") -> None:
        """Say the figures of a period, or of the one that was typed behind the command."""
        from safespot_tui.linear.insight import insight_lines

        words = self._asker.take_supplied()
        for sentence in await insight_lines(self._lines, period, words):
            self._lines.say(sentence)

    @property
    def may_inspect(self) -> bool:
        """In lines, nothing is traced."""
        return False

    def show_inspector(self) -> None:
        """Nothing to do: its action is not offered."""

    async def show_details(self, conversation_id: ConversationId) -> None:
        """Say all about a conversation, and who is in it."""
        store, clock = self._lines.engine.store, self._lines.clock
        for line in facts_about(store, conversation_id, clock):
            self._lines.say(line)
        for member, alias in people_in(store, conversation_id):
            self._lines.say(f"{alias}: {role_words(member.role)}")

    async def show_conversation_menu(self, conversation_id: ConversationId) -> None:
        """All that can be done is in the help."""
        self.show_help()

    async def show_moderation_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Say what can be done now, and do what is chosen."""
        actions = [ACTIONS[action_id] for action_id in action_ids]
        choices = [
            Choice(action.id, _(action.title), self.way_to(action.id))
            for action in actions
            if not objection_to(action, context)
        ]
        chosen = await self._asker.choice(_("Moderate"), choices)
        if chosen is not None:
            await perform(ACTIONS[chosen], context)

    async def show_audit(
        self, conversation_id: ConversationId | None = None, user_id: UserId | None = None
    ) -> None:
        """Say what moderators did, the newest first, as far as one would listen."""
        engine, clock = self._lines.engine, self._lines.clock
        if user_id is not None:
            laid = sanction_on(await engine.acting.account(user_id), clock())
            if laid is not None:
                self._lines.say(laid_words(laid, clock()))
        query = AuditQuery(conversation_id, user_id, limit=AT_ONCE)
        page = await engine.acting.audit(query)
        if not page.entries:
            self._lines.say(_("Nothing is on record."))
        for entry in page.entries:
            when = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
            self._lines.say(f"{entry.number}. {entry_line(engine.store, entry, when)}")
        if page.next is not None:
            self._lines.say(_("There is more: “safespot-tui audit” prints all of it."))

    async def pick_person(self, title: str) -> User | None:
        """Somebody found by alias."""
        return await self._lines.finder.person(title)

    async def pick_people(self, title: str, without: Sequence[UserId]) -> Sequence[UserId] | None:
        """Some people found by alias."""
        return await self._lines.finder.people(title, without) or None

    async def new_group(self) -> NewGroup | None:
        """A name and the first members."""
        name = await self._asker.text(_("Name of the new group?"))
        if name is None:
            return None
        people = await self._lines.finder.people(name, ())
        return NewGroup(name, tuple(people)) if people else None

    async def choose_message(self, title: str, messages: Sequence[Message]) -> Message | None:
        """One of these messages, by its number."""
        store = self._lines.engine.store
        choices = [Choice(m.id, transcript(store, [m])) for m in messages]
        chosen = await self._asker.choice(title, choices)
        return next((m for m in messages if m.id == chosen), None)

    async def switch(self, title: str = "") -> ConversationId | User | None:
        """A conversation, or somebody to begin one with."""
        if title:
            self._lines.say(title)
        return await self._lines.finder.destination()

    async def show_palette(self) -> None:
        """All that can be done is in the help: it is typed by name."""
        self.show_help()

    def show_help(self) -> None:
        """Say all commands, or all about one."""
        for line in help_lines(self._asker.take_supplied(), self._lines.engine.capabilities):
            self._lines.say(line)

    @property
    def quiet_until(self) -> datetime | None:
        """Nothing rings here."""
        return None

    def keep_quiet(self, until: datetime | None) -> None:
        """Nothing rings here; what is said can be held back."""
        self._lines.say(_("In linear mode nothing rings. To hold back what comes: /hold"))

    async def choose_theme(self) -> None:
        """There are no colours."""
        self.next_theme()

    def redraw(self) -> None:
        """Nothing is drawn."""
        self._lines.say(_("Nothing is drawn in linear mode."))

    @property
    def wall(self) -> None:
        """There can be none."""
        return

    def hang(self, on_wall: OnWall) -> None:
        """Only a full screen has room for several at once."""
        self.show_wall()

    def show_wall(self) -> None:
        """Only a full screen has room for several at once."""
        self._lines.say(
            _("Several conversations side by side need the full screen: start without --linear.")
        )

    def freeze(self) -> None:
        """Lines that were said stay where they are; what comes is held by a word of its own."""
        self._lines.say(_("Nothing moves in linear mode. /hold keeps what comes until you ask."))

    def zoom(self) -> None:
        """There are no panes."""
        self._lines.say(_("There are no panes in linear mode."))

    def resize_inbox(self, steps: int) -> None:
        """There are no panes."""
        self.zoom()

    def begin_tour(self) -> None:
        """Say what matters most."""
        for line in tour_lines():
            self._lines.say(line)

    def next_emoji_mode(self) -> None:
        """Nothing is drawn."""
        self._lines.say(_("In linear mode emoji are written as they are."))

    def next_theme(self) -> None:
        """There are no colours."""
        self._lines.say(_("There are no colours in linear mode."))

    def ask_to_log_in(self) -> None:
        """Nothing can be done without an account: end, and say how to come back."""
        self._lines.say(_("You are logged out. To come back: safespot-tui login"))
        self._lines.quit()

    async def log_in_again(self) -> None:
        """Ask for the password, unless there is no account; then go on in place."""
        engine = self._lines.engine
        password = ""
        if engine.email:
            password = await self._asker.secret(
                _("Password of {email}? It is not shown.").format(email=safe_line(engine.email))
            )
            if not password:
                return
        await engine.renew(password)
        self._lines.say(_("You are logged in again."))

    def quit(self) -> None:
        """End."""
        self._lines.quit()
