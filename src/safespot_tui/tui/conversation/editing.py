"""Which messages can be given other words, and with what words that begins."""

from datetime import datetime

from safespot_tui.actions.objections import edit_refusal
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import EditMessage, OutboxState
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger


class NotEditable(Exception):
    """A message that keeps its words. `reason` is a sentence if only its age is against it."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


def editable(
    store: Store, message_id: MessageId, conversation_id: ConversationId | None
) -> Message:
    """An own text of this conversation that is not on its way. Raises `NotEditable`."""
    message = store.message(message_id)
    if (
        message is None
        or message.conversation_id != conversation_id
        or message.sender_id != store.me
        or message.type is not MessageType.TEXT
        or message.deleted_at is not None
    ):
        raise NotEditable
    send = store.send_of(message)
    if send is not None and send.state is not OutboxState.FAILED:
        raise NotEditable
    return message


def words_to_edit(store: Store, messenger: Messenger, message: Message, now: datetime) -> SafeText:
    """What it says, or what was last refused of it. Raises `NotEditable` if it is too old.

    One that was never sent has no age.
    """
    too_old = edit_refusal(message, messenger, now) if store.send_of(message) is None else ""
    if too_old:
        raise NotEditable(too_old)
    refused = store.failure_of(message)
    if refused is not None and isinstance(refused.intent, EditMessage):
        return refused.intent.content
    return message.content
