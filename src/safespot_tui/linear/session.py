"""One person, one account, one line after the other."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from safespot_tui.actions.action import Action, NotUnderstood, Section
from safespot_tui.actions.commands import (
    SIGN,
    Command,
    action_named,
    command_in,
    completions,
    words_in,
)
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.registry import objection_to, perform
from safespot_tui.actions.silent_actions import silent_sentence
from safespot_tui.domain.hindrance import HindranceKind
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _, ngettext
from safespot_tui.linear.announcing import Announce, Announcer
from safespot_tui.linear.asking import Asker
from safespot_tui.linear.desk import Desk
from safespot_tui.linear.finding import Finder
from safespot_tui.linear.help import OWN_COMMANDS
from safespot_tui.linear.surface import LinearSurface
from safespot_tui.linear.terminal import Prompt
from safespot_tui.linear.wording import connection_sentence, title_of, unread_sentence
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.hindrance import sanction_on
from safespot_tui.store.store import Store
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Engine

if TYPE_CHECKING:
    from safespot_tui.watching.rule import Rule
    from safespot_tui.watching.watch import Watch

_MOST_GUESSES = 5


class Context:
    """What an action acts on, taken down when the user asks for it."""

    def __init__(self, session: "Session", message_id: MessageId | None) -> None:
        store = session.engine.store
        message = store.message(message_id) if message_id is not None else None
        self.messenger: Engine = session.engine
        self.store: Store = store
        self.surface = session.surface
        self.conversation_id: ConversationId | None = session.desk.conversation_id
        self.conversation_ids: Sequence[ConversationId] = (
            () if self.conversation_id is None else (self.conversation_id,)
        )
        self.user_id: UserId | None = None
        self.message_id: MessageId | None = message_id
        self.message_ids: Sequence[MessageId] = (message_id,) if message_id is not None else ()
        self.send: OutboxItem | None = store.send_of(message) if message is not None else None
        self.now: datetime = session.clock()
        self.email: str = session.engine.email


class Session:
    """Takes lines: words for the open conversation, commands, answers to what was asked.

    Lives on the loop that the engine runs on.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        say: Callable[[str], None],
        *,
        write_sequence: Callable[[str], bool] = lambda _sequence: False,
        announce: Announce = Announce.ALL,
        folders: Sequence[Folder] = (),
        rules: "Sequence[Rule]" = (),
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.write_sequence = write_sequence
        """Tells the terminal what is not to be read; whether it may understand it."""
        self.folders = folders
        """The parts of the inbox that the user made up."""
        self.rules = rules
        """What the user has watched for."""
        self.ended = asyncio.Event()
        self.about: MessageId | None = None
        """The message that is acted on: said again before something final is done to it."""
        self._say = say
        self.asker = Asker(self.say)
        self.finder = Finder(engine, self.asker, self.say)
        self.watching = self._new_watch(rules)
        """The user's watch rules at work; None without any."""
        self._announcer = Announcer(engine.store, clock, self.say, announce, self.watching)
        self.desk = Desk(engine, clock, self._announcer, self.say)
        self.surface = LinearSurface(self)
        self._work: asyncio.Task[None] | None = None

    # ---------------------------------------------------------------------------- life

    def _new_watch(self, rules: "Sequence[Rule]") -> "Watch | None":
        if not rules:
            return None
        from safespot_tui.actions.watching import new_watch

        def later(seconds: float, work: Callable[[], None]) -> Callable[[], None]:
            return asyncio.get_running_loop().call_later(seconds, work).cancel

        return new_watch(self.engine.store, rules, self.folders, self.clock, later)

    def start(self) -> None:
        """Say where one is, and follow what happens."""
        store = self.engine.store
        me = store.user(store.me) if store.me is not None else None
        name = me.alias if me is not None and me.alias else self.engine.email
        self.say(
            _("SafeSpot, line by line, as {name}. /help says what can be typed.").format(name=name)
        )
        standing = connection_sentence(store.connection)
        self.say(f"{standing} {unread_sentence(store)}".strip())
        if store.is_silent:
            self.say(silent_sentence(self.engine.silent_note))
        self._announcer.start()

    def stop(self) -> None:
        """Follow no more; what is asked is asked no more."""
        self._announcer.stop()
        if self.watching is not None:
            self.watching.stop()
        self.cancel()
        self.engine.show(None)

    def quit(self) -> None:
        """End after this line."""
        self.ended.set()

    def cancel(self) -> None:
        """Leave what is being done or asked."""
        if self._work is not None:
            self._work.cancel()

    def say(self, line: str) -> None:
        """Say a line. Nothing that a terminal would obey gets past here."""
        self._say(safe_text(line))

    # ---------------------------------------------------------------------------- lines

    @property
    def prompt(self) -> Prompt:
        """What is to be typed next, and where it would go."""
        if self.asker.prompt is not None:
            return self.asker.prompt
        store, desk = self.engine.store, self.desk
        open_id, writing, held = desk.conversation_id, desk.writing, self._announcer.held
        parts = [title_of(store, open_id) if open_id is not None else _("Inbox")]
        if writing.reply_to_id is not None:
            parts.append(_("replying to {number}").format(number=writing.number))
        elif writing.editing_id is not None:
            parts.append(_("editing {number}").format(number=writing.number))
        unread = store.unread_total.messages
        if open_id is None and unread:
            parts.append(ngettext("{n} unread", "{n} unread", unread).format(n=unread))
        elif open_id is not None and (elsewhere := unread - store.unread(open_id)) > 0:
            parts.append(_("{n} unread elsewhere").format(n=elsewhere))
        if self.watching is not None and (hits := self.watching.count):
            parts.append(ngettext("{n} hit", "{n} hits", hits).format(n=hits))
        if store.is_silent:
            parts.append(_("silent"))
        if store.connection.state is ConnectionState.OFFLINE:
            parts.append(_("offline"))
        if (laid := sanction_on(store.account, self.clock())) is not None:
            suspended = laid.kind is HindranceKind.SUSPENDED
            parts.append(_("suspended") if suspended else _("muted by the moderators"))
        if held is not None:
            parts.append(_("{n} held").format(n=len(held)))
        return Prompt(f"{safe_text(', '.join(parts))}> ", desk.given_back or writing.prefill)

    async def take(self, line: str) -> None:
        """Do what a line asks, until it is done or something else is asked."""
        if self.asker.prompt is not None:
            self.asker.answer(line)
        else:
            self.desk.given_back = ""
            self._announcer.obey()
            self._work = asyncio.create_task(self._do(line))
        asked = asyncio.create_task(self.asker.asked.wait())
        waited = {asked, self._work} if self._work is not None else {asked}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if self._work is not None and self._work.done() and not self._work.cancelled():
            self._work.result()

    async def _do(self, line: str) -> None:
        command = command_in(line)
        try:
            if command is None:
                await self.desk.write(words_in(line))
            elif command.name in OWN_COMMANDS:
                await self._own(command)
            elif (action := action_named(command.name)) is not None:
                await self._perform(action, command.words)
            else:
                self._unknown(command)
        except (GatewayError, OutboxFull, NotUnderstood) as error:
            self.say(error.reason)
        finally:
            self.asker.take_supplied()

    def _unknown(self, command: Command) -> None:
        near = completions(command.name)[:_MOST_GUESSES]
        form = (
            _("/{name} could be: {names}.")
            if near
            else _("There is no /{name}. /help says what there is.")
        )
        self.say(form.format(name=command.name, names=", ".join(SIGN + name for name in near)))

    async def _perform(self, action: Action, words: str) -> None:
        """Do what the registry has, with what was typed after its name."""
        message_id = None
        if action.section is Section.MESSAGE:
            first, _space, rest = words.partition(" ")
            if first.isdecimal():
                message_id, words = self.desk.named(int(first)), rest
                if message_id is None:
                    self.say(_("There is no message {number} here.").format(number=first))
                    return
            else:
                message_id = self._fitting(action)
        context = Context(self, message_id)
        if action.section is Section.TRIAGE:
            first, _space, rest = words.partition(" ")
            if first.isdecimal() and 1 <= int(first) <= len(self.finder.listed):
                words = rest
                context.conversation_ids = (self.finder.listed[int(first) - 1],)
        self.about = message_id
        # Elsewhere what is typed behind a command answers what it would ask.
        told = words.strip() if action.section is Section.TRIAGE and action.on_words else ""
        self.asker.supply("" if told else words.strip())
        await perform(action, context, told)
        await self.desk.opened()
        supplied = self.asker.take_supplied()
        if supplied and not self.desk.writing.is_plain:
            await self.desk.write(supplied)

    def _fitting(self, action: Action) -> MessageId | None:
        """The newest message that the action can be done with, of those that were said."""
        said = self.desk.said()
        fits = (m.id for m in said if not objection_to(action, Context(self, m.id)))
        return next(fits, said[0].id if said else None)

    async def _own(self, command: Command) -> None:
        match command.name:
            case "older":
                await self.desk.say_older()
            case "who":
                self.desk.say_who()
            case "hold":
                self._hold()
            case _:
                self._announce(command.words)

    def _hold(self) -> None:
        """Keep what comes, or say what was kept. What is not said is not read."""
        if self._announcer.held is None:
            self._announcer.hold()
            self.engine.set_focused(focused=False)
            self.say(_("What comes is held until you type /hold again."))
        else:
            self._announcer.release()
            self.engine.set_focused(focused=True)
            self.say(_("What comes is said again."))

    def _announce(self, words: str) -> None:
        try:
            self._announcer.mode = Announce(words)
        except ValueError:
            self.say(_("Say “all”, “here” or “mentions”. It is “{mode}” now.").format(
                mode=self._announcer.mode))  # fmt: skip
        else:
            self.say(_("Announced from now on: {mode}.").format(mode=words))
