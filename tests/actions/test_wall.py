# Ids are plain strings here.
# pyright: reportArgumentType=false
"""What is on the wall when it is opened."""

import pytest

from safespot_tui.actions.wall import filled
from safespot_tui.domain.event import MemberLeft
from safespot_tui.store.store import Store
from tests.tui.neighbourhood import build_neighbourhood

PINNED, UNREAD, READ = "c-cuadra", "c-bache", "c-ana"


@pytest.fixture
def store() -> Store:
    return build_neighbourhood()


def test_what_the_user_put_there_is_all_there_is(store) -> None:
    assert filled(store, [READ, UNREAD], PINNED, 6) == (READ, UNREAD)


def test_else_what_is_pinned_where_the_user_is_and_what_is_unread(store) -> None:
    assert filled(store, [], READ, 2) == (PINNED, READ)
    assert filled(store, [], None, 2)[0] == PINNED
    found = filled(store, [], READ, 6)
    assert found[:2] == (PINNED, READ)
    assert UNREAD in found
    assert all(store.is_unread(each) for each in found[2:])
    assert len(set(found)) == len(found) <= 6


def test_one_alone_is_no_wall(store) -> None:
    assert filled(store, [READ], None, 2) == (READ, PINNED)
    for conversation_id in store.inbox():
        if conversation_id not in {READ, "c-kiosco"}:
            store.apply(MemberLeft(conversation_id, store.me))
    assert filled(store, [], READ, 2) == (READ, "c-kiosco")


def test_what_the_user_is_not_in_any_more_is_not_on_it(store) -> None:
    store.apply(MemberLeft(UNREAD, store.me))
    assert UNREAD not in filled(store, [PINNED, READ, UNREAD], None, 6)
