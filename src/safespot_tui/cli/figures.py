"""Figures out of an account's file, and as programs are told them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from safespot_tui.archive.utterances import count_utterances, read_endings, read_utterances
from safespot_tui.domain.ids import ConversationId
from safespot_tui.insight.durations import Spread
from safespot_tui.insight.figures import Figures, Tally
from safespot_tui.insight.known import Known
from safespot_tui.insight.period import Period
from safespot_tui.insight.waiting import MOST_LOOKED_AT, ends_waiting
from safespot_tui.store.store import Store

MANY = 20_000
"""Messages from which on it is said how far it has come."""

Tell = Callable[[int, int], None]


def counted(path: Path, known: Known, period: Period, now: datetime, tell: Tell) -> Figures:
    """The figures of a period, from the file at `path`. Raises `ArchiveError`.

    `tell` is told how many messages were looked at, and of how many, where there are `MANY`.
    """
    tally = Tally(known, period, now)
    for endings in read_endings(
        path,
        known.conversations,
        MOST_LOOKED_AT,
        lambda said: ends_waiting(said, known.is_desk),
    ):
        tally.see(endings)
    within = next(iter(known.scope)) if known.scope is not None and len(known.scope) == 1 else None
    total = count_utterances(path, period.since, period.until, within)
    done = 0
    for heard in read_utterances(path, period.since, period.until, within):
        tally.hear(heard)
        done += len(heard)
        if total >= MANY:
            tell(done, total)
    return tally.figures(is_whole=True)


def figures_view(store: Store, figures: Figures) -> Mapping[str, Any]:
    """What `stats --json` prints: durations in seconds, times in UTC."""

    def place(conversation_id: ConversationId) -> Mapping[str, Any]:
        return {"conversation_id": conversation_id, "title": store.title(conversation_id)}

    def spread(answers: Spread) -> Mapping[str, Any]:
        return {
            "count": answers.count,
            "median_seconds": answers.median,
            "p90_seconds": answers.p90,
            "slowest": [
                {
                    **place(slow.conversation_id),
                    "message_id": slow.message_id,
                    "seconds": slow.seconds,
                }
                for slow in answers.slowest
            ],
        }

    return {
        "since": figures.period.since,
        "until": figures.period.until,
        "at": figures.at,
        "messages": figures.messages,
        "conversations": figures.conversations,
        "first_at": figures.first,
        "incomplete_conversations": figures.incomplete,
        "by_hour": list(figures.volume.hours),
        "by_day": [
            {"first": span.first.isoformat(), "days": span.days, "messages": span.count}
            for span in figures.volume.spans
        ],
        "answered_by_anybody": spread(figures.anybody),
        "answered_by_you": spread(figures.desk),
        "open": {
            "count": figures.queue.count,
            "bands": [
                {
                    "below_seconds": None
                    if band.below is None
                    else int(band.below.total_seconds()),
                    "count": band.count,
                }
                for band in figures.queue.bands
            ],
            "oldest": [
                {**place(each.conversation_id), "since": each.since, "at_least": each.at_least}
                for each in figures.queue.oldest
            ],
        },
        "busiest": [
            {**place(each.conversation_id), "messages": each.messages, "people": each.people}
            for each in figures.busiest
        ],
        "rules": [
            {
                "name": each.name,
                "hits": each.count,
                "conversations": each.conversations,
                "last_at": each.last,
            }
            for each in figures.hits
        ],
    }
