"""The lines as actions see them: what shows on a screen is said here, what is asked is answered."""

import base64
from collections.abc import Callable, Sequence
from typing import Protocol

from safespot_tui.actions.action import Choice, NewGroup
from safespot_tui.actions.filters import InboxFilter, filter_title, filtered
from safespot_tui.actions.image_file import NotSendable, read_image
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.linear.asking import Asker
from safespot_tui.linear.desk import Desk
from safespot_tui.linear.finding import Finder
from safespot_tui.linear.help import help_lines
from safespot_tui.linear.wording import conversation_line
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Engine

_LONGEST_CAPTION = 1000


class Lines(Protocol):
    """The session, as far as actions reach."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        ...

    @property
    def asker(self) -> Asker:
        """Asks."""
        ...

    @property
    def finder(self) -> Finder:
        """Finds conversations and people."""
        ...

    @property
    def desk(self) -> Desk:
        """The conversation one is in."""
        ...

    @property
    def about(self) -> MessageId | None:
        """The message that is acted on."""
        ...

    def say(self, line: str) -> None:
        """Say a line."""
        ...

    @property
    def write_sequence(self) -> Callable[[str], bool]:
        """Tells the terminal what is not to be read; whether it may understand it."""
        ...

    def quit(self) -> None:
        """End."""
        ...


class LinearSurface:
    """Says what an action shows, and asks what it asks in numbered choices and yes or no."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._asker = lines.asker
        self._came_from: ConversationId | None = None

    def open(self, conversation_id: ConversationId) -> None:
        """Be in a conversation."""
        self._lines.desk.open(conversation_id)

    def beside(self, step: int) -> ConversationId | None:
        """The conversation some places further in the inbox; around its ends."""
        ids, here = list(self._lines.engine.store.inbox()), self._lines.desk.conversation_id
        if here is None or here not in ids:
            return ids[0] if ids else None
        return ids[(ids.index(here) + step) % len(ids)]

    def show_filter(self, chosen: InboxFilter) -> None:
        """Say a part of the inbox; the numbers can be opened."""
        store, clock = self._lines.engine.store, self._lines.clock
        listed = self._lines.finder.listed = list(filtered(store, chosen))
        self._lines.say(_("{part}: {count}.").format(part=filter_title(chosen), count=len(listed)))
        for number, conversation_id in enumerate(listed, 1):
            self._lines.say(f"{number}. {conversation_line(store, clock, conversation_id)}")

    def focus_next_pane(self) -> None:
        """Here is one thing at a time."""
        self.show_filter(InboxFilter.ALL)

    def go_back(self) -> None:
        """Leave what is in front."""
        if self._lines.desk.leave():
            self._lines.say(_("What you type is a message again."))
        else:
            self._lines.desk.close()
            self._lines.say(_("No conversation is open. /inbox lists them, /open goes to one."))

    def start_reply(self, message_id: MessageId) -> None:
        """The next words answer a message."""
        self._lines.desk.start_reply(message_id)

    def start_edit(self, message_id: MessageId) -> bool:
        """The next words are put in place of a message's."""
        return self._lines.desk.start_edit(message_id)

    def select_message(self) -> None:
        """Numbers are said with the messages: they are chosen by naming one."""
        self._lines.say(_("Name a message by its number, such as: /reply 3"))

    def scroll_to_newest(self) -> None:
        """Say the end of the conversation again."""
        self._lines.desk.say_newest()

    async def jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Say a message, wherever it is."""
        desk, engine = self._lines.desk, self._lines.engine
        here = desk.conversation_id
        if here != conversation_id:
            desk.open(conversation_id)
            await desk.opened()
            self._came_from = here
        there = engine.store.message(message_id) is not None
        if not (there or await engine.load_around(conversation_id, message_id)):
            self.tell(_("That message is not there any more."))
        else:
            desk.say_message(message_id)

    async def jump_back(self) -> None:
        """Be again where one was before the last jump."""
        before, self._came_from = self._came_from, None
        if before is None:
            self.tell(_("There is nothing to go back to."))
        else:
            self.open(before)

    def copy(self, text: SafeText) -> None:
        """Put a text on the terminal's clipboard. Raises a `GatewayError` where there is none."""
        encoded = base64.b64encode(text.encode()).decode()
        if not self._lines.write_sequence(f"\x1b]52;c;{encoded}\x07"):
            raise GatewayError(
                _("There is no clipboard here. The words: {words}").format(words=text)
            )

    def tell(self, sentence: str) -> None:
        """Say something."""
        self._lines.say(sentence)

    async def confirm(self, question: str, detail: str, yes: str) -> bool:
        """Ask before something that cannot be undone."""
        about = self._lines.about
        if about is not None:
            self._lines.desk.say_message(about)
        return await self._asker.yes(f"{question} {detail}")

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

    async def send_image(self, conversation_id: ConversationId) -> None:
        """Ask for a file and the words under it, and send both."""
        path = await self._asker.text(_("Which image? The path of a JPEG, PNG or WebP."))
        if path is None:
            return
        try:
            image = read_image(path)
        except NotSendable as error:
            self._lines.say(error.reason)
            return
        caption = await self.ask_text(
            _("Words under it? An empty line for none."), "", longest=_LONGEST_CAPTION
        )
        await self._lines.engine.send_image(conversation_id, image, caption or "")

    async def show_image(self, address: SafeText, caption: SafeText) -> None:
        """Say where an image is and what stands under it: lines cannot show it."""
        self._lines.say(safe_line(_("Image at {address}. {caption}").format(
            address=address, caption=caption)))  # fmt: skip

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

    async def switch(self) -> ConversationId | User | None:
        """A conversation, or somebody to begin one with."""
        return await self._lines.finder.destination()

    async def show_palette(self) -> None:
        """All that can be done is in the help: it is typed by name."""
        self.show_help()

    def show_help(self) -> None:
        """Say all commands, or all about one."""
        for line in help_lines(self._asker.take_supplied(), self._lines.engine.capabilities):
            self._lines.say(line)

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
