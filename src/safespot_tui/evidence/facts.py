"""A message as whoever reads it elsewhere is told of it: what all see, and nothing of one's own."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.evidence.notices import told_words
from safespot_tui.store.store import Store


def message_facts(store: Store, message: Message) -> Mapping[str, Any]:
    """Its fields by name, with the sender's alias. An image is told by its address."""
    sender = store.user(message.sender_id) if message.sender_id else None
    facts = {
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
    # Beside the others only where there is one: exports from before have no such field.
    return {**facts, "removal": message.removal} if message.removal else facts


def told_facts(store: Store, message: Message) -> Mapping[str, Any]:
    """`message_facts` for an export: a notice has its `words`, for readers."""
    facts = dict(message_facts(store, message))
    if message.notice is not None:
        facts["words"] = told_words(store, message, message.notice)
    return facts


def revision_facts(message: Message, revision: Revision) -> Mapping[str, Any]:
    """What a message said before, and since when."""
    return {
        "message_id": message.id,
        "said_at": revision.said_at,
        "type": revision.type,
        "content": revision.content,
        "caption": revision.caption,
    }
