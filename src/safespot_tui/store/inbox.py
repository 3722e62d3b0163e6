"""The order of the inbox: pinned first, then the newest; archived conversations apart."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.ordering import InboxOrder


class Inbox:
    """Conversation ids in order. Only the store changes it."""

    def __init__(self) -> None:
        self._orders: dict[bool, list[InboxOrder]] = {False: [], True: []}
        self._places: dict[ConversationId, tuple[bool, InboxOrder]] = {}

    def ids(self, *, archived: bool) -> Sequence[ConversationId]:
        """The conversations that are archived, or those that are not, in order."""
        return [ConversationId(order[-1]) for order in self._orders[archived]]

    def place(self, conversation_id: ConversationId, order: InboxOrder, *, archived: bool) -> bool:
        """Put a conversation where it belongs; whether that is another place than before."""
        place = archived, order
        if self._places.get(conversation_id) == place:
            return False
        self.remove(conversation_id)
        insort(self._orders[archived], order)
        self._places[conversation_id] = place
        return True

    def remove(self, conversation_id: ConversationId) -> bool:
        """Take a conversation out; whether it was there."""
        place = self._places.pop(conversation_id, None)
        if place is None:
            return False
        orders = self._orders[place[0]]
        del orders[bisect_left(orders, place[1])]
        return True
