"""How long something has waited, who is on it, and what is known of it, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.company import Companion, On
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.info import Fact
from safespot_tui.tui.conversation.words import alias_of, untitled_words

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Urgency(StrEnum):
    """How a wait stands to the time in which an answer is wanted."""

    NONE = "none"
    """Nothing waits."""
    FRESH = "fresh"
    SOON = "soon"
    """More than half of that time is over."""
    LATE = "late"


SIGNS = {Urgency.NONE: "  ", Urgency.FRESH: " ·", Urgency.SOON: " !", Urgency.LATE: "!!"}
"""Two cells each: not by colour alone."""


def urgency(case: Case, now: datetime, target: timedelta) -> Urgency:
    """How a case stands to the time in which an answer is wanted."""
    if case.waiting_since is None:
        return Urgency.NONE
    waited = now - case.waiting_since
    if waited >= target:
        return Urgency.LATE
    return Urgency.SOON if 2 * waited >= target else Urgency.FRESH


def duration_words(waited: timedelta) -> str:
    """`5 m`, `2 h 14 m`, `3 d 4 h`: in at most nine cells."""
    waited = max(waited, timedelta())
    if waited < _HOUR:
        return _("{minutes} m").format(minutes=waited // _MINUTE)
    if waited < _DAY:
        hours, rest = divmod(waited, _HOUR)
        return _("{hours} h {minutes} m").format(hours=hours, minutes=rest // _MINUTE)
    days, rest = divmod(waited, _DAY)
    return _("{days} d {hours} h").format(days=days, hours=rest // _HOUR)


def when_words(case: Case, part: QueuePart, clock: Clock) -> str:
    """What the time of a row says, in its part of the queue."""
    match part:
        case QueuePart.OPEN | QueuePart.MINE:
            if case.waiting_since is None:
                return _("answered")
            return duration_words(clock() - case.waiting_since)
        case QueuePart.SNOOZED:
            return clock.until(case.snoozed_until) if case.snoozed_until else ""
        case QueuePart.DONE:
            return clock.brief(case.done_at) if case.done_at else ""
        case _:
            assert_never(part)


def case_title(store: Store, case: Case) -> str:
    """What the conversation is called; of one that the user is not in, what the case tells."""
    conversation = store.conversation(case.conversation_id)
    if conversation is not None:
        return store.title(case.conversation_id) or untitled_words(conversation)
    if case.name:
        return case.name
    report = store.report(case.report_id) if case.report_id is not None else None
    if report is not None and report.title:
        return report.title
    aliases = dict.fromkeys(alias_of(store, flag.about.user_id) for flag in case.flags)
    if aliases:
        return ", ".join(aliases)
    if case.type is ConversationType.DM:
        return _("A conversation between two")
    return _("Conversation without a name")


def holder_words(store: Store, case: Case) -> str:
    """Who has it; empty while nobody does."""
    if case.claimed_by is None:
        return ""
    return _("you") if case.claimed_by == store.me else alias_of(store, case.claimed_by)


def company_words(store: Store, companion: Companion) -> str:
    """Who else is on it, as a sentence without its point."""
    name = alias_of(store, companion.user_id)
    match companion.on:
        case On.REPLYING:
            return _("{name} is replying here").format(name=name)
        case On.CLAIMED:
            return _("{name} has it").format(name=name)
        case On.LOOKING:
            return _("{name} is looking at it").format(name=name)
        case On.HAS_READ:
            return _("{name} has read it").format(name=name)
        case _:
            assert_never(companion.on)


def case_line(
    store: Store, case: Case, companion: Companion | None, part: QueuePart, clock: Clock
) -> str:
    """A case as a sentence, for who hears the queue."""
    parts = [case_title(store, case), when_words(case, part, clock)]
    if case.claimed_by is not None and case.claimed_by == store.me:
        parts.append(_("you have it"))
    elif case.claimed_by is not None:
        parts.append(_("{name} has it").format(name=alias_of(store, case.claimed_by)))
    if companion is not None and companion.on is not On.CLAIMED:
        parts.append(company_words(store, companion))
    if case.flags:
        flags = len(case.flags)
        parts.append(ngettext("{n} report", "{n} reports", flags).format(n=flags))
    return ", ".join(parts)


def state_words(case: Case, now: datetime) -> str:
    """How a case stands."""
    return {
        CaseState.OPEN: _("open"),
        CaseState.CLAIMED: _("claimed"),
        CaseState.SNOOZED: _("put away"),
        CaseState.DONE: _("done"),
    }[case.state(now)]


def facts_about_case(store: Store, case: Case, clock: Clock) -> Sequence[Fact]:
    """All that is known of a case: how it stands, what was reported, what was noted."""
    facts = [Fact(_("State"), state_words(case, clock()))]
    if case.waiting_since is not None:
        since = duration_words(clock() - case.waiting_since)
        facts.append(Fact(_("Waiting"), f"{since} ({clock.brief(case.waiting_since)})"))
    if holder := holder_words(store, case):
        facts.append(Fact(_("Has it"), holder))
    for flag in case.flags:
        by = _("{name} on {about}").format(
            name=alias_of(store, flag.by), about=alias_of(store, flag.about.user_id)
        )
        said = f" “{flag.quoted}”" if flag.quoted else ""
        facts.append(
            Fact(_("Reported"), f"{clock.brief(flag.created_at)} · {by}: {flag.reason}{said}")
        )
    for note in case.notes:
        author = alias_of(store, note.author_id)
        facts.append(Fact(_("Note"), f"{clock.brief(note.created_at)} · {author}: {note.content}"))
    if not (case.flags or case.notes):
        facts.append(Fact(_("Notes"), _("none, and nothing was reported")))
    return facts
