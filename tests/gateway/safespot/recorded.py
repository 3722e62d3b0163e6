"""The recorded streams, and a replica with a store behind it that hears them."""

import itertools
from datetime import UTC, datetime, timedelta

from safespot_tui.domain.event import Received
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.gateway.safespot.events import Said
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.wire import RoomRow
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from tests.safespot_server.recordings import lines

STREAMS = (
    "sse_refusals",
    "sse_room_alice",
    "sse_room_bob",
    "sse_user_alice",
    "sse_user_bob",
    "sse_user_carol",
)
ALICE = UserId("11111111-1111-4111-8111-111111111111")
BOB = UserId("22222222-2222-4222-8222-222222222222")
CAROL = UserId("33333333-3333-4333-8333-333333333333")


def raw_blocks(name: str) -> list[bytes]:
    """The blocks of one recording, as bytes."""
    recorded = (line["raw"] for line in lines(name) if line["kind"] == "block")
    return [raw.encode(errors="surrogatepass") + b"\n\n" for raw in recorded]


class StillClock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 6, 45, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def random(self) -> float:
        return 0.5

    def pass_(self, seconds: float) -> None:
        self._seconds += seconds

    async def sleep(self, seconds: float) -> None:
        self._seconds += seconds


class Hearer:
    """A replica, and a store that is told all that it tells."""

    def __init__(self, me: UserId = ALICE, *rows: RoomRow) -> None:
        self.me = me
        self.clock = StillClock()
        self.outlet = Outlet()
        self.replica = Replica(me, self.clock, self.outlet)
        self.store = Store()
        self.told: list[Received] = []
        self.arrivals: list[MessageId] = []
        self._ticks: dict[MessageId, tuple[bool, bool]] = {}
        self.store.apply(self.replica.snapshot(rows))

    def hear(self, *told: Said) -> list[Received]:
        for each in told:
            self.replica.take(each)
        return self.drain()

    def drain(self) -> list[Received]:
        """Have the store told what waits."""
        come: list[Received] = []
        while (item := self.outlet.take()) is not None:
            assert isinstance(item, Received)
            come.append(item)
            self.arrivals += self.store.apply(item.event).arrivals
        self.told += come
        return come

    def events(self, come: list[Received] | None = None) -> list[object]:
        return [item.event for item in (self.drain() if come is None else come)]

    def messages(self, where: ConversationId) -> list[Message]:
        rows = self.store.timeline(where).rows
        found = [self.store.base_message(MessageId(row)) for row in rows if not is_gap(row)]
        return [message for message in found if message is not None]

    def check(self) -> None:
        """What must be true of the store whatever is heard."""
        for where in list(self.replica.rooms):
            messages = self.messages(where)
            ids = [message.id for message in messages]
            assert len(ids) == len(set(ids))
            orders = [message_order(message) for message in messages]
            assert all(one < other for one, other in itertools.pairwise(orders))
            assert all(message.sender_id != "system" for message in messages)
            room = self.replica.rooms[where]
            assert 0 <= room.read <= room.head
            assert self.store.unread(where) == room.head - room.read
            for message in messages:
                before = self._ticks.get(message.id, (False, False))
                now = message.delivered, message.read
                assert now >= before
                self._ticks[message.id] = now


def room_row(name: str, other: UserId = BOB, **fields: object) -> RoomRow:
    told: dict[str, object] = {
        "created_at": "2026-11-24T06:40:00.000Z",
        "last_message_at": "2026-11-24T06:40:00.000Z",
        "other_participant_id": other,
        "other_participant_alias": "Bob",
    }
    return RoomRow(id=name, **(told | fields))  # type: ignore[arg-type]
