"""Who has left a conversation holds nothing of it any more."""

from msgspec import structs

from safespot_tui.domain.event import MemberLeft, MessageCreated
from safespot_tui.domain.ids import ClientMessageId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.store.patch import Answered, OutboxPut
from safespot_tui.store.store import Store


def test_the_last_message_of_a_conversation_never_opened_goes_with_it(make):
    store = Store()
    last = make.message("last", 1)
    store.apply(make.snapshot(last))
    assert store.message(last.id) == last

    batch = store.apply(MemberLeft(make.plaza, make.me))

    assert store.message(last.id) is None
    assert ("messages", "detail", last.id) in batch.keys
    assert store.base_entities().messages == ()


def test_rows_go_with_their_conversation_and_those_of_others_stay(make):
    store = Store()
    last, elsewhere = make.message("last", 1), make.message("dm", 1, conversation_id=make.dm)
    store.apply(make.snapshot(last, elsewhere), MessageCreated(make.message("next", 2)))

    store.apply(MemberLeft(make.plaza, make.me))

    assert store.base_entities().messages == (elsewhere,)


def test_an_answer_that_comes_after_leaving_leaves_nothing_behind(make):
    store = Store()
    store.apply(make.snapshot(make.message("last", 1)))
    intent = SendMessage(make.plaza, ClientMessageId("a"), safe_text("on my way out"))
    item = OutboxItem(1, OriginClientId("window"), intent, make.moment())
    store.apply(OutboxPut(item))
    store.apply(MemberLeft(make.plaza, make.me))

    sent = structs.replace(make.sent("a", 2), content=intent.content)
    batch = store.apply(Answered(1, sent))

    assert batch.settled == (1,), "it is done"
    assert store.message(sent.id) is None
    assert store.base_entities().messages == ()
