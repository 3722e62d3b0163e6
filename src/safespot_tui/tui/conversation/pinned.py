"""The message that is pinned in a conversation, in one line above it."""

from textual import events
from textual.message import Message as TextualMessage

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.conversation.words import alias_of, quoted_words
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.host import app_of

PIN = "⚲"
_PADDING = 4


class PinnedMessage(Banner):
    """Only there while a message is pinned that is known and not deleted; a click goes to it."""

    class Chosen(TextualMessage):
        """The user wants to see it where it stands."""

        def __init__(self, message_id: MessageId) -> None:
            super().__init__()
            self.message_id = message_id

    def __init__(self, store: Store, key: str) -> None:
        """`key` is the name of the key that goes to it."""
        super().__init__(classes="pinned")
        self._store = store
        self._key = key
        self._message_id: MessageId | None = None

    def update_from(self, conversation_id: ConversationId | None) -> None:
        """Say what the store holds now."""
        store = self._store
        pinned = store.pinned_message(conversation_id) if conversation_id is not None else None
        message = store.message(pinned) if pinned is not None else None
        if message is None or message.deleted_at is not None:
            self._message_id = None
            self.say("")
            return
        self._message_id = message.id
        said = f"{PIN} {alias_of(store, message.sender_id)}: {quoted_words(message)}"
        key = f"  {self._key}"
        self.say(fit(said, max(0, app_of(self).size.width - _PADDING - len(key))) + key)

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        if self._message_id is not None:
            self.post_message(self.Chosen(self._message_id))
