"""Whether a message speaks to the user."""

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.mentions import mentions
from safespot_tui.domain.message import Message
from safespot_tui.store.store import Store


def concerns_user(store: Store, message: Message) -> bool:
    """A message to the user alone, or one that calls them."""
    conversation = store.conversation(message.conversation_id)
    alone = conversation is not None and conversation.type is ConversationType.DM
    return alone or calls_user(store, message)


def calls_user(store: Store, message: Message) -> bool:
    """An answer to a message of the user's, or one that names them with `@`."""
    answered = store.message(message.reply_to_id) if message.reply_to_id is not None else None
    if answered is not None and answered.sender_id == store.me:
        return True
    user = store.user(store.me) if store.me is not None else None
    return user is not None and mentions(message.content, user.alias)
