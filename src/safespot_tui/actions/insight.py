"""Figures of what is kept here: what has to be known for them, and how an engine's are gathered.

Imported only where somebody asks for them.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime

from safespot_tui.actions.filters import is_in, parts_by_name
from safespot_tui.actions.folder import Folder
from safespot_tui.domain.case import CaseState
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.insight.figures import Figures, Tally
from safespot_tui.insight.known import NO_QUEUE, Known, Queued, known_from
from safespot_tui.insight.period import Period
from safespot_tui.insight.waiting import MOST_LOOKED_AT, Waiting, ends_waiting
from safespot_tui.store.queue import Queue
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger
from safespot_tui.watching.judge import Judge
from safespot_tui.watching.rule import Rule

TOLD_AFTER = 40
"""Slices after which what is known so far is told; then after twice as many, and so on: to make
figures of it takes longer than to look at a slice."""


def known_now(
    store: Store,
    rules: Sequence[Rule],
    folders: Sequence[Folder],
    now: datetime,
    scope: frozenset[ConversationId] | None = None,
    queue: Queue | None = None,
    moderators: Iterable[UserId] = (),
) -> Known:
    """What figures have to know of people, conversations and rules. Raises `BadRule`.

    `queue` says what is done or snoozed, and `moderators` are who else answers everywhere.
    """
    parts = parts_by_name(folders)

    def in_folder(name: str, conversation_id: ConversationId) -> bool:
        return name in parts and is_in(store, conversation_id, parts[name], now)

    queued = NO_QUEUE if queue is None else _queued(store, queue, now, moderators)
    return known_from(store, rules, Judge(store, rules, in_folder).counts, scope, queued)


def _queued(store: Store, queue: Queue, now: datetime, moderators: Iterable[UserId]) -> Queued:
    """How the conversations of the inbox, and those that the user is not in, stand in the queue.

    Of a case that the server keeps it is known since when it waits; of the others that is seen from
    how they end.
    """
    elsewhere = (each.conversation_id for each in store.cases)
    elsewhere = [each for each in elsewhere if store.own(each) is None]
    waiting: list[Waiting] = []
    settled: set[ConversationId] = set()
    previewed: dict[ConversationId, datetime] = {}
    for conversation_id in (*store.inbox(), *elsewhere):
        case = queue.case(conversation_id)
        if case is None:
            continue
        if case.state(now) in {CaseState.DONE, CaseState.SNOOZED}:
            settled.add(conversation_id)
        elif store.case(conversation_id) is not None:
            settled.add(conversation_id)
            if case.waiting_since is not None:
                waiting.append(Waiting(conversation_id, case.waiting_since))
        elif case.waiting_since is not None:
            previewed[conversation_id] = case.waiting_since
    return Queued(waiting, frozenset(settled), previewed, frozenset(moderators))


async def gathered(
    messenger: Messenger, known: Known, period: Period, now: datetime
) -> AsyncGenerator[Figures]:
    """The figures as they become known, what waits first; the last are whole.

    Work on the loop comes in slices of some milliseconds. Raises `Unreadable`.
    """
    tally = Tally(known, period, now)
    endings = messenger.endings(
        known.conversations, MOST_LOOKED_AT, lambda said: ends_waiting(said, known.is_desk)
    )
    async with aclosing(endings):
        async for some in endings:
            tally.see(some)
    yield tally.figures(is_whole=False)
    within = next(iter(known.scope)) if known.scope is not None and len(known.scope) == 1 else None
    slices = messenger.utterances(period.since, period.until, within)
    count, due = 0, TOLD_AFTER
    async with aclosing(slices):
        async for heard in slices:
            tally.hear(heard)
            count += 1
            if count == due:
                due *= 2
                yield tally.figures(is_whole=False)
    yield tally.figures(is_whole=True)
