"""What the user has typed and not sent, bound to where it would go."""

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId


class Draft(Struct, frozen=True):
    """Words for one conversation. `text` is the user's own, exactly as typed."""

    conversation_id: ConversationId
    text: str
    reply_to_id: MessageId | None = None
    editing_id: MessageId | None = None
    """The own message that these words are to replace."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.text.strip() and self.reply_to_id is None and self.editing_id is None
