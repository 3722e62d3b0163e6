"""The conversation one is in: what is there is said, and what is typed goes there."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from safespot_tui.actions.objections import edit_refusal
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import EditMessage
from safespot_tui.domain.message import Message
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _, ngettext
from safespot_tui.linear.announcing import Announcer
from safespot_tui.linear.numbers import Numbers
from safespot_tui.linear.reading import AT_ONCE, Reading
from safespot_tui.linear.wording import (
    alias_of,
    body,
    message_line,
    people_lines,
    title_of,
)
from safespot_tui.linear.writing import PLAIN, Writing
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.errors import MessageGone, OutboxFull
from safespot_tui.sync.hindrances import why_silent, why_silent_here
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Engine

_AT_MOST_SECONDS = 2
"""How long the next prompt waits for what was typed to be sent."""


class Desk:
    """Reads the open conversation out, and sends what is written in it."""

    def __init__(
        self, engine: Engine, clock: Clock, announcer: Announcer, say: Callable[[str], None]
    ) -> None:
        self._engine = engine
        self._store = engine.store
        self._clock = clock
        self._announcer = announcer
        self._say = say
        self._numbers = Numbers()
        self._opening: asyncio.Task[None] | None = None
        self.writing = PLAIN
        self.given_back = ""
        """Words that are still the user's: to be typed on, and not sent yet."""
        self._homeless = ""
        """Words that were typed with nothing open: for the conversation opened next."""

    @property
    def _reading(self) -> Reading | None:
        return self._announcer.reading

    @property
    def conversation_id(self) -> ConversationId | None:
        """The open one."""
        return self._reading.conversation_id if self._reading is not None else None

    # ---------------------------------------------------------------------------- reading

    def open(self, conversation_id: ConversationId, *, keep_unread: bool = False) -> None:
        """Be in a conversation from now on; `opened` waits until it has been said."""
        self._opening = asyncio.create_task(self._open(conversation_id, keep_unread=keep_unread))

    async def opened(self) -> None:
        """What was opened is open."""
        opening, self._opening = self._opening, None
        if opening is not None:
            await opening

    async def _open(self, conversation_id: ConversationId, *, keep_unread: bool) -> None:
        store = self._store
        self.writing = PLAIN
        reading = Reading(store, conversation_id, self._numbers)
        unread = store.unread(conversation_id)
        if len(reading.newest(AT_ONCE)) < AT_ONCE:
            await self._load_older(conversation_id)
        self._say(self._heading(conversation_id, unread))
        if why := why_silent_here(store, conversation_id, self._clock()):
            self._say(why)
        self._say_all(reading, reading.newest(min(max(unread, AT_ONCE // 2), AT_ONCE)))
        if unread > AT_ONCE:
            self._say(_("Those were the last {n}; /older says those before.").format(n=AT_ONCE))
        self._announcer.open(reading)
        self._engine.show(conversation_id, keep_unread=keep_unread)
        draft = store.draft(conversation_id)
        if draft is not None and draft.text.strip() and draft.editing_id is None:
            self.given_back = " ".join(draft.text.split())
        elif self._homeless:
            self.given_back, self._homeless = self._homeless, ""
        if self.given_back:
            self._say(_("You had begun to write: {words}").format(words=self.given_back))

    def answer(self, sentence: str) -> None:
        """Say what was done, unless that was heard when it changed something here."""
        if not self._announcer.has_answered(sentence):
            self._say(sentence)

    def close(self) -> None:
        """Be in none."""
        self.writing = PLAIN
        self._announcer.open(None)
        self._engine.show(None)

    def leave(self) -> bool:
        """End a reply or an edit; whether there was one."""
        was_plain, self.writing = self.writing.is_plain, PLAIN
        return not was_plain

    def say_newest(self) -> None:
        """Say the last messages again."""
        if self._reading is not None:
            self._say_all(self._reading, self._reading.newest(AT_ONCE))

    def say_message(self, message_id: MessageId | None) -> bool:
        """Say one message of the open conversation; whether it is there."""
        message = self._store.message(message_id) if message_id is not None else None
        if self._reading is None or message is None:
            return False
        self._say_all(self._reading, [message])
        return True

    async def say_older(self) -> None:
        """Say the messages before those that were said."""
        reading = self._reading
        if reading is None:
            self._say(_("Open a conversation first."))
            return
        older = reading.older(AT_ONCE)
        if not older:
            await self._load_older(reading.conversation_id)
            older = reading.older(AT_ONCE)
        if older:
            self._say_all(reading, older)
        else:
            self._say(_("There is nothing before that."))

    def say_who(self) -> None:
        """Say who is in the open conversation."""
        if self.conversation_id is None:
            self._say(_("Open a conversation first."))
            return
        for line in people_lines(self._store, self.conversation_id):
            self._say(line)

    def named(self, number: int) -> MessageId | None:
        """The message of the open conversation that has a number."""
        open_id = self.conversation_id
        message_id = self._numbers.message_id(open_id, number) if open_id is not None else None
        return message_id if message_id and self._store.message(message_id) else None

    def said(self) -> Sequence[Message]:
        """The messages that a number was given, the newest first."""
        return list(self._reading.messages()) if self._reading is not None else ()

    def _say_all(self, reading: Reading, messages: Sequence[Message]) -> None:
        for message in messages:
            hits = self._announcer.hits_of(message)
            self._say(message_line(self._store, self._clock, message, reading.say(message), hits))

    def _heading(self, conversation_id: ConversationId, unread: int) -> str:
        store = self._store
        conversation = store.conversation(conversation_id)
        parts = [title_of(store, conversation_id)]
        if conversation is not None and conversation.type is ConversationType.GROUP:
            count = len(store.members(conversation_id))
            parts.append(
                ngettext("group of {count}", "group of {count}", count).format(count=count)
            )
        if unread:
            parts.append(ngettext("{count} unread", "{count} unread", unread).format(count=unread))
        return ", ".join(parts) + "."

    async def _load_older(self, conversation_id: ConversationId) -> None:
        """Bring what is missing, if it can be had now."""
        rows = self._store.timeline(conversation_id).rows
        if rows and not is_gap(rows[0]):
            return
        if self._store.connection.state is not ConnectionState.LIVE and not rows:
            return
        try:
            await self._engine.load_older(conversation_id)
        except GatewayError as error:
            self._say(error.reason)

    # ---------------------------------------------------------------------------- writing

    def start_reply(self, message_id: MessageId) -> None:
        """The next words answer a message."""
        message = self._store.message(message_id)
        if message is None or self._reading is None:
            return
        number = self._reading.say(message)
        self.writing = Writing(reply_to_id=message_id, number=number)
        self._say(
            _("Replying to {alias}: {words} (/back leaves it)").format(
                alias=alias_of(self._store, message.sender_id), words=body(message)
            )
        )

    def start_edit(self, message_id: MessageId) -> bool:
        """The next words are put in place of a message's; whether that is possible."""
        message = self._store.message(message_id)
        if message is None or self._reading is None:
            return False
        if self._store.send_of(message) is None and (
            reason := edit_refusal(message, self._engine, self._clock())
        ):
            self._say(reason)
            return False
        refused = self._store.failure_of(message)
        words = (
            refused.intent.content
            if refused is not None and isinstance(refused.intent, EditMessage)
            else message.content
        )
        number = self._reading.say(message)
        self.writing = Writing(editing_id=message_id, number=number, prefill=words)
        self._say(
            _("Type message {number} anew (/back leaves it as it is): {words}").format(
                number=number, words=words
            )
        )
        return True

    async def write(self, words: str) -> None:
        """Send words to where they were typed for; if that fails, they stay the user's."""
        conversation_id, writing = self.conversation_id, self.writing
        if not words.strip():
            return
        if conversation_id is None or self._reading is None:
            # Not back on the line: there, the command that opens one would be typed after them.
            self._homeless = f"{self._homeless} {words}".strip()
            self._say(
                _(
                    "Nothing was sent: open a conversation first, with /open or /next. "
                    "Your words will be there."
                )
            )
            return
        if why := why_silent(self._store, conversation_id, self._clock()):
            self.given_back = words
            self._engine.save_draft(Draft(conversation_id, words, writing.reply_to_id))
            self._say(why)
            return
        try:
            if writing.editing_id is not None:
                await self._engine.edit(writing.editing_id, words)
            else:
                sent = await self._engine.send(conversation_id, words, writing.reply_to_id)
                self.writing = PLAIN
                await self._follow(self._reading, sent)
        except (OutboxFull, MessageGone) as error:
            self.given_back = words
            self._engine.save_draft(Draft(conversation_id, words, writing.reply_to_id))
            self._say(error.reason)
            return
        self.writing = PLAIN
        self._engine.save_draft(Draft(conversation_id, ""))

    async def _follow(self, reading: Reading, message_id: MessageId) -> None:
        """An own message has its number, and what becomes of it is said, at best right away."""
        message = self._store.message(message_id)
        if message is None:
            return
        number = reading.say(message)
        done = self._announcer.follow_send(message)
        if self._store.connection.state is ConnectionState.LIVE:
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _AT_MOST_SECONDS)
                return
        self._say(
            _("Message {number} is kept here, and goes out as soon as it can.").format(
                number=number
            )
        )
