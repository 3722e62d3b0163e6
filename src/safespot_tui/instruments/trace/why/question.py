"""What may be asked, and the answers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.why.failed import failed
from safespot_tui.instruments.trace.why.missing import missing
from safespot_tui.instruments.trace.why.seen import Seen
from safespot_tui.instruments.trace.why.unread import unread
from safespot_tui.store.store import Store


class Question(StrEnum):
    """What may be asked."""

    UNREAD = "unread"
    FAILED = "failed"
    MISSING = "missing"


def why(
    question: Question,
    about: str,
    trace: Trace,
    store: Store,
    time_in_words: Callable[[datetime], str],
) -> Sequence[SafeText]:
    """The answer; `about` is the id of a conversation or of a message, also of one that waits."""
    seen = Seen(trace, store, time_in_words)
    match question:
        case Question.UNREAD:
            sentences = unread(seen, ConversationId(about))
        case Question.FAILED:
            sentences = failed(seen, about)
        case Question.MISSING:
            sentences = missing(seen, about)
        case _:
            assert_never(question)
    return [safe_line(sentence) for sentence in sentences]
