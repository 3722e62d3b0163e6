"""What wants attention, summed up."""

from msgspec import Struct


class Unread(Struct, frozen=True):
    """What the inbox has that wants attention."""

    messages: int = 0
    conversations: int = 0
