"""What was said, for figures to be made of."""

from datetime import UTC, datetime, timedelta

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.utterance import Heard, Utterance

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLAZA, OTHER = ConversationId("plaza"), ConversationId("other")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def heard(
    who: str | None,
    minute: float,
    *,
    where: ConversationId = PLAZA,
    gap: bool = False,
    text: str = "hola",
    notice: bool = False,
    deleted: bool = False,
    at: datetime | None = None,
) -> Heard:
    """Something that somebody said, so many minutes after noon, or at a moment."""
    moment = at or NOON + timedelta(minutes=minute)
    return Heard(
        Utterance(
            MessageId(f"{who}-{where}-{minute}"),
            where,
            UserId(who) if who is not None else None,
            SafeText(text),
            MessageType.SYSTEM if notice else MessageType.TEXT,
            moment if deleted else None,
        ),
        (moment - _EPOCH) // timedelta(microseconds=1),
        gap,
    )
