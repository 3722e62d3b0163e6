"""The figures of what is kept here, in sentences."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import datetime

from safespot_tui.actions.insight import gathered, known_now
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_line
from safespot_tui.insight.figures import Figures
from safespot_tui.insight.period import NoPeriod, Period, period_in
from safespot_tui.insight.telling import Wording, lines_of, told
from safespot_tui.linear.lines import Lines
from safespot_tui.linear.wording import title_of
from safespot_tui.sync.errors import Unreadable
from safespot_tui.tui.triage.words import case_title


async def insight_lines(lines: Lines, period: Period, words: str = "") -> Iterator[str]:
    """What `stats` prints of a period, or of that which `words` mean, but for what is for eyes."""
    now, store = lines.clock(), lines.engine.store
    if words:
        try:
            period = period_in(safe_line(words), now)
        except NoPeriod as error:
            return iter([str(error)])
    triage = lines.engine.triage
    known = known_now(
        store,
        lines.rules,
        lines.folders,
        now,
        queue=triage.queue,
        moderators=[user.id for user in triage.moderators],
    )
    last: Figures | None = None
    try:
        async with aclosing(gathered(lines.engine, known, period, now)) as figures:
            async for some in figures:
                last = some
    except Unreadable as error:
        return iter([error.reason])

    def title(conversation_id: ConversationId) -> str:
        case = store.case(conversation_id)
        return title_of(store, conversation_id) if case is None else case_title(store, case)

    wording = Wording(
        title=title,
        day=lines.clock.day,
        moment=lines.clock.brief,
        hour=lambda hour: lines.clock.time_of_day(datetime(2000, 1, 15, hour)),  # noqa: DTZ001
        plots=False,
    )
    passages = told(last, wording) if last is not None else ()
    return filter(None, lines_of(passages))
