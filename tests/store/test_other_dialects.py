# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What only some servers tell: receipts of single messages, lists without tombstones, previews."""

import pytest

from safespot_tui.domain.conversation import Preview
from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    HistoryPage,
    MessageChanges,
    MessageCreated,
    MessagesListed,
    MessageUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, OriginClientId
from safespot_tui.domain.intent import (
    OutboxItem,
    OutboxState,
    PinMessage,
    SendMessage,
    StarMessage,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.store import keys
from safespot_tui.store.patch import Answered, OutboxDropped, OutboxPut
from safespot_tui.store.store import Store

WINDOW = OriginClientId("window")


@pytest.fixture
def store(make) -> Store:
    store = Store()
    store.apply(make.snapshot(make.message("first", 1)))
    return store


def put(make, sequence: int, intent, state=OutboxState.QUEUED) -> OutboxPut:
    return OutboxPut(OutboxItem(sequence, WINDOW, intent, make.moment(), state))


def test_a_receipt_of_one_message_is_about_that_message_alone(make, store):
    one, two = make.sent("one", 2), make.sent("two", 3)
    store.apply(MessageCreated(one), MessageCreated(two))
    store.apply(MessageUpdated(two.id, make.plaza, MessageChanges(delivered=True)))

    assert store.delivery(store.message(one.id)) is Delivery.SENT
    assert store.delivery(store.message(two.id)) is Delivery.DELIVERED


@pytest.mark.parametrize(("reads", "tick"), [(True, Delivery.READ), (False, Delivery.SENT)])
def test_an_answer_says_that_it_was_read_only_where_the_server_takes_it_so(
    make, store, reads, tick
):
    own = make.sent("one", 2)
    store.apply(MessageCreated(own), MessageCreated(make.message("re", 3), reads=reads))
    assert store.delivery(store.message(own.id)) is tick


def test_ticks_never_go_back(make, store):
    sent = make.sent("one", 2, revision=5, read=True)
    store.apply(MessageCreated(sent))
    again = make.sent("one", 2, revision=6, created_at=sent.created_at, content="otra")
    store.apply(HistoryPage(make.plaza, (again,), has_older=True, has_newer=False))

    assert store.message(sent.id).content == "otra"
    assert store.delivery(store.message(sent.id)) is Delivery.READ


def test_what_a_list_leaves_out_is_gone(make, store):
    messages = make.messages(2, 5)
    store.apply(*map(MessageCreated, messages))
    oldest, kept, between, also_kept, younger = store.message("m-first"), *messages

    store.apply(
        MessagesListed(make.plaza, (kept.id, also_kept.id), settled_before=younger.created_at)
    )

    assert store.message(between.id).deleted_at == younger.created_at
    assert store.message(between.id).content == ""
    gone = [m.id for m in (oldest, *messages) if store.message(m.id).deleted_at]
    assert gone == [oldest.id, between.id]


def test_what_may_have_come_while_the_list_was_made_stays(make, store):
    messages = make.messages(2, 4)
    store.apply(*map(MessageCreated, messages))
    long_ago = store.message("m-first").created_at
    store.apply(MessagesListed(make.plaza, (messages[0].id,), settled_before=long_ago))
    assert not any(store.message(message.id).deleted_at for message in messages)


def test_a_star_shows_at_once_and_goes_without_a_trace_if_it_is_refused(make, store):
    star = StarMessage(make.plaza, "m-first", starred=True)
    assert keys.message("m-first") in store.apply(put(make, 1, star)).keys
    assert store.message("m-first").starred
    store.apply(OutboxDropped(1))
    assert not store.message("m-first").starred


def test_an_answer_that_tells_a_change_makes_it(make, store):
    store.apply(put(make, 1, StarMessage(make.plaza, "m-first", starred=True)))
    told = MessageUpdated("m-first", make.plaza, MessageChanges(starred=True))
    assert store.apply(Answered(1, told)).settled == (1,)
    assert store.message("m-first").starred


def test_a_pin_shows_at_once_and_is_the_conversations_when_it_is_answered(make, store):
    store.apply(put(make, 1, PinMessage(make.plaza, "m-first", pinned=True)))
    assert store.pinned_message(make.plaza) == "m-first"
    assert store.conversation(make.plaza).pinned_message_id is None

    pinned = ConversationUpdated(make.plaza, ConversationChanges(pinned_message_id="m-first"))
    store.apply(Answered(1, pinned))
    assert store.pinned_message(make.plaza) == "m-first"
    store.apply(ConversationUpdated(make.plaza, ConversationChanges(pinned_message_id=None)))
    assert store.pinned_message(make.plaza) is None


def test_a_preview_stands_for_a_last_message_that_is_not_known(make, store):
    preview = Preview(make.other, safe_text("nos vemos"))
    store.apply(ConversationUpdated(make.plaza, ConversationChanges(preview=preview)))
    assert store.conversation(make.plaza).preview == preview


def test_a_page_that_ends_a_conversation_names_its_last_message(make):
    store = Store()
    store.apply(make.snapshot())
    preview = Preview(make.other, safe_text("nos vemos"))
    store.apply(ConversationUpdated(make.plaza, ConversationChanges(preview=preview)))
    messages = tuple(make.messages(1, 3))

    store.apply(HistoryPage(make.plaza, messages[:2], has_older=False, has_newer=True))
    assert store.conversation(make.plaza).preview == preview
    store.apply(HistoryPage(make.plaza, messages[2:], has_older=True, has_newer=False))

    assert store.conversation(make.plaza).last_message_id == messages[-1].id
    assert store.conversation(make.plaza).preview is None


@pytest.mark.parametrize(
    ("sent", "stored", "altered"),
    [("hola", "hola", False), ("a <b", "a", True), ("uno\n\n\ndos ", "uno\n\ndos", False)],
)
def test_words_that_the_server_changed_are_named(make, store, sent, stored, altered):
    intent = SendMessage(make.plaza, ClientMessageId("a"), safe_text(sent))
    store.apply(put(make, 1, intent))
    batch = store.apply(Answered(1, make.sent("a", 2, content=stored)))
    assert batch.altered == (("m-a",) if altered else ())
    assert store.apply().altered == ()
