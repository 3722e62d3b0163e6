"""The queue of an engine that has no network, kept in memory; its desk does what it is asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from safespot_tui.domain.case import Case
from safespot_tui.domain.event import Entities, HistoryPage
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.user import User
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import Patch
from safespot_tui.store.store import Store
from safespot_tui.sync.triage import Triage
from tests.sync.fake_desk import FakeDesk
from tests.sync.still_clock import StillClock


class Keeper:
    """Keeps local cases in memory; nothing is stored before what the store holds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.cases: dict[ConversationId, Case] = {}

    def apply(self, *patches: Patch) -> Batch:
        return self._store.apply(*patches)

    async def local_cases(self) -> Sequence[Case]:
        return tuple(self.cases.values())

    async def keep_cases(self, cases: Sequence[Case], gone: Sequence[ConversationId] = ()) -> None:
        self.cases |= {case.conversation_id: case for case in cases}
        for conversation_id in gone:
            self.cases.pop(conversation_id, None)

    async def page(
        self, conversation_id: ConversationId, before: Message, limit: int
    ) -> HistoryPage:
        return HistoryPage(conversation_id, (), has_older=False, has_newer=True, before=before.id)


class NeighbourhoodClock(StillClock):
    """Stands still when the neighbourhood does."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.today = now

    def now(self) -> datetime:
        return self.today


def desk_of(store: Store, *moderator_ids: UserId) -> FakeDesk:
    """A desk that tells the store at once; without any moderators named, all have it."""
    assert store.me is not None

    def moderators() -> Sequence[User]:
        return [user for user in store.users() if not moderator_ids or user.id in moderator_ids]

    return FakeDesk(store.me, store.apply, moderators, lambda _id: Entities())


def triage_of(store: Store, now: datetime, desk: FakeDesk | None) -> Triage:
    """The queue of whoever has the store; `desk` is there where they moderate."""

    async def moderation() -> Moderation | None:
        return cast("Any", desk)

    keeper = Keeper(store)
    return Triage(store, keeper, keeper.page, moderation, NeighbourhoodClock(now))
