"""Follows what comes and tells the user of it, through the terminal."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from time import monotonic as seconds
from typing import Protocol

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.notifications import sequences
from safespot_tui.tui.notifications.coalescing import Coalescing, Due
from safespot_tui.tui.notifications.decision import Arrival, Attention, Focus, Signal, decide
from safespot_tui.tui.notifications.mention import concerns_user
from safespot_tui.tui.notifications.rules import Rules, rule_of
from safespot_tui.tui.notifications.words import notice_words, silence_words, window_title


class Outlet(Protocol):
    """The terminal, and what is known of the user who sits there."""

    def bell(self) -> None:
        """Ring."""
        ...

    def tell_terminal(self, sequence: str) -> None:
        """Write a sequence that draws nothing."""
        ...

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something after some time."""
        ...

    @property
    def shown(self) -> Collection[ConversationId]:
        """The conversations that are on the screen."""
        ...

    @property
    def attention(self) -> Attention:
        """Where the user looks, and whether they want peace."""
        ...


class Notifier:
    """Tells of what comes in one account, for as long as it is followed."""

    def __init__(
        self,
        store: Store,
        outlet: Outlet,
        rules: Rules,
        clock: Callable[[], datetime],
        environment: Mapping[str, str] = os.environ,
        monotonic: Callable[[], float] | None = None,
        *,
        hits_of: Callable[[Message], tuple[str, ...]] = no_hits,
    ) -> None:
        """`clock` tells which mutes are over, `monotonic` seconds for what is held back.

        `hits_of` names the watch rules that a message hits and that are told of.
        """
        self._store = store
        self._outlet = outlet
        self._rules = rules
        self._settings = rules.settings
        self._clock = clock
        self._environment = environment
        self._monotonic = monotonic or seconds
        self._hits_of = hits_of
        self._coalescing = Coalescing()
        self._started = False
        self._title = ""
        self._waking_at: float | None = None
        self._names_windows = rules.settings.title and sequences.can_name_windows(environment)

    def start(self) -> None:
        """Keep the window's title, and show ours."""
        if self._names_windows:
            self._outlet.tell_terminal(sequences.PUSH_TITLE)
        self.follow(Batch())

    def stop(self) -> None:
        """Give the window's title back."""
        if self._names_windows:
            self._outlet.tell_terminal(sequences.POP_TITLE)
            self._names_windows = False

    def follow(self, batch: Batch) -> None:
        """Tell of what has just come, as far as that is due; forget what has been read."""
        self._forget_seen(batch)
        if batch.arrivals:
            self._tell_of(batch.arrivals)
        # What comes while the first catching up is not over was there before the program.
        self._started |= self._store.connection.state is ConnectionState.LIVE
        self._name_window()

    def tell_of_silence(self, conversation_id: ConversationId, rules: Sequence[str]) -> None:
        """Watch rules have found that nobody writes there any more."""
        own = self._store.own(conversation_id)
        if own is None or not rules:
            return
        arrival = Arrival(
            before_start=not self._started,
            shown=conversation_id in self._outlet.shown,
            muted=own.muted_until is not None and own.muted_until > self._clock(),
            hit=True,
        )
        signal = decide(arrival, self._outlet.attention).signal
        if signal is Signal.NOTICE:
            head, body = silence_words(
                self._store, conversation_id, rules, content=self._settings.content
            )
            self._send(head, body, conversation_id)
        if signal is not Signal.NOTHING and self._settings.bell:
            self._outlet.bell()

    def looked(self) -> None:
        """The user looks at the terminal again: what is on the screen is seen."""
        for conversation_id in self._outlet.shown:
            self._coalescing.seen(conversation_id)

    def _forget_seen(self, batch: Batch | None = None) -> None:
        """Of hundreds that were told of, a batch is about one or two."""
        told = self._coalescing.conversations
        if batch is not None and not batch.reset:
            touched = {key[-1] for key in batch.keys if key[:2] == ("conversations", "detail")}
            told = [each for each in map(ConversationId, touched) if each in told]
        for conversation_id in told:
            if not self._store.unread(conversation_id):
                self._coalescing.seen(conversation_id)

    def _tell_of(self, arrivals: tuple[MessageId, ...]) -> None:
        attention = self._outlet.attention
        rings = False
        noticed: dict[ConversationId, list[MessageId]] = {}
        for message_id in arrivals:
            message = self._store.message(message_id)
            arrival = self._arrival(message) if message else None
            if message is None or arrival is None:
                continue
            match decide(arrival, attention).signal:
                case Signal.NOTICE:
                    noticed.setdefault(message.conversation_id, []).append(message_id)
                case Signal.BELL:
                    rings = True
                case Signal.NOTHING:
                    pass
        now = self._monotonic()
        told = [self._coalescing.arrived(each, ids, now) for each, ids in noticed.items()]
        self._tell([due for due in told if due is not None], rings=rings)

    def _arrival(self, message: Message) -> Arrival | None:
        store, conversation_id = self._store, message.conversation_id
        own = store.own(conversation_id)
        if own is None:
            return None
        return Arrival(
            own=message.sender_id == store.me,
            before_start=not self._started,
            read=message.position <= own.read_position,
            shown=conversation_id in self._outlet.shown,
            muted=own.muted_until is not None and own.muted_until > self._clock(),
            mention=concerns_user(store, message),
            hit=bool(self._hits_of(message)),
            rule=rule_of(store, conversation_id, self._rules, self._clock()),
        )

    def _tell(self, dues: list[Due], *, rings: bool) -> None:
        for due in dues:
            head, body = notice_words(
                self._store, due, content=self._settings.content, hits_of=self._hits_of
            )
            self._send(head, body, due.conversation_id)
        if (rings or dues) and self._settings.bell:
            self._outlet.bell()
        self._wake_in_time()

    def _send(self, head: SafeText, body: SafeText, conversation_id: ConversationId) -> None:
        sequence = sequences.notice(
            head, body, conversation_id, self._settings.desktop, self._environment
        )
        self._outlet.tell_terminal(sequence)

    def _wake_in_time(self) -> None:
        at = self._coalescing.next_due()
        if at is None or at == self._waking_at:
            return
        self._waking_at = at
        self._outlet.later(max(0.0, at - self._monotonic()), self._tell_ripe)

    def _tell_ripe(self) -> None:
        self._waking_at = None
        self._forget_seen()
        dues = list(self._coalescing.due(self._monotonic()))
        attention = self._outlet.attention
        if attention.do_not_disturb or attention.focus is Focus.HERE:
            for due in dues:
                self._coalescing.seen(due.conversation_id)
            dues = []
        self._tell(dues, rings=False)

    def _name_window(self) -> None:
        if not self._names_windows:
            return
        title = window_title(self._store.unread_total.messages)
        if title != self._title:
            self._title = title
            self._outlet.tell_terminal(sequences.title(title))
