"""All that waits for a moderator, part by part, in order: it follows the store."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from safespot_tui.domain.case import Case
from safespot_tui.domain.case_change import CaseChange, changed_case
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.queue_part import Order, QueuePart, order_in, parts_of
from safespot_tui.store.batch import Batch
from safespot_tui.store.keys import Key
from safespot_tui.store.local_case import is_answered, local_case
from safespot_tui.store.store import Store


class Placed(Struct, frozen=True):
    """A case, and where it stands."""

    case: Case
    orders: Mapping[QueuePart, Order]


class Queue:
    """The cases that a server keeps, and every other conversation that the user is in.

    What the user has just done lies over both until a server has said so. One fact costs what the
    one conversation that it is about costs, however long the queue is.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._placed: dict[ConversationId, Placed] = {}
        self._orders: dict[QueuePart, list[Order]] = {part: [] for part in QueuePart}
        self._ids: dict[QueuePart, Sequence[ConversationId]] = {}
        self._kept: dict[ConversationId, Case] = {}
        self._since: dict[ConversationId, datetime] = {}
        self._under_way: dict[ConversationId, list[CaseChange]] = {}
        self.moderators: Collection[UserId] = ()
        """Who has the desk, as far as is known; to be followed by `take_stock`."""

    # ---------------------------------------------------------------------------- what is asked

    @property
    def is_shared(self) -> bool:
        """Whether a server keeps what is made of cases, for all who moderate there."""
        return self._store.account.standing.moderates

    def ids(self, part: QueuePart) -> Sequence[ConversationId]:
        """A part of the queue, in its order; the same list for as long as nothing changes it."""
        ids = self._ids.get(part)
        if ids is None:
            ids = self._ids[part] = [ConversationId(order[-1]) for order in self._orders[part]]
        return ids

    def count(self, part: QueuePart) -> int:
        """How many there are in a part."""
        return len(self._orders[part])

    def case(self, conversation_id: ConversationId) -> Case | None:
        """A case as it is shown."""
        held = self._store.case(conversation_id)
        if held is None:
            held = self._local(conversation_id)
        elif held.waiting_since is None:
            held = self._with_what_waited_before(held)
        elif is_answered(self._store, conversation_id, held.waiting_since):
            held = structs.replace(held, waiting_since=None)
        me = self._store.me
        if held is not None and me is not None:
            for change in self._under_way.get(conversation_id, ()):
                held = changed_case(held, change, me, self._clock())
        return held

    def _local(self, conversation_id: ConversationId) -> Case | None:
        return local_case(
            self._store,
            conversation_id,
            None if self.is_shared else self._kept.get(conversation_id),
            self._since.get(conversation_id),
            self.moderators,
        )

    def _with_what_waited_before(self, held: Case) -> Case:
        """Of what was written before there was the case, the server keeps no account."""
        local = self._local(held.conversation_id) if held.done_at is None else None
        since = local.waiting_since if local is not None else None
        if since is None or since >= held.created_at:
            return held
        return structs.replace(held, waiting_since=since)

    def kept(self, conversation_id: ConversationId) -> Case | None:
        """What the user made of a case where no server keeps that."""
        return self._kept.get(conversation_id)

    def next_due(self) -> datetime | None:
        """When the first snooze ends."""
        orders = self._orders[QueuePart.SNOOZED]
        first = self._placed.get(ConversationId(orders[0][-1])) if orders else None
        return first.case.snoozed_until if first is not None else None

    # ---------------------------------------------------------------------------- what changes

    def take_stock(self) -> Collection[ConversationId]:
        """Place everything anew; gives what is in the queue, or was."""
        ids = {case.conversation_id for case in self._store.cases}
        ids.update(self._store.inbox(), self._store.inbox(archived=True), self._placed)
        self.place(ids)
        return ids

    def follow(self, batch: Batch) -> Collection[ConversationId]:
        """Take in what changed in the store; gives whose case is another now."""
        if batch.reset or ("account",) in batch.keys:
            return self.take_stock()
        concerned = {self._concerned(key) for key in batch.keys}
        return self.place(each for each in concerned if each is not None)

    def wake(self) -> Collection[ConversationId]:
        """What was put away until now is there again."""
        ids = self.ids(QueuePart.SNOOZED)
        return [each for each in ids if self._place(each, anew=True)]

    def put_kept(
        self, cases: Iterable[Case], gone: Iterable[ConversationId] = ()
    ) -> Collection[ConversationId]:
        """This is what the user made of cases, where no server keeps that."""
        changed = set(gone)
        for conversation_id in changed:
            self._kept.pop(conversation_id, None)
        for case in cases:
            self._kept[case.conversation_id] = case
            changed.add(case.conversation_id)
        return self.place(changed)

    def put_since(self, conversation_id: ConversationId, since: datetime) -> bool:
        """Something has waited there since then: further back than what the store holds."""
        self._since[conversation_id] = since
        return self._place(conversation_id)

    def put_under_way(
        self, conversation_id: ConversationId, changes: Sequence[CaseChange]
    ) -> Collection[ConversationId]:
        """These changes of a case the server has not confirmed yet."""
        if changes:
            self._under_way[conversation_id] = list(changes)
        else:
            self._under_way.pop(conversation_id, None)
        return self.place((conversation_id,))

    def under_way(self, conversation_id: ConversationId) -> Sequence[CaseChange]:
        """What the server has not confirmed yet of a case."""
        return tuple(self._under_way.get(conversation_id, ()))

    def place(self, ids: Iterable[ConversationId]) -> Collection[ConversationId]:
        """Put cases where they belong; gives those that are otherwise than before."""
        return [each for each in ids if self._place(each)]

    def _place(self, conversation_id: ConversationId, *, anew: bool = False) -> bool:
        held, case = self._placed.get(conversation_id), self.case(conversation_id)
        if case is None or case.waiting_since is None:
            self._since.pop(conversation_id, None)
        elif not self._store.case(conversation_id):
            # Of a long wait only the beginning is remembered: what comes is not looked through.
            self._since[conversation_id] = case.waiting_since
        if not anew and (held.case if held is not None else None) == case:
            return False
        orders: dict[QueuePart, Order] = {}
        if case is not None:
            is_local = self._store.case(conversation_id) is None
            parts = parts_of(case, self._store.me, self._clock(), is_local=is_local)
            orders = {part: order_in(part, case) for part in parts}
        before: Mapping[QueuePart, Order] = held.orders if held is not None else {}
        for part in before.keys() | orders.keys():
            if before.get(part) == orders.get(part):
                continue
            self._ids.pop(part, None)
            if (old := before.get(part)) is not None:
                del self._orders[part][bisect_left(self._orders[part], old)]
            if (new := orders.get(part)) is not None:
                insort(self._orders[part], new)
        if case is None:
            self._placed.pop(conversation_id, None)
        else:
            self._placed[conversation_id] = Placed(case, orders)
        return held is None or held.case != case or before != orders

    def _concerned(self, key: Key) -> ConversationId | None:
        match key:
            case ("cases", "detail", conversation_id) | ("conversations", _, conversation_id):
                return ConversationId(conversation_id)
            case ("messages", "detail", message_id):
                message = self._store.message(MessageId(message_id))
                return message.conversation_id if message is not None else None
            case _:
                return None
