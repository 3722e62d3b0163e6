"""All figures of a period, gathered with one look at each message."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.utterance import Ending, Heard
from safespot_tui.insight.answers import answers_of_anybody, answers_of_the_desk
from safespot_tui.insight.durations import Spread
from safespot_tui.insight.known import Known
from safespot_tui.insight.period import Period
from safespot_tui.insight.rule_hits import RuleHits, RuleTally
from safespot_tui.insight.volume import Clockwork, Volume
from safespot_tui.insight.waiting import Queue, Waiting, open_queue, waiting_in

MOST_BUSIEST = 5


class Busy(Struct, frozen=True):
    """A conversation in which much was said."""

    conversation_id: ConversationId
    messages: int
    people: int
    """Who wrote them."""


class Figures(Struct, frozen=True):
    """What can be said of a period from what is kept here."""

    period: Period
    at: datetime
    """When it was asked; `queue` is about this moment."""
    messages: int = 0
    """Without notices; deleted ones are among them."""
    conversations: int = 0
    first: datetime | None = None
    """When the first of the messages was written."""
    incomplete: int = 0
    """In how many conversations something of the period may not be kept here."""
    volume: Volume = Volume()
    anybody: Spread = Spread()
    """How long it took until anybody else answered."""
    desk: Spread = Spread()
    """How long it took until the user, or who manages the group, answered."""
    queue: Queue = Queue()
    busiest: tuple[Busy, ...] = ()
    hits: tuple[RuleHits, ...] = ()
    """Of every watch rule."""
    is_whole: bool = True
    """Whether all was looked at; else it is what is known so far."""


class Tally:
    """Is told what was said, and says the figures so far."""

    def __init__(
        self, known: Known, period: Period, at: datetime, zone: tzinfo | None = None
    ) -> None:
        """Days and hours are those of `zone`, without it this machine's. Raises `BadRule`."""
        self._known = known
        self._period = period
        self._at = at
        self._zone = zone
        self._clockwork = Clockwork()
        self._anybody = answers_of_anybody()
        self._desk = answers_of_the_desk(known.is_desk)
        self._rules = RuleTally(known) if known.rules else None
        self._counts: Counter[ConversationId] = Counter()
        self._people: defaultdict[ConversationId, set[UserId | None]] = defaultdict(set)
        self._noticed: set[ConversationId] = set()
        self._incomplete: set[ConversationId] = set()
        self._first: datetime | None = None
        self._waiting: list[Waiting] = list(known.waiting)

    def hear(self, some: Iterable[Heard]) -> None:
        """What was said in the period, in the order of time."""
        scope = self._known.scope
        for heard in some:
            said = heard.said
            if scope is not None and said.conversation_id not in scope:
                continue
            if heard.gap_before:
                self._incomplete.add(said.conversation_id)
            if said.type is MessageType.SYSTEM:
                self._noticed.add(said.conversation_id)
                continue
            if self._first is None:
                self._first = heard.moment
            self._counts[said.conversation_id] += 1
            self._people[said.conversation_id].add(said.sender_id)
            self._clockwork.hear(heard.at)
            self._anybody.hear(heard)
            self._desk.hear(heard)
            if self._rules is not None:
                self._rules.hear(heard)

    def see(self, endings: Iterable[Ending]) -> None:
        """How conversations end now."""
        for ending in endings:
            waiting = waiting_in(ending, self._known.is_desk)
            since = self._known.previewed.get(ending.conversation_id)
            if not ending.heard and since is not None:
                waiting = Waiting(ending.conversation_id, since, at_least=True)
            if waiting is not None:
                self._waiting.append(waiting)

    def _is_missing(self, conversation_id: ConversationId) -> bool:
        """Whether something was written there in the period, and nothing of it was heard."""
        at, period, scope = self._known.newest[conversation_id], self._period, self._known.scope
        return (
            conversation_id not in self._counts
            and conversation_id not in self._noticed
            and conversation_id not in self._incomplete
            and (scope is None or conversation_id in scope)
            and (period.since is None or at >= period.since)
            and (period.until is None or at < period.until)
        )

    def figures(self, *, is_whole: bool) -> Figures:
        """What is known by now."""
        since, until = self._period.since, self._period.until
        last = (until - timedelta(microseconds=1)) if until is not None else self._at
        return Figures(
            period=self._period,
            at=self._at,
            messages=self._counts.total(),
            conversations=len(self._counts),
            first=self._first,
            incomplete=len(self._incomplete) + sum(map(self._is_missing, self._known.newest)),
            volume=self._clockwork.volume(
                since.astimezone(self._zone).date() if since is not None else None,
                last.astimezone(self._zone).date(),
                self._zone,
            ),
            anybody=self._anybody.spread(),
            desk=self._desk.spread(),
            queue=open_queue(self._waiting, self._at),
            busiest=tuple(
                Busy(conversation_id, count, len(self._people[conversation_id]))
                for conversation_id, count in self._counts.most_common(MOST_BUSIEST)
            ),
            hits=tuple(self._rules.hits()) if self._rules is not None else (),
            is_whole=is_whole,
        )
