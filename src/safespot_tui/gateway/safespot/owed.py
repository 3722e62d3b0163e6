"""Which messages their senders are to be told of: "this device has it". A machine without I/O.

The server marks a message delivered by itself while it takes the reader to be online, which it
forgets two minutes after each connect. So most messages cost no request; the rest are told of by
name: one by `ack-delivered`, many in one `reconcile-status`. `/delivered` would be one request,
too, but it claims what has not arrived yet, and leaves no time that a catch-up could tell.
"""

from safespot_tui.domain.event import (
    Event,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
)
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message

MOST = 200
"""Messages told of in one request: each is a transaction there."""


def is_owed(message: Message, me: UserId) -> bool:
    """Whether the sender of a message waits to hear of it. Never true of an own one."""
    return message.sender_id not in {None, me} and not (message.delivered or message.read)


class Owed:
    """What came over the stream and was not delivered by then."""

    def __init__(self, me: UserId) -> None:
        self._me = me
        self._owed: dict[ConversationId, dict[MessageId, None]] = {}

    def heard(self, event: Event) -> None:
        """Something was told."""
        match event:
            case MessageCreated(message=message) if is_owed(message, self._me):
                self._owed.setdefault(message.conversation_id, {})[message.id] = None
            case MessageUpdated() if event.changes.delivered is True or event.changes.read is True:
                self._drop(event.conversation_id, event.message_id)
            case MessageDeleted():
                self._drop(event.conversation_id, event.message_id)
            case _:
                pass

    def due(self, conversation_id: ConversationId) -> tuple[MessageId, ...]:
        """The messages of a conversation to tell of now, oldest first."""
        return tuple(self._owed.get(conversation_id, ()))[:MOST]

    def told(self, conversation_id: ConversationId, *message_ids: MessageId) -> None:
        """The server knows of these."""
        for message_id in message_ids:
            self._drop(conversation_id, message_id)

    def all_told(self, conversation_id: ConversationId) -> None:
        """The server knows of all there are: they were read."""
        self._owed.pop(conversation_id, None)

    def forget(self) -> None:
        """Nobody waits any more: what came until now is not told."""
        self._owed.clear()

    def _drop(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        owed = self._owed.get(conversation_id, {})
        owed.pop(message_id, None)
        if not owed:
            self._owed.pop(conversation_id, None)
