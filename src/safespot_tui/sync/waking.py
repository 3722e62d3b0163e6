"""Archived conversations that wake with a new message, where it is for the client to ask for it."""

from datetime import datetime

from safespot_tui.domain.event import Event, MessageCreated, Snapshot
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.intent import SetFlags
from safespot_tui.domain.message import MessageType
from safespot_tui.store.store import Store


def woken_by(store: Store, fact: Event | Snapshot, now: datetime) -> ConversationId | None:
    """The conversation that comes back because of what somebody else just wrote in it.

    One that is muted sleeps on, and what a snapshot brings has been slept through already.
    """
    if not isinstance(fact, MessageCreated):
        return None
    message = fact.message
    if message.sender_id == store.me or message.type is MessageType.SYSTEM:
        return None
    own = store.own(message.conversation_id)
    if own is None or not own.archived:
        return None
    muted = own.muted_until is not None and own.muted_until > now
    return None if muted else own.conversation_id


def is_yet_to_be_archived(store: Store, conversation_id: ConversationId) -> bool:
    """Whether the server has not answered yet that it is archived: told late, it would sleep on."""
    return any(
        isinstance(item.intent, SetFlags)
        and item.intent.conversation_id == conversation_id
        and item.intent.archived is True
        for item in store.outbox
    )
