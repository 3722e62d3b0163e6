# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false
"""Who is told that something arrived, and how often."""

import pytest

from safespot_tui.domain.event import MessageCreated
from safespot_tui.store.store import Store
from safespot_tui.sync.receipts import Receipt, Receipts
from safespot_tui.sync.silent_mode import SilentMode


@pytest.fixture
def store(make):
    store = Store()
    store.apply(make.snapshot(make.message("a", 4), read=2))
    return store


def test_the_newest_stands_for_all_before_it(make, store):
    newest = make.message("b", 5)
    store.apply(MessageCreated(newest))
    assert Receipts(SilentMode()).due(store, [make.plaza]) == [Receipt(make.plaza, newest.id, 5)]


def test_what_was_told_is_not_told_again(make, store):
    receipts = Receipts(SilentMode())
    (receipt,) = receipts.due(store, [make.plaza])
    assert receipts.due(store, [make.plaza]) == [receipt]
    receipts.told(receipt)
    assert receipts.due(store, [make.plaza]) == []


def test_what_is_read_or_one_s_own_needs_no_receipt(make):
    store = Store()
    store.apply(make.snapshot(make.message("a", 4), read=4))
    assert Receipts(SilentMode()).due(store, [make.plaza]) == []
    store.apply(MessageCreated(make.sent("mine", 5)))
    assert Receipts(SilentMode()).due(store, [make.plaza]) == []
    assert Receipts(SilentMode()).due(store, ["unknown"]) == []
