"""Unread, derived from two watermarks that only move forward; there is no counter to get wrong."""

from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.member import Member


def unread_count(conversation: Conversation, own: Member) -> int:
    """Messages after the own read watermark.

    One's own messages never count: sending moves the sender's watermark to the message sent.
    """
    return max(0, conversation.head_position - own.read_position)


def is_unread(conversation: Conversation, own: Member) -> bool:
    """Whether the conversation wants attention: something new, or marked so by the user."""
    return own.marked_unread or conversation.head_position > own.read_position
