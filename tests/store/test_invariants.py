# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""The invariants of docs/architecture.md that the store holds, each in a test named after it.

Zero logic in UI is held by the import contracts; convergence is in tests/sync/test_convergence.py.
"""

import pytest
from msgspec import structs

from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    Entities,
    MemberChanges,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
    Snapshot,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, OriginClientId, temp_id
from safespot_tui.domain.intent import (
    EditMessage,
    MarkRead,
    OutboxItem,
    OutboxState,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.store import keys
from safespot_tui.store.patch import Answered, OutboxDropped, OutboxPut
from safespot_tui.store.store import Store

WINDOW = OriginClientId("window")


@pytest.fixture
def store(make) -> Store:
    store = Store()
    store.apply(make.snapshot(make.message("last", 3), read=1))
    return store


def put(make, sequence: int, intent, state=OutboxState.QUEUED) -> OutboxPut:
    return OutboxPut(OutboxItem(sequence, WINDOW, intent, make.moment(), state))


def send(make, name: str) -> SendMessage:
    return SendMessage(make.plaza, ClientMessageId(name), safe_text(name))


def rows(store, make):
    return [row for row in store.timeline(make.plaza).rows if not row.startswith("gap-")]


def test_one_place(make, store):
    """A change of a message, a person or a group is made once and is true wherever it is shown."""
    last = store.conversation(make.plaza).last_message_id
    batch = store.apply(
        MessageUpdated(last, make.plaza, MessageChanges(1, safe_text("otra"))),
        UserUpdated(make.other, UserChanges(safe_text("Norberto"))),
        ConversationUpdated(make.plaza, ConversationChanges(safe_text("La plaza"))),
    )

    assert store.message(last).content == "otra"
    assert store.user(make.other).alias == "Norberto"
    assert store.title(make.plaza) == "La plaza"
    assert batch.keys == {
        keys.message(last),
        keys.user(make.other),
        keys.conversation(make.plaza),
    }


def test_patches_only(make, store):
    """What is read cannot be changed in place, and reading changes nothing."""
    before = store.base_entities()
    with pytest.raises(AttributeError):
        store.conversation(make.plaza).name = "x"
    store.timeline(make.plaza), store.own(make.plaza), store.unread_total
    assert store.base_entities() == before
    assert store.apply().keys == frozenset()


def test_by_id(make, store):
    """A watcher is told which value changed, not what it is, once per batch and only if it did."""
    told = []
    last = store.conversation(make.plaza).last_message_id
    store.watch(keys.message(last), lambda: told.append(store.message(last).content))
    unwatch = store.watch(keys.message("m-unknown"), lambda: told.append("wrong"))

    store.apply(
        MessageUpdated(last, make.plaza, MessageChanges(1, safe_text("uno"))),
        MessageUpdated(last, make.plaza, MessageChanges(2, safe_text("dos"))),
    )
    store.apply(MessageUpdated(last, make.plaza, MessageChanges(2, safe_text("dos"))))
    unwatch()

    assert told == ["dos"]


def test_instant_unread(make, store):
    """Reading sets unread to 0 at once; only a newer message brings it back."""
    assert store.unread(make.plaza) == 2
    last = store.conversation(make.plaza)

    store.apply(put(make, 1, MarkRead(make.plaza, last.last_message_id, 3)))
    assert store.unread(make.plaza) == 0

    late = MemberUpdated(make.plaza, make.me, MemberChanges(read_position=2))
    store.apply(late)
    store.apply(Answered(1))
    store.apply(late)
    assert store.unread(make.plaza) == 0

    store.apply(MessageCreated(make.message("new", 4)))
    assert store.unread(make.plaza) == 1
    store.apply(MessageCreated(make.message("new", 4, created_at=make.moment())))
    assert store.unread(make.plaza) == 1


def test_what_was_read_before_an_answer_is_not_what_it_is_about(make, store):
    """An answer may overtake what the log tells of reading up to there, and less far."""

    def read(name: str, position: int) -> MemberUpdated:
        changes = MemberChanges(read_position=position, last_read_message_id=name)
        return MemberUpdated(make.plaza, make.me, changes)

    store.apply(put(make, 1, MarkRead(make.plaza, "m-3", 3)))
    store.apply(Answered(1))
    for told in (read("m-2", 2), read("m-3", 3), read("m-2", 2)):
        store.apply(told)
    own = store.base_member(make.plaza, make.me)
    assert (own.read_position, own.last_read_message_id) == (3, "m-3")


def test_unread_by_the_users_own_wish(make, store):
    store.apply(put(make, 1, MarkRead(make.plaza, "m-last", 3)))
    store.apply(put(make, 2, SetFlags(make.plaza, marked_unread=True)))
    assert store.is_unread(make.plaza)
    store.apply(put(make, 3, MarkRead(make.plaza, "m-last", 3)))
    assert not store.is_unread(make.plaza)


@pytest.mark.parametrize("event_first", [True, False])
def test_temp_id(make, store, event_first):
    """The server's row replaces the pending one in one patch; the row key stays, none is double."""
    rows(store, make)
    batch = store.apply(put(make, 1, send(make, "a")))
    temp = temp_id(ClientMessageId("a"))
    assert keys.timeline(make.plaza) in batch.keys
    assert rows(store, make)[-1] == temp
    assert store.delivery(store.message(temp)) is Delivery.PENDING

    real = make.sent("a", 4)
    event, answer = MessageCreated(real, origin=WINDOW), Answered(1, real)
    first, second = (event, answer) if event_first else (answer, event)
    batch = store.apply(first)

    assert batch.settled == (1,)
    assert rows(store, make) == ["m-last", real.id]
    assert store.message(real.id).row_key == temp
    assert store.message(temp) is None
    assert store.outbox == []
    assert store.apply(second).settled == ()
    assert rows(store, make) == ["m-last", real.id]


def test_echo(make, store):
    """An own message is no arrival, in the window that sent it or any other; a foreign one is."""
    store.apply(put(make, 1, send(make, "a")))

    assert store.apply(MessageCreated(make.sent("a", 4), origin=WINDOW)).arrivals == ()
    assert store.apply(MessageCreated(make.sent("b", 5), origin=None)).arrivals == ()
    assert store.apply(MessageCreated(make.message("c", 6))).arrivals == ("m-c",)
    assert store.unread(make.plaza) == 1
    assert rows(store, make) == ["m-last", "m-a", "m-b", "m-c"]


def test_order_by_the_server(make, store):
    """Messages stand by the server's time; pending ones follow them in the order typed."""
    early, late = make.message("early", 4), make.message("late", 5)
    store.apply(put(make, 2, send(make, "second")), put(make, 1, send(make, "first")))
    store.apply(MessageCreated(late))
    store.apply(MessageCreated(early))

    assert rows(store, make) == ["m-last", "m-early", "m-late", "temp-first", "temp-second"]


def test_a_rejected_intent_leaves_no_trace(make, store):
    before = store.base_entities()
    edit = EditMessage(make.plaza, "m-last", safe_text("x"))
    store.apply(put(make, 1, send(make, "a")), put(make, 2, edit))
    store.apply(put(make, 3, SetFlags(make.plaza, archived=True)))
    assert store.message("m-last").content == "x"
    assert not store.inbox()

    store.apply(*map(OutboxDropped, (1, 2, 3)))

    assert store.base_entities() == before
    assert store.message("m-last").content == "last"
    assert list(store.inbox()) == [make.plaza]
    assert rows(store, make) == ["m-last"]


def test_an_older_revision_never_undoes_a_newer_one(make, store):
    store.apply(MessageDeleted("m-last", make.plaza, make.moment(), revision=5))
    store.apply(MessageUpdated("m-last", make.plaza, MessageChanges(4, safe_text("vieja"))))
    assert store.message("m-last").content == ""


def test_an_edit_of_a_pending_message_shows_on_it(make, store):
    store.apply(put(make, 1, send(make, "a")))
    store.apply(put(make, 2, EditMessage(make.plaza, "temp-a", safe_text("b"))))
    assert store.message("temp-a").content == "b"


def test_a_snapshot_keeps_what_is_pending_and_voids_the_rest(make, store):
    store.apply(put(make, 1, send(make, "a")))
    batch = store.apply(make.snapshot(make.message("other", 9), cursor="f.1"))

    assert batch.reset
    assert rows(store, make) == ["m-other", "temp-a"]
    assert store.message("m-last") is None
    assert store.apply(Answered(1, make.sent("a", 10))).settled == (1,)
    assert rows(store, make) == ["m-other", "m-a"]


def test_whether_a_message_follows_a_gap(make, store):
    """None is honest: the archive may know more of what is before the oldest in memory."""
    last = store.base_message("m-last")
    store.timeline(make.plaza)
    assert store.follows_gap(last) is None
    store.apply(MessageCreated(make.message("next", 4)))
    assert store.follows_gap(store.base_message("m-next")) is False
    assert store.follows_gap(structs.replace(last, id="m-strange")) is None


def test_a_message_after_one_that_is_not_held_follows_a_gap(make):
    store = Store()
    conversation = make.conversation(make.message("unknown", 8))
    store.apply(Snapshot(make.me, "e.1", Entities((conversation,), (make.member(),))))

    store.apply(MessageCreated(make.message("new", 9)))

    assert store.timeline(make.plaza).rows == ["gap-m-new", "m-new"]
