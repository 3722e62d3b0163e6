"""What the inspector says of a conversation, and of the checklist."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.checklist.checklist import Point, point_in_words
from safespot_tui.instruments.trace.row import time_to_the_millisecond
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.why.question import Question, why
from safespot_tui.instruments.trace.wording import finding_in_words
from safespot_tui.store.store import Store
from safespot_tui.tui.inspector.details import Line

MOST_REASONS = 10
"""Of a point that is red; the newest."""


class Here(Struct, frozen=True):
    """What is asked about."""

    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None
    """The message that is selected in it."""


NOWHERE = Here()


def reasons(trace: Trace, store: Store, here: Here) -> Sequence[Line]:
    """Why a conversation is unread, and why something in it, or a message, failed or is missing."""
    conversation_id = here.conversation_id
    if conversation_id is None:
        return [Line(_("Choose an entry that is about a conversation, or open one first."))]
    questions = [(Question.UNREAD, conversation_id, _("Unread?"))]
    if store.own(conversation_id) is None:
        questions = [(Question.MISSING, conversation_id, _("Missing?"))]
    if any(
        item.intent.conversation_id == conversation_id and item.state is OutboxState.FAILED
        for item in store.outbox
    ):
        questions.append((Question.FAILED, conversation_id, _("Failed?")))
    if here.message_id is not None:
        questions = [
            (Question.FAILED, here.message_id, _("This message: failed?")),
            (Question.MISSING, here.message_id, _("This message: here?")),
            *questions,
        ]
    lines = [Line(store.title(conversation_id) or safe_line(conversation_id), "what")]
    for question, about, heading in questions:
        lines += [Line(""), Line(heading, "heading")]
        sentences = why(question, about, trace, store, time_to_the_millisecond)
        lines += [Line(f"· {sentence}") for sentence in sentences]
    return lines


def point_lines(points: Sequence[Point]) -> Sequence[Line]:
    """Each point: what it promises, and what was wrong, with the entry that shows it."""
    return [line for point in points for line in _lines_of(point)]


def _lines_of(point: Point) -> Iterator[Line]:
    if point.holds:
        yield Line(f"✓ {point_in_words(point.fault)}", "good")
        yield Line("")
        return
    yield Line(f"✗ {point_in_words(point.fault)}", "failed")
    for finding in point.findings[-MOST_REASONS:]:
        where = f"#{finding.entry} · " if finding.entry is not None else ""
        yield Line(safe_line(f"{where}{finding_in_words(finding)}"), "body")
    yield Line("")
