"""What the queue says of one case, read by the conversation's id alone."""

from datetime import timedelta

from msgspec import Struct

from safespot_tui.domain.case import Case
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.text import safe_line
from safespot_tui.store import keys
from safespot_tui.store.store import Store
from safespot_tui.sync.triage import Triage
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import alias_of, notice_words, quoted_words
from safespot_tui.tui.triage.words import (
    Urgency,
    case_title,
    company_words,
    holder_words,
    urgency,
    when_words,
)


class CaseRow(Struct, frozen=True):
    """All that two lines of the queue show, and the keys it was read under."""

    urgency: Urgency
    when: str
    title: str
    flags: int
    notes: int
    holder: str
    """Who has it; empty while nobody does."""
    own: bool
    """Whether that is the user."""
    company: str
    """Who else is on it; empty where nobody is known to be."""
    words: str
    """What was written last, or reported, where that is known."""
    read_under: frozenset[keys.Key]


def read_row(
    store: Store, triage: Triage, case: Case, part: QueuePart, clock: Clock, target: timedelta
) -> CaseRow:
    """What the queue says of a case."""
    conversation_id = case.conversation_id
    companion = triage.company(conversation_id)
    read_under = {
        keys.conversation(conversation_id),
        keys.typing(conversation_id),
        keys.members(conversation_id),
    }
    if case.claimed_by is not None:
        read_under.add(keys.user(case.claimed_by))
    waits = part in (QueuePart.OPEN, QueuePart.MINE)
    return CaseRow(
        urgency=urgency(case, clock(), target) if waits else Urgency.NONE,
        when=when_words(case, part, clock),
        title=safe_line(case_title(store, case)),
        flags=len(case.flags),
        notes=len(case.notes),
        holder=holder_words(store, case),
        own=case.claimed_by is not None and case.claimed_by == store.me,
        company=company_words(store, companion) if companion is not None else "",
        words=safe_line(_last_words(store, case, read_under)),
        read_under=frozenset(read_under),
    )


def _last_words(store: Store, case: Case, read_under: set[keys.Key]) -> str:
    conversation = store.conversation(case.conversation_id)
    message = None
    if conversation is not None and conversation.last_message_id is not None:
        read_under.add(keys.message(conversation.last_message_id))
        message = store.message(conversation.last_message_id)
    if message is not None and message.type is MessageType.SYSTEM:
        return notice_words(store, message)
    if message is not None and message.deleted_at is None:
        return f"{alias_of(store, message.sender_id)}: {quoted_words(message)}"
    if conversation is not None and conversation.preview is not None and message is None:
        preview = conversation.preview
        return f"{alias_of(store, preview.sender_id)}: {preview.content}"
    if case.flags:
        flag = case.flags[-1]
        return f"{alias_of(store, flag.by)}: {flag.reason}"
    return ""
