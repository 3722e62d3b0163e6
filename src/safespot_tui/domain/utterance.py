"""A message as far as figures look at it."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText


class Utterance(Struct, frozen=True, gc=False):
    """Who said what, and where. Its fields are called as those of `Message`."""

    id: MessageId
    conversation_id: ConversationId
    sender_id: UserId | None
    content: SafeText = SafeText("")
    type: MessageType = MessageType.TEXT
    deleted_at: datetime | None = None
    caption: SafeText = SafeText("")


class Heard(Struct, frozen=True, gc=False):
    """An utterance, when it was, and how it is kept here."""

    said: Utterance
    at: int
    """Microseconds since 1970: a million numbers are compared in less time than moments are."""
    gap_before: bool = False
    """Whether something may be missing between the one before it in its conversation and this."""

    @property
    def moment(self) -> datetime:
        """When it was."""
        return moment_of(self.at)


class Ending(Struct, frozen=True):
    """The newest that is kept of a conversation, the newest first."""

    conversation_id: ConversationId
    heard: tuple[Heard, ...]


def moment_of(at: int) -> datetime:
    """The moment so many microseconds after the beginning of 1970."""
    return _EPOCH + timedelta(microseconds=at)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
