"""Whatever was lost on the way is found after the next connect, once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Busy
from safespot_tui.gateway.safespot.errors import RefGone
from safespot_tui.gateway.safespot.events import (
    DeletionTold,
    DeliveredTold,
    HintTold,
    MessageTold,
    OwnReadTold,
    ReadTold,
    Said,
)
from safespot_tui.gateway.safespot.fetching import Fetching
from safespot_tui.gateway.safespot.recovery import Recovery
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp
from safespot_tui.gateway.safespot.wire import MessageRow, MissedRow, RoomRow

from .recorded import ALICE, BOB, Hearer, room_row

ROOM = ConversationId("9087c108-3ccc-47c2-bff0-618392040da2")
PAGE = 50
BEGIN = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)


class Server:
    """What the server stores of one conversation, and the three reads of it."""

    def __init__(self) -> None:
        self.rows: dict[str, MessageRow] = {}
        self.delivered_at: dict[str, datetime] = {}
        self.calls: list[str] = []
        self.now = BEGIN
        self._numbers = 0

    def write(self, sender: UserId, *, apart: float = 0.004, late: float = 0.0) -> Said:
        self._numbers += 1
        self.now += timedelta(seconds=apart)
        at = self.now - timedelta(seconds=late)
        row = MessageRow(
            id=f"00000000-0000-4000-8000-{self._numbers:012}",
            conversation_id=ROOM,
            created_at=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            sender_id=sender,
            content=f"mensaje {self._numbers}",
            is_read=False,
            is_delivered=False,
            is_starred=False,
        )
        self.rows[row.id] = row
        live = structs.replace(row, is_starred=None)
        return MessageTold(live, ROOM, MessageId(row.id), timestamp(row.created_at))

    def delete(self, index: int) -> Said:
        name = self.ordered()[index].id
        del self.rows[name]
        return DeletionTold(ROOM, MessageId(name), self.now)

    def edit(self, index: int) -> None:
        row = self.ordered()[index]
        self.rows[row.id] = structs.replace(
            row, content=f"{row.content}!", edited_at=row.created_at
        )

    def read(self, reader: UserId) -> Said:
        self.now += timedelta(milliseconds=2)
        for row in self.ordered():
            if row.sender_id != reader:
                self.rows[row.id] = structs.replace(row, is_read=True, is_delivered=True)
        if reader == ALICE:
            return OwnReadTold(ROOM, self.now)
        return ReadTold(ROOM, None, reader, self.now)

    def deliver(self, index: int) -> Said | None:
        row = self.ordered()[index]
        if row.sender_id != ALICE:
            return None
        self.now += timedelta(milliseconds=2)
        self.rows[row.id] = structs.replace(row, is_delivered=True)
        self.delivered_at[row.id] = self.now
        return DeliveredTold(ROOM, MessageId(row.id), BOB, self.now)

    def ordered(self) -> list[MessageRow]:
        return sorted(self.rows.values(), key=lambda row: (row.created_at, row.id))

    @property
    def unread(self) -> int:
        others = [row for row in self.rows.values() if row.sender_id != ALICE]
        return sum(not (row.is_read and row.is_delivered) for row in others)

    async def rooms(self, *, priority: object) -> list[RoomRow]:
        self.calls.append("rooms")
        ordered = self.ordered()
        last = ordered[-1].created_at if ordered else "2026-11-24T06:40:00.000Z"
        return [room_row(ROOM, last_message_at=last, unread_count=self.unread)]

    async def messages(
        self, conversation_id: ConversationId, since: MessageId | None = None, *, priority: object
    ) -> list[MessageRow]:
        self.calls.append("since" if since else "whole")
        if since is None:
            return self.ordered()
        if since not in self.rows:
            raise RefGone("gone")
        first = self.rows[since].created_at
        return [row for row in self.ordered() if row.created_at > first]

    async def catch_up(self, since_ms: int) -> list[MissedRow]:
        self.calls.append("catch-up")
        ordered = [r for r in self.ordered() if milliseconds(timestamp(r.created_at)) > since_ms]
        told = [
            MissedRow(
                "new-message",
                {"message": {"id": r.id, "conversation_id": ROOM, "created_at": r.created_at}},
                milliseconds(timestamp(r.created_at)),
            )
            for r in ordered[:PAGE]
        ]
        acks = [(at, name) for name, at in self.delivered_at.items() if name in self.rows]
        for at, name in sorted(each for each in acks if milliseconds(each[0]) > since_ms)[:PAGE]:
            payload = {"id": name, "conversationId": ROOM, "isRead": False}
            told.insert(0, MissedRow("message.delivered", payload, milliseconds(at)))
        busy = [MissedRow("report-update", {}, since_ms + 10_000_000) for _report in range(3)]
        return [*busy, *told]


class Party:
    """Alice's window and the server it may lose."""

    def __init__(self) -> None:
        self.server = Server()
        self.here = Hearer(ALICE)
        self.here.store.apply(self.here.replica.snapshot([room_row(ROOM)]))

    def recover(self, *, shown: bool = False) -> None:
        replica = self.here.replica
        fetching = Fetching(self.server, replica)  # type: ignore[arg-type]
        recovery = Recovery(self.server, fetching, replica)  # type: ignore[arg-type]
        asyncio.run(recovery.run([ROOM] if shown else []))
        self.here.drain()

    def write_without_stream(self, *, apart: float = 0.004) -> None:
        """Alice writes here, and all that she hears of it is the answer."""
        self.server.write(ALICE, apart=apart)
        row = self.server.ordered()[-1]
        self.here.store.apply(MessageCreated(self.here.replica.answered(row)))
        self.here.drain()

    def restart(self) -> None:
        """The process ends; its store and the cursor stay."""
        cursor = self.here.replica.cursor
        self.here.replica = Replica(ALICE, self.here.clock, self.here.outlet)
        self.here.clock.pass_(3600)
        assert self.here.replica.resume(cursor)

    @property
    def contents(self) -> list[str]:
        return [m.content for m in self.here.messages(ROOM) if m.deleted_at is None]

    @property
    def expected(self) -> list[str]:
        return [row.content for row in self.server.ordered()]


@pytest.fixture
def party() -> Party:
    return Party()


def test_a_time_to_come_does_not_hide_what_is_missed_until_then(party: Party):
    never = MessageId("00000000-0000-4000-8000-00000000ffff")
    to_come = datetime(8999, 12, 31, tzinfo=UTC)
    party.here.replica.take(HintTold(ROOM, never, to_come))
    party.here.replica.take(DeliveredTold(ROOM, never, BOB, to_come))
    for _process in range(2):
        soon = milliseconds(party.here.clock.now() + timedelta(days=1))
        assert party.here.replica.messages_at <= soon
        assert party.here.replica.receipts_at <= soon
        party.restart()


@pytest.mark.parametrize("restarted", [False, True])
def test_120_missed(party: Party, restarted: bool) -> None:
    party.here.hear(party.server.write(BOB))
    for _message in range(120):
        party.server.write(BOB)
    if restarted:
        party.restart()
    party.recover()
    assert party.contents == party.expected
    assert party.here.store.unread(ROOM) == 121
    assert len(party.here.arrivals) == 121


def test_many_of_one_millisecond(party: Party) -> None:
    party.here.hear(party.server.write(BOB))
    for _message in range(130):
        party.server.write(BOB, apart=0)
    party.recover()
    assert party.contents == party.expected
    assert party.here.store.unread(ROOM) == 131


def test_where_nothing_happened_little_is_asked(party: Party) -> None:
    party.here.hear(*(party.server.write(BOB, apart=5) for _message in range(5)))
    party.recover()
    assert party.server.calls.count("whole") == party.server.calls.count("since") == 0
    assert party.server.calls.count("catch-up") < 8


def test_receipts_are_found_beyond_a_page_of_them(party: Party) -> None:
    party.here.hear(*(party.server.write(ALICE) for _message in range(120)))
    for index in range(120):
        party.server.deliver(index)
    party.recover()
    assert all(message.delivered for message in party.here.messages(ROOM))


def test_the_oldest_of_an_earlier_process_may_be_gone(party: Party) -> None:
    for _message in range(6):
        party.server.write(BOB, apart=3)
    party.recover()
    party.restart()
    party.recover()
    party.server.delete(0)
    party.recover(shown=True)
    assert party.contents == party.expected


OPS = st.sampled_from(
    [
        "bob",
        "bob",
        "bob",
        "alice",
        "answered",
        "late",
        "delete",
        "read",
        "bob reads",
        "deliver",
        "edit",
    ]
)
HEARD = st.booleans()


@settings(max_examples=400)
@given(
    steps=st.lists(st.tuples(OPS, HEARD, st.integers(0, 30)), max_size=40),
    breaks=st.sets(st.integers(0, 40), max_size=3),
    restarts=st.booleans(),
    apart=st.sampled_from([0.0, 0.004, 3.0]),
)
def test_the_store_converges_with_the_server(
    steps: list[tuple[str, bool, int]], breaks: set[int], restarts: bool, apart: float
) -> None:
    party = Party()
    server, here = party.server, party.here
    listening = True
    for number, (step, heard, index) in enumerate(steps):
        if number in breaks:
            if restarts:
                party.restart()
            party.recover()
        told: Said | None = None
        count = len(server.rows)
        match step:
            case "bob":
                told = server.write(BOB, apart=apart)
            case "alice":
                told = server.write(ALICE, apart=apart)
            case "answered":
                party.write_without_stream(apart=max(apart, 0.004))
            case "late":
                told = server.write(BOB, apart=apart, late=2.0)
            case "delete" if count:
                told = server.delete(index % count)
            case "read":
                told = server.read(ALICE)
            case "bob reads":
                told = server.read(BOB)
            case "deliver" if count:
                told = server.deliver(index % count)
            case "edit" if count:
                server.edit(index % count)
            case _:
                pass
        # A stream loses nothing until it breaks, and everything after that.
        listening = number not in breaks and (listening and heard)
        if told is not None and heard and listening:
            here.hear(told)
        listening = listening or number + 1 in breaks
        here.check()
    party.recover(shown=True)
    here.check()
    assert party.contents == party.expected
    assert here.store.unread(ROOM) == server.unread
    arrivals = len(here.arrivals)
    party.recover(shown=True)
    assert party.contents == party.expected
    assert len(here.arrivals) == arrivals
    assert len(set(here.arrivals)) == arrivals


@pytest.mark.parametrize("read", [False, True])
@pytest.mark.parametrize("answers", [1, 2, 70])
def test_own_words_written_meanwhile_hide_nothing_that_was_missed_before_them(
    party: Party, answers: int, read: bool
) -> None:
    """Who writes while the stream is gone is answered all the same."""
    party.here.hear(party.server.write(BOB))
    party.server.write(BOB)
    for _message in range(answers):
        party.write_without_stream(apart=11)
    if read:
        party.server.read(ALICE)
    party.recover()
    assert party.contents == party.expected
    assert party.here.store.unread(ROOM) == party.server.unread


async def _busy(*_about: object, **_how: object) -> list[MessageRow]:
    raise Busy(SafeText("later"), 1.0)


@pytest.mark.parametrize("answers", [0, 1])
def test_what_a_recovery_that_broke_off_had_seen_is_found_by_the_next(
    party: Party, answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's list shows it once."""
    party.recover(shown=True)
    party.server.write(BOB)
    for _message in range(answers):
        party.write_without_stream(apart=11)
        party.server.read(ALICE)
    with monkeypatch.context() as patch:
        patch.setattr(party.server, "messages", _busy)
        with pytest.raises(Busy):
            party.recover()
    party.recover()
    assert party.contents == party.expected
    assert party.here.store.unread(ROOM) == party.server.unread


def test_own_words_are_looked_behind_once(party: Party) -> None:
    party.here.hear(party.server.write(BOB))
    party.write_without_stream(apart=11)
    party.recover()
    party.server.calls.clear()
    party.recover()
    assert set(party.server.calls) == {"rooms", "catch-up"}
