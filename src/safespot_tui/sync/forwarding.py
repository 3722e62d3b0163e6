"""What is sent when a message is sent on."""

from safespot_tui.domain.ids import ClientMessageId, ConversationId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.user import User

SIGN = "↪"


def forwarded(
    message: Message,
    conversation_id: ConversationId,
    client_message_id: ClientMessageId,
    *,
    said_by: User | None,
) -> SendMessage:
    """The send of a message's words, or of its image, to another conversation.

    With `said_by`, the words say whose they were, for servers that cannot mark them.
    """
    image = message.type is MessageType.IMAGE
    words = message.caption if image else message.content
    if said_by is not None:
        words = safe_text(f"{SIGN} {said_by.alias}: {words}".rstrip(": "))
    return SendMessage(
        conversation_id,
        client_message_id,
        message.content if image else words,
        message_type=message.type,
        caption=words if image else SafeText(""),
        forwarded=True,
    )
