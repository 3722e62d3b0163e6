"""The order of the inbox: pinned first, then the newest; archived conversations apart."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.ordering import InboxOrder
from safespot_tui.store.unread import Unread


class Place(Struct, frozen=True):
    """Where a conversation belongs, and what it adds to what wants attention."""

    order: InboxOrder
    archived: bool
    unread: int


class Inbox:
    """Conversation ids in order, and how much is unread. Only the store changes it.

    The sum follows from the places: a fact in one conversation costs nothing for the others.
    """

    def __init__(self) -> None:
        self._orders: dict[bool, list[InboxOrder]] = {False: [], True: []}
        self._places: dict[ConversationId, Place] = {}
        self._ids: dict[bool, tuple[ConversationId, ...]] = {}
        self.unread = Unread()
        """Of all conversations that are not archived."""

    def ids(self, *, archived: bool) -> Sequence[ConversationId]:
        """The conversations that are archived, or those that are not, in order."""
        if archived not in self._ids:
            orders = self._orders[archived]
            self._ids[archived] = tuple([ConversationId(order[-1]) for order in orders])
        return self._ids[archived]

    def place(self, conversation_id: ConversationId, place: Place) -> bool:
        """Put a conversation where it belongs; whether that is another place than before."""
        before = self._places.get(conversation_id)
        if before is not None and self._stays(before, place):
            self._count(before, -1)
        else:
            self.remove(conversation_id)
            insort(self._orders[place.archived], place.order)
            self._ids.pop(place.archived, None)
            before = None
        self._count(place, 1)
        self._places[conversation_id] = place
        return before is None

    def _stays(self, before: Place, place: Place) -> bool:
        """Whether the neighbours are the same: who is first and writes again is first still."""
        if before.archived != place.archived:
            return False
        orders = self._orders[place.archived]
        at = bisect_left(orders, before.order)
        above, below = orders[at - 1 : at] if at else [], orders[at + 1 : at + 2]
        if (above and above[0] > place.order) or (below and below[0] < place.order):
            return False
        orders[at] = place.order
        return True

    def remove(self, conversation_id: ConversationId) -> bool:
        """Take a conversation out; whether it was there."""
        place = self._places.pop(conversation_id, None)
        if place is None:
            return False
        orders = self._orders[place.archived]
        del orders[bisect_left(orders, place.order)]
        self._ids.pop(place.archived, None)
        self._count(place, -1)
        return True

    def _count(self, place: Place, sign: int) -> None:
        if place.unread and not place.archived:
            self.unread = Unread(
                messages=self.unread.messages + sign * place.unread,
                conversations=self.unread.conversations + sign,
            )
