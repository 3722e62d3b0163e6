"""Follows one account and holds what comes against the rules.

A message is judged once for each wording that it has: when it comes, when it is edited, when its
row is drawn. What is watched are the messages of others; the user's own only end a silence.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.store.watchers import Unwatch
from safespot_tui.watching.bursts import Bursts
from safespot_tui.watching.hits import Hit, Hits
from safespot_tui.watching.judge import InFolder, Judge
from safespot_tui.watching.rule import Burst, By, Rule, Silence
from safespot_tui.watching.silences import Silences

MOST_LOOKED_THROUGH = 200
"""Unread messages of one conversation that are judged when they are loaded."""

LONGEST_SLEEP = timedelta(minutes=5)
"""A machine that slept may not have counted it: silences are looked for at least so often."""

Changed = Callable[[frozenset[ConversationId]], None]
Silent = Callable[[Sequence[Hit]], None]
Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Does something after so many seconds; what it gives keeps that from happening."""


class Watch:
    """The rules at work. Changes nothing of the store, and does no I/O."""

    def __init__(
        self,
        store: Store,
        rules: Sequence[Rule],
        *,
        clock: Callable[[], datetime],
        later: Later,
        in_folder: InFolder,
    ) -> None:
        """Raises `BadRule`."""
        self._store = store
        self._clock = clock
        self._later = later
        self._judge = Judge(store, rules, in_folder)
        self._bursts = [
            (rule, rule.condition, Bursts(rule.condition))
            for rule in rules
            if isinstance(rule.condition, Burst)
        ]
        silences = [
            (rule, timedelta(minutes=rule.condition.minutes))
            for rule in rules
            if isinstance(rule.condition, Silence)
        ]
        self._silence_rules = [rule for rule, _limit in silences]
        self._silences = Silences([limit for _rule, limit in silences])
        self._read: dict[ConversationId, int] = {}
        """How far the user had read where something waited, when that was last looked at."""
        self._fallen: dict[ConversationId, Hit] = {}
        """The silences that last."""
        self._hits = Hits()
        self._touched: set[ConversationId] = set()
        self._told: list[Changed] = []
        self._unwatch: Unwatch | None = None
        self._waking_at: datetime | None = None
        self._cancel: Callable[[], None] | None = None
        self.on_silence: Silent = lambda _hits: None
        """Is given the hits of rules of silence when they come: no message brings them."""

    def start(self) -> None:
        """Judge what is unread, and follow. To be called before anybody draws."""
        self._unwatch = self._store.watch_all(self.follow)
        self._take_stock()
        self._tell()

    def stop(self) -> None:
        """Follow no longer."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        self._stop_waiting()

    def watch(self, callback: Changed) -> None:
        """Call `callback` with the conversations of which hits came, or were looked at."""
        self._told.append(callback)

    # ---------------------------------------------------------------------------- what is asked

    @property
    def count(self) -> int:
        """How many hits wait to be looked at."""
        return self._hits.count

    def names_of(self, message: Message) -> tuple[str, ...]:
        """The rules that a message hits, by name."""
        return tuple(rule.name for rule in self._rules_of(message))

    def notices_of(self, message: Message) -> tuple[str, ...]:
        """As `names_of`, only the rules of which the user wants to be told."""
        return tuple(rule.name for rule in self._rules_of(message) if rule.notifies)

    def waiting_in(self, conversation_id: ConversationId) -> tuple[str, ...]:
        """The rules whose hits wait in a conversation, by name, each once."""
        hits = self._hits.waiting_in(conversation_id)
        return tuple(dict.fromkeys(name for hit in hits for name in hit.names))

    def next(self) -> Hit | None:
        """The hit to go to: the one that has waited longest, or else the next of all."""
        hit = self._hits.next()
        if hit is not None:
            self._touched.add(hit.conversation_id)
            self._tell()
        return hit

    def opened(self, conversation_id: ConversationId) -> None:
        """The user looks at a conversation: what does not wait to be read there is seen."""
        waiting = self._hits.waiting_in(conversation_id)
        self._see(hit for hit in waiting if not hit.until_read)
        self._tell()

    # ---------------------------------------------------------------------------- following

    def follow(self, batch: Batch) -> None:
        """Judge what has come, and let go of what was read."""
        if batch.reset:
            self._take_stock()
        spoken: set[ConversationId] = set()
        for message_id in batch.arrivals:
            message = self._store.message(message_id)
            if message is not None:
                spoken.add(message.conversation_id)
                self._arrived(message)
        for key in batch.keys:
            match key:
                case ("messages", "detail", message_id) if self._judge.knows(message_id):
                    self._changed(MessageId(message_id))
                case ("conversations", "detail", conversation_id):
                    self._follow_conversation(ConversationId(conversation_id))
                case ("conversations", "messages", conversation_id) if (
                    conversation_id not in spoken
                ):
                    self._judge_unread(ConversationId(conversation_id))
                case _:
                    pass
        self._wake_in_time()
        self._tell()

    def _take_stock(self) -> None:
        for archived in (False, True):
            for conversation_id in self._store.inbox(archived=archived):
                self._follow_conversation(conversation_id)
                self._judge_unread(conversation_id)
        for conversation_id in list(self._hits.conversations):
            self._follow_conversation(conversation_id)
        self._wake_in_time()

    def _arrived(self, message: Message) -> None:
        rules = self._judge.rules_of(message)
        for rule, burst, bursts in self._bursts:
            of = message.sender_id if burst.by is By.PERSON else message.conversation_id
            if (
                of is not None
                and self._judge.counts(rule, message.conversation_id)
                and bursts.came(of, message.created_at)
            ):
                rules += (rule,)
        self._note(Hit(message.conversation_id, message.id, rules))

    def _changed(self, message_id: MessageId) -> None:
        """What is edited into a message hits, and waits to be looked at although it was read."""
        message = self._store.message(message_id)
        if (
            message is not None
            and message.edited_at is not None
            and self._judge.was_otherwise(message)
        ):
            rules = self._judge.rules_of(message)
            self._note(Hit(message.conversation_id, message.id, rules, until_read=False))

    def _judge_unread(self, conversation_id: ConversationId) -> None:
        own = self._store.own(conversation_id)
        if own is None or not self._store.unread(conversation_id):
            return
        unread: list[Message] = []
        rows = self._store.timeline(conversation_id).rows
        for row in islice(reversed(rows), MOST_LOOKED_THROUGH):
            message = self._store.message(MessageId(row))
            if message is not None and message.position <= own.read_position:
                break
            if message is not None:
                unread.append(message)
        for message in reversed(unread):
            self._note(Hit(conversation_id, message.id, self._judge.rules_of(message)))

    def _follow_conversation(self, conversation_id: ConversationId) -> None:
        """Let go of what was read there; a silence ends, or begins to be waited for."""
        conversation = self._store.conversation(conversation_id)
        own = self._store.own(conversation_id)
        spoke = False
        if conversation is None or own is None:
            self._silences.forget(conversation_id)
        elif conversation.last_message_at is not None and self._silence_rules:
            at = conversation.last_message_at
            spoke = self._silences.spoke(conversation_id, at, self._clock())
        if spoke and (ended := self._fallen.pop(conversation_id, None)) is not None:
            self._see([ended])
        read = own.read_position if own is not None else None
        if read != self._read.get(conversation_id):
            waiting = self._hits.waiting_in(conversation_id)
            self._see(hit for hit in waiting if own is None or self._is_read(hit))
            if read is None:
                self._read.pop(conversation_id, None)
            else:
                self._read[conversation_id] = read

    def _see(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            self._hits.see(hit)
            self._touched.add(hit.conversation_id)

    def _is_read(self, hit: Hit) -> bool:
        """Whether a hit that waits to be read has been read, here or elsewhere."""
        message = self._store.message(hit.message_id) if hit.message_id is not None else None
        own = self._store.own(hit.conversation_id)
        if not hit.until_read or message is None or own is None:
            return False
        return message.position <= own.read_position

    # ---------------------------------------------------------------------------- silence

    def _wake_in_time(self) -> None:
        """One timer is enough: for what is due first.

        While the server is not heard nobody knows whether they write: that waits, too.
        """
        due = self._silences.next_due
        if (
            due is None
            or not self._is_heard
            or (self._waking_at is not None and self._waking_at <= due)
        ):
            return
        now = self._clock()
        self._stop_waiting()
        self._waking_at = min(due, now + LONGEST_SLEEP)
        wait = max(0.0, (self._waking_at - now).total_seconds())
        self._cancel = self._later(wait, self._listen)

    def _stop_waiting(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = self._waking_at = None

    @property
    def _is_heard(self) -> bool:
        return self._store.connection.state is ConnectionState.LIVE

    def _listen(self) -> None:
        self._cancel = self._waking_at = None
        if not self._is_heard:
            return
        fallen: dict[ConversationId, tuple[Rule, ...]] = {}
        for conversation_id, place in self._silences.fallen(self._clock()):
            rule = self._silence_rules[place]
            if self._judge.counts(rule, conversation_id):
                fallen[conversation_id] = (*fallen.get(conversation_id, ()), rule)
        hits: list[Hit] = []
        for conversation_id, rules in fallen.items():
            conversation = self._store.conversation(conversation_id)
            last = conversation.last_message_id if conversation is not None else None
            hit = Hit(conversation_id, last, rules, until_read=False)
            hits.append(hit)
            self._note(hit)
            self._fallen[conversation_id] = hit
        self._wake_in_time()
        self._tell()
        if hits:
            self.on_silence(hits)

    # ---------------------------------------------------------------------------- hits

    def _rules_of(self, message: Message) -> tuple[Rule, ...]:
        judged, found = self._judge.rules_of(message), self._hits.of(message.id)
        return (*judged, *(rule for rule in found if rule not in judged)) if found else judged

    def _note(self, hit: Hit) -> None:
        if hit.rules and self._hits.add(hit):
            self._touched.add(hit.conversation_id)
            if self._is_read(hit):
                self._hits.see(hit)

    def _tell(self) -> None:
        if self._touched:
            touched, self._touched = frozenset(self._touched), set()
            for callback in self._told:
                callback(touched)
