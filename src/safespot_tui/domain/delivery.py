"""How far an own message has come."""

from collections.abc import Iterable
from enum import StrEnum

from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message

MOST_TOLD_OF_READING = 200
"""Members of a conversation, up to which all are told how far each has read."""


class Delivery(StrEnum):
    """How far an own message has come.

    ::

        pending ──▶ sent ──▶ delivered ──▶ read        never backwards
           │ ▲
           ▼ │ retry
         failed

    Failure is not a step on the way: it ends in a retry or in the user's discarding the message.
    """

    PENDING = "pending"
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


def delivery_of(message: Message, others: Iterable[Member]) -> Delivery:
    """State of a message that the server has: the least that *all* the others have done with it.

    What was told of the message itself counts beside what the watermarks say.
    """
    if message.read:
        return Delivery.READ
    told = Delivery.DELIVERED if message.delivered else Delivery.SENT
    slowest = None
    for member in others:
        if member.read_position >= message.position:
            slowest = slowest or Delivery.READ
        elif message.delivered or member.delivered_position >= message.position:
            slowest = Delivery.DELIVERED
        else:
            return Delivery.SENT
    return slowest or told
