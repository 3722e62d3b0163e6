"""What is said unasked: what comes, what changes, and how the way to the server stands."""

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.message import Message
from safespot_tui.i18n import _
from safespot_tui.linear.reading import Reading
from safespot_tui.linear.wording import (
    changes,
    connection_sentence,
    flag_sentences,
    message_line,
    refusal_words,
    spoken,
    title_of,
)
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.hindrance import sanction_on
from safespot_tui.store.store import Store
from safespot_tui.sync.hindrances import why_silent_anywhere
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.notifications.mention import calls_user

if TYPE_CHECKING:
    from safespot_tui.watching.hits import Hit
    from safespot_tui.watching.watch import Watch


class Announce(StrEnum):
    """What is said of messages that come."""

    ALL = "all"
    HERE = "here"
    """Only what comes in the open conversation."""
    MENTIONS = "mentions"
    """In other conversations only what names or answers the user, or hits a watch rule."""


class Announcer:
    """Follows the store and says what happens, or keeps it while the user wants quiet."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        say: Callable[[str], None],
        mode: Announce,
        watching: "Watch | None" = None,
    ) -> None:
        """`watching` has the user's watch rules at work, if there are any."""
        self._store = store
        self._clock = clock
        self._say = say
        self._watching = watching
        if watching is not None:
            watching.on_silence = self._silences
        self._awaited: dict[MessageId, asyncio.Event] = {}
        """Own messages of which it has not been said that they were sent."""
        self._told: set[int] = set()
        """Refusals that have been said."""
        self._state: ConnectionState | None = None
        self._laid: Hindrance | None = None
        """What keeps the user from writing, as it was when it was said last."""
        self._standing: Sequence[str] = ()
        """What was last known of the open conversation's flags."""
        self._answered: set[str] = set()
        """What was said of these flags since the user's last line."""
        self.held: list[str] | None = None
        """What is kept while the user wants quiet; None while they do not."""
        self.mode = mode
        self.reading: Reading | None = None

    def start(self) -> None:
        """Say what happens from now on."""
        self._state = self._store.connection.state
        self._laid = sanction_on(self._store.account, self._clock())
        self._say_laid()
        self._unwatch = self._store.watch_all(self._on_batch)

    def stop(self) -> None:
        """Say nothing more."""
        self._unwatch()

    def open(self, reading: Reading | None) -> None:
        """Another conversation is open now, or none."""
        self.reading = reading
        self._standing = self._flags()
        if self._watching is not None and reading is not None:
            self._watching.opened(reading.conversation_id)

    def hits_of(self, message: Message) -> Sequence[str]:
        """The watch rules that a message hits, by name."""
        return self._watching.names_of(message) if self._watching is not None else ()

    def hold(self) -> None:
        """Say nothing unasked from now on."""
        self.held = []

    def release(self) -> None:
        """Say what was kept, and go on saying what happens."""
        held, self.held = self.held, None
        for line in held or ():
            self._say(line)

    def obey(self) -> None:
        """The user typed a line: what is said from now on answers it."""
        self._answered.clear()

    def has_answered(self, sentence: str) -> bool:
        """Whether what the user wanted has been said by saying what has changed."""
        return sentence in self._answered

    def follow_send(self, message: Message) -> asyncio.Event:
        """An own message was typed just now: what becomes of it is said, and then the event set."""
        return self._awaited.setdefault(message.row_key, asyncio.Event())

    def _on_batch(self, batch: Batch) -> None:
        """Something changed."""
        if keys.CONNECTION in batch.keys:
            self._connection()
        if keys.ACCOUNT in batch.keys:
            self._laid_upon()
        open_id = self.reading.conversation_id if self.reading is not None else None
        for message_id in batch.arrivals:
            message = self._store.message(message_id)
            if message is not None and message.conversation_id != open_id:
                self._elsewhere(message)
        if self.reading is not None:
            self._here(self.reading)
            self._flag_changes()
        if keys.OUTBOX in batch.keys:
            self._refusals()

    def _laid_upon(self) -> None:
        """The user was muted or suspended, or is not any more."""
        before, self._laid = self._laid, sanction_on(self._store.account, self._clock())
        if self._laid != before:
            self._say_laid(over=_("You may write again."))

    def _say_laid(self, over: str = "") -> None:
        """That the user is muted; that they are suspended, the connection says."""
        if self._laid is None:
            words = over
        elif self._laid.kind is HindranceKind.SUSPENDED:
            words = ""
        else:
            words = why_silent_anywhere(self._store, self._clock())
        if words:
            self._say(words)

    def _connection(self) -> None:
        connection = self._store.connection
        if connection.state is self._state:
            return
        sentence = connection_sentence(connection)
        if sentence:
            self._state = connection.state
            self._announce(sentence)

    def _elsewhere(self, message: Message) -> None:
        if self._is_muted(message.conversation_id):
            return
        watched = self._watching is not None and self._watching.notices_of(message)
        if self.mode is Announce.ALL or (
            self.mode is Announce.MENTIONS and (watched or calls_user(self._store, message))
        ):
            self._announce(
                _("In {title}: {line}").format(
                    title=title_of(self._store, message.conversation_id),
                    line=spoken(self._store, self._clock, message, self.hits_of(message)),
                )
            )

    def _silences(self, hits: "Sequence[Hit]") -> None:
        """Watch rules have found that nobody writes there any more."""
        for hit in hits:
            if hit.notices and not self._is_muted(hit.conversation_id):
                form = _("In {title} nobody writes any more. Hits a watch rule: {names}.")
                title = title_of(self._store, hit.conversation_id)
                self._announce(form.format(title=title, names=", ".join(hit.notices)))

    def _is_muted(self, conversation_id: ConversationId) -> bool:
        own = self._store.own(conversation_id)
        until = own.muted_until if own is not None else None
        return until is not None and until > self._clock()

    def _here(self, reading: Reading) -> None:
        """What is new or otherwise in the open conversation."""
        for before, now, number in reading.changed():
            for sentence in changes(self._store, before, now, number):
                self._announce(sentence)
            self._progress(now, number)
        for message in reading.fresh():
            if self._store.send_of(message) is not None:
                continue  # who is typing it knows
            number = reading.say(message)
            hits = self.hits_of(message)
            self._announce(message_line(self._store, self._clock, message, number, hits))

    def _flags(self) -> Sequence[str]:
        if self.reading is None:
            return ()
        return list(flag_sentences(self._store, self._clock, self.reading.conversation_id))

    def _flag_changes(self) -> None:
        """The open conversation is pinned, muted, archived … or not any more."""
        before, self._standing = self._standing, self._flags()
        for was, now in zip(before, self._standing, strict=False):
            if was != now:
                self._announce(now)
                if self.held is None:
                    self._answered.add(now)

    def _progress(self, message: Message, number: int) -> None:
        """An own message that was waiting has been sent."""
        waits = self._store.delivery(message) in {Delivery.PENDING, Delivery.FAILED}
        if message.row_key in self._awaited and not waits:
            self._awaited.pop(message.row_key).set()
            self._say(_("Message {number} was sent.").format(number=number))

    def _refusals(self) -> None:
        """What the server refused is said once, wherever it was."""
        failed = [item for item in self._store.outbox if item.state is OutboxState.FAILED]
        for item in failed:
            if item.sequence not in self._told:
                title = title_of(self._store, item.intent.conversation_id)
                self._say(f"{title}: {refusal_words(item)}")
                if item.row_key is not None and item.row_key in self._awaited:
                    self._awaited[item.row_key].set()
        self._told = {item.sequence for item in failed}

    def _announce(self, line: str) -> None:
        if self.held is None:
            self._say(line)
        else:
            self.held.append(line)
