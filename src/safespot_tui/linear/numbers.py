"""Small numbers for messages, to say which one is meant: `/reply 3`."""

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message


class Numbers:
    """Each message of a conversation has a number from when it is first said, and keeps it."""

    def __init__(self) -> None:
        self._numbers: dict[ConversationId, dict[MessageId, int]] = {}
        self._ids: dict[tuple[ConversationId, int], MessageId] = {}

    def of(self, message: Message) -> int:
        """The number of a message; the next one if it has none yet."""
        numbers = self._numbers.setdefault(message.conversation_id, {})
        number = numbers.setdefault(message.row_key, len(numbers) + 1)
        self._ids[message.conversation_id, number] = message.id
        return number

    def message_id(self, conversation_id: ConversationId, number: int) -> MessageId | None:
        """The message that has a number."""
        return self._ids.get((conversation_id, number))
