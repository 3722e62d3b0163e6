# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportUnusedExpression=false
"""Invariant 8: whatever is lost, doubled, cut off or crashes, in the end the store is the server's.

The machine and the store against a server in memory, without I/O: Hypothesis decides what happens.
"""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safespot_tui.domain.event import (
    Entities,
    MemberChanges,
    MessageChanges,
    MessageCreated,
    Received,
    ResetRequired,
    Snapshot,
    Synced,
)
from safespot_tui.domain.ids import ClientMessageId, Cursor, OriginClientId
from safespot_tui.domain.intent import MarkRead, OutboxItem, SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.protocol import Page
from safespot_tui.store.patch import Answered, OutboxPut, Restored
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.machine import (
    AttemptFailed,
    Hold,
    ItemCame,
    Machine,
    OpenStream,
    RetryDue,
    SnapshotTaken,
    Started,
    TakeSnapshot,
    Wait,
)

ANA, BETO = "u-ana", "u-beto"
WINDOW = OriginClientId("window")


class Client:
    """A window of Ana's: everything but I/O."""

    def __init__(self, server) -> None:
        self.server = server
        self.store = Store()
        self.cursor: Cursor | None = None
        self.kept = (Restored(ANA, Entities()), None)
        self.outbox: list[OutboxItem] = []
        self.begin()

    def begin(self) -> None:
        self.machine = Machine(self.cursor, random=lambda: 0.5)
        self.place: int | None = None
        self.obey(self.machine.handle(Started()))

    def obey(self, effects) -> None:
        for effect in effects:
            match effect:
                case Hold(facts, cursor):
                    self.store.apply(*facts)
                    self.cursor = cursor or self.cursor
                case TakeSnapshot():
                    snapshot = self.server.snapshot_for(ANA)
                    self.obey(self.machine.handle(SnapshotTaken(snapshot)))
                case OpenStream(cursor):
                    epoch, _, place = cursor.partition(".")
                    self.place = int(place)
                    if epoch != self.server.epoch:
                        self.obey(self.machine.handle(ItemCame(ResetRequired(safe_text("old")))))
                case Wait():
                    self.place = None
                case _:
                    pass

    def connect(self) -> None:
        if self.place is None:
            self.obey(self.machine.handle(RetryDue()))

    def deliver(self, count: int) -> None:
        self.connect()
        log = self.server.logs[ANA]
        for _ in range(count):
            if self.place is None or self.place >= len(log):
                break
            self.place += 1
            cursor = Cursor(f"{self.server.epoch}.{self.place}")
            self.obey(self.machine.handle(ItemCame(Received(log[self.place - 1], cursor))))

    def sync(self) -> None:
        self.deliver(10_000)
        if self.place is None:  # a second reset in a row waits once
            self.deliver(10_000)
        cursor = self.server.cursor(ANA)
        self.obey(self.machine.handle(ItemCame(Synced(cursor, 10.0))))

    def cut(self) -> None:
        self.obey(self.machine.handle(AttemptFailed(Unreachable("Cut."))))

    def keep(self) -> None:
        """What the archive does: rows and cursor as one."""
        entities = self.store.base_entities()
        self.kept = Restored(ANA, entities), self.cursor

    def crash(self) -> None:
        restored, self.cursor = self.kept
        self.store = Store()
        self.store.apply(restored, *map(OutboxPut, self.outbox))
        self.begin()

    def put(self, intent) -> None:
        item = OutboxItem(len(self.outbox) + 1, WINDOW, intent, self.server._now())
        self.outbox.append(item)
        self.store.apply(OutboxPut(item))

    def post(self, *, answer: bool) -> None:
        """Send the first intent; the answer may get lost."""
        if self.store.outbox:
            item = self.store.outbox[0]
            message = self.server.do(ANA, WINDOW, item.intent)
            if answer:
                self.store.apply(Answered(item.sequence, message))


ACTIONS = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 2), st.sampled_from([ANA, BETO])),
    st.tuples(st.just("edit"), st.integers(0, 50)),
    st.tuples(st.just("delete"), st.integers(0, 50)),
    st.tuples(st.just("read"), st.integers(0, 2), st.sampled_from([ANA, BETO])),
    st.tuples(
        st.just("open"),
    ),
    st.tuples(st.just("leave"), st.integers(0, 2)),
    st.tuples(st.just("send"), st.integers(0, 2)),
    st.tuples(st.just("mark_read"), st.integers(0, 2)),
    st.tuples(st.just("post"), st.booleans()),
    st.tuples(st.just("page"), st.integers(0, 2), st.integers(1, 4)),
    st.tuples(st.just("deliver"), st.integers(1, 5)),
    st.tuples(
        st.just("sync"),
    ),
    st.tuples(
        st.just("cut"),
    ),
    st.tuples(
        st.just("keep"),
    ),
    st.tuples(
        st.just("crash"),
    ),
    st.tuples(
        st.just("epoch"),
    ),
)


def happen(client: Client, name: str, *rest) -> None:
    server, store = client.server, client.store
    known = [c for c, u in server.members if u == ANA]
    chosen = known[rest[0] % len(known)] if known and rest else None
    messages = list(server.messages.values())
    match name:
        case "say" if chosen:
            server.say(chosen, rest[1], "hola")
        case "edit" if messages:
            message = messages[rest[0] % len(messages)]
            if not message.deleted_at:
                server.amend(message.id, MessageChanges(content=safe_text("editado")))
        case "delete" if messages:
            message = messages[rest[0] % len(messages)]
            if not message.deleted_at:
                server.delete(message.id)
        case "read" if chosen and server.conversations[chosen].last_message_id:
            conversation = server.conversations[chosen]
            server.change_member(
                chosen,
                rest[1],
                MemberChanges(
                    last_read_message_id=conversation.last_message_id,
                    read_position=conversation.head_position,
                ),
            )
        case "open" if len(server.conversations) < 6:
            server.open(f"{len(server.conversations)}", ANA, BETO)
        case "leave" if chosen and len(known) > 1:
            server.leave(chosen, ANA)
        case "send" if chosen in store.inbox():
            number = ClientMessageId(f"s-{len(client.outbox)}")
            client.put(SendMessage(chosen, number, safe_text("propio")))
        case "mark_read" if chosen in store.inbox() and store.unread(chosen):
            held = store.conversation(chosen)
            client.put(MarkRead(chosen, held.last_message_id, held.head_position))
        case "post" if store.outbox:
            place = store.outbox[0].intent.conversation_id, ANA
            if place in server.members:
                client.post(answer=rest[0])
        case "page" if chosen in store.inbox():
            oldest = store.timeline(chosen).oldest
            if oldest and store.timeline(chosen).has_older:
                store.apply(server.page(chosen, Page(before=oldest, limit=rest[1])))
        case "deliver" | "sync" | "cut" | "keep" | "crash":
            getattr(client, name)(*rest)
        case "epoch":
            server.epoch += "e"
            client.cut()
        case _:
            pass


def by_id(entities) -> dict:
    return {getattr(e, "id", None) or (e.conversation_id, e.user_id): e for e in entities}


@pytest.fixture
def new_server(fake_server) -> Callable:
    def new():
        server = fake_server()
        server.user("ana"), server.user("beto")
        server.open("first", ANA, BETO)
        return server

    return new


@given(st.lists(ACTIONS, max_size=60))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_convergence(new_server, actions):
    server = new_server()
    client = Client(server)
    for action in actions:
        happen(client, *action)
        for conversation_id in client.store.inbox():
            check_timeline(client, conversation_id)

    for _ in range(3):
        client.sync()
    while client.store.outbox:
        item = client.store.outbox[0]
        if (item.intent.conversation_id, ANA) in server.members:
            client.post(answer=True)
        else:
            break
    client.sync()

    truth: Snapshot = server.snapshot_for(ANA)
    held = client.store.base_entities()
    assert by_id(held.conversations) == by_id(truth.entities.conversations)
    assert by_id(held.members) == by_id(truth.entities.members)
    assert by_id(truth.entities.messages).items() <= by_id(held.messages).items()
    for message in held.messages:
        assert message == server.messages[message.id]
    sent = [m.client_message_id for m in server.messages.values() if m.client_message_id]
    assert len(sent) == len(set(sent))
    for conversation_id in client.store.inbox():
        check_timeline(client, conversation_id)


def check_timeline(client: Client, conversation_id) -> None:
    """Where something is missing a row says so, but for what the stream is about to bring."""
    server, store = client.server, client.store
    told = int(client.cursor.partition(".")[2]) if client.cursor else 0
    coming = {
        event.message.position
        for event in server.logs[ANA][told:]
        if isinstance(event, MessageCreated) and event.message.conversation_id == conversation_id
    }
    confirmed = [r for r in store.timeline(conversation_id).rows if not r.startswith("temp-")]
    before = 0
    for row in confirmed:
        if is_gap(row):
            before = None
            continue
        position = server.messages[row].position
        if before is not None:
            assert set(range(before + 1, position)) <= coming
        before = position
