"""The two orders of the screen: messages in a conversation, conversations in the inbox."""

from datetime import datetime

from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message

MessageOrder = tuple[datetime, MessageId]
InboxOrder = tuple[bool, float, str]


def message_order(message: Message) -> MessageOrder:
    """Ascending: by the server's time, then id; never by the local clock."""
    return message.created_at, message.id


def inbox_order(conversation: Conversation, own: Member) -> InboxOrder:
    """Ascending: pinned first, then the newest, then by id."""
    return not own.pinned, -conversation.active_at.timestamp(), conversation.id
