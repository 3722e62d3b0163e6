"""Which conversations the others are to be told of: "this device has everything up to here"."""

from collections.abc import Iterable

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.store import Store
from safespot_tui.sync.silent_mode import SilentMode


class Receipt(Struct, frozen=True):
    """This device has everything in a conversation up to this message."""

    conversation_id: ConversationId
    message_id: MessageId
    position: int


class Receipts:
    """What was told already, so that each conversation is told of once per newest message."""

    def __init__(self, silent: SilentMode) -> None:
        """What came while `silent` is left out."""
        self._silent = silent
        self._told: dict[ConversationId, int] = {}

    def due(self, store: Store, conversation_ids: Iterable[ConversationId]) -> list[Receipt]:
        """What is to be told of these conversations. Reading says it, too, and comes by itself."""
        due: list[Receipt] = []
        for conversation_id in conversation_ids:
            conversation, own = store.conversation(conversation_id), store.own(conversation_id)
            if conversation is None or own is None or conversation.last_message_id is None:
                continue
            if not own.role.takes_part:
                continue
            known = max(
                own.delivered_position,
                own.read_position,
                self._told.get(conversation_id, 0),
                self._silent.withheld(conversation_id),
            )
            if known < conversation.head_position:
                due.append(
                    Receipt(
                        conversation_id, conversation.last_message_id, conversation.head_position
                    )
                )
        return due

    def told(self, receipt: Receipt) -> None:
        """The server took it."""
        self._told[receipt.conversation_id] = receipt.position
