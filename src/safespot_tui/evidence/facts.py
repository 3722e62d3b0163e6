"""A message as whoever reads it elsewhere is told of it: what all see, and nothing of one's own."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from safespot_tui.domain.message import Message
from safespot_tui.evidence.notices import notice_words
from safespot_tui.store.store import Store


def message_facts(store: Store, message: Message) -> Mapping[str, Any]:
    """Its fields by name, with the sender's alias. An image is told by its address."""
    sender = store.user(message.sender_id) if message.sender_id else None
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "sender_id": message.sender_id,
        "sender": sender.alias if sender else None,
        "type": message.type,
        "content": message.content,
        "caption": message.caption,
        "created_at": message.created_at,
        "reply_to_id": message.reply_to_id,
        "edited_at": message.edited_at,
        "deleted_at": message.deleted_at,
        "reactions": [structs.asdict(reaction) for reaction in message.reactions],
        "notice": None if message.notice is None else structs.asdict(message.notice),
    }


def told_facts(store: Store, message: Message) -> Mapping[str, Any]:
    """`message_facts` for an export: a notice has its `words`, for readers."""
    facts = message_facts(store, message)
    if message.notice is None:
        return facts
    return {**facts, "words": notice_words(store, message.notice)}
