# Ids are plain strings here.
# pyright: reportArgumentType=false
"""Intents that another window made: one that is done already is neither shown nor sent again."""

import pytest

from safespot_tui.domain.ids import OriginClientId, temp_id
from safespot_tui.domain.intent import EditMessage, OutboxItem, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.store import keys
from safespot_tui.store.patch import Adopted, Patch, Restored
from safespot_tui.store.store import Store

DEAD = OriginClientId("a window that died")


@pytest.fixture
def sent(make):
    """A message of the user's that the server has told of."""
    return make.sent("one", 2)


@pytest.fixture
def items(make, sent) -> tuple[OutboxItem, ...]:
    """Its send, that of another one, and an edit of it."""
    sends = (
        SendMessage(make.plaza, sent.client_message_id, SafeText("one")),
        SendMessage(make.plaza, "another", SafeText("two")),
    )
    edit = EditMessage(make.plaza, temp_id(sent.client_message_id), SafeText("one!"))
    return tuple(
        OutboxItem(number, DEAD, intent, make.moment())
        for number, intent in enumerate((*sends, edit), 1)
    )


def learned(make, sent, items: tuple[OutboxItem, ...], at_start: bool) -> tuple[Store, Patch]:
    store = Store()
    if at_start:
        return store, Restored(make.me, make.entities(sent), items)
    store.apply(make.snapshot(sent))
    return store, Adopted(items)


@pytest.mark.parametrize("at_start", [True, False])
def test_what_is_known_to_be_sent_is_done(make, sent, items, at_start):
    store, patch = learned(make, sent, items, at_start)
    batch = store.apply(patch)

    assert batch.settled == (1,)
    assert [item.sequence for item in store.outbox] == [2, 3]
    assert keys.message(sent.id) in batch.keys  # so that the edit learns whom it is about
    assert list(store.timeline(make.plaza).rows)[-2:] == [sent.id, "temp-another"]


def test_nothing_is_done_whose_message_is_not_known(make, items):
    store = Store()
    store.apply(make.snapshot(make.message("first", 1)))
    batch = store.apply(Adopted(items))
    assert batch.settled == ()
    assert len(store.outbox) == len(items)
