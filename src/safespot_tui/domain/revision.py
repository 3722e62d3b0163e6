"""What a message said before it was changed or deleted."""

from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText


class Revision(Struct, frozen=True):
    """One version of a message's words."""

    said_at: datetime
    """When it was written, or edited to be this."""
    content: SafeText
    caption: SafeText = SafeText("")
    type: MessageType = MessageType.TEXT


def revision_of(message: Message) -> Revision | None:
    """What it says now; None for what nobody wrote, or was deleted."""
    if message.deleted_at is not None or message.type is MessageType.SYSTEM:
        return None
    said_at = message.edited_at or message.created_at
    return Revision(said_at, message.content, message.caption, message.type)
