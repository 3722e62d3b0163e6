"""A walk visits what is unread once each, in the inbox's order, and knows how much is left."""

from datetime import timedelta

import pytest

from safespot_tui.actions.round import Round
from safespot_tui.domain.event import MemberChanges, MemberUpdated, MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store
from tests.tui.neighbourhood import NOW, build_neighbourhood

UNREAD = ["c-cuadra", "c-bache", "c-kiosco", "c-futbol"]


@pytest.fixture
def store() -> Store:
    return build_neighbourhood()


def nowhere() -> None:
    """Back to where nobody was."""


def visited(walk: Round, store: Store) -> list[ConversationId]:
    ids: list[ConversationId] = []
    while (conversation_id := walk.next(store)) is not None:
        ids.append(conversation_id)
    return ids


def test_each_is_visited_once_in_order(store) -> None:
    assert visited(Round(nowhere, None), store) == UNREAD


def test_it_begins_below_where_the_user_is_and_goes_round(store) -> None:
    walk = Round(nowhere, ConversationId("c-kiosco"))
    assert visited(walk, store) == ["c-futbol", "c-cuadra", "c-bache"]


def test_it_counts_what_is_left(store) -> None:
    walk = Round(nowhere, None)
    assert (walk.count, walk.total(store)) == (0, 4)
    walk.next(store)
    walk.next(store)
    assert (walk.here, walk.count, walk.total(store)) == ("c-bache", 2, 4)


def test_what_is_read_elsewhere_is_not_visited(store) -> None:
    walk = Round(nowhere, None)
    walk.next(store)
    read = MemberChanges(read_position=3)
    store.apply(MemberUpdated(ConversationId("c-bache"), UserId("u-vera"), read))
    assert walk.total(store) == 3
    assert visited(walk, store) == ["c-kiosco", "c-futbol"]


def test_what_becomes_unread_meanwhile_is_visited_but_nothing_twice(store) -> None:
    walk = Round(nowhere, None)
    walk.next(store)
    for number, name in enumerate(("rocio", "cuadra"), 1):
        store.apply(
            MessageCreated(
                Message(
                    id=MessageId(f"m-new-{number}"),
                    conversation_id=ConversationId(f"c-{name}"),
                    sender_id=UserId("u-ana"),
                    created_at=NOW + timedelta(minutes=number),
                    content=SafeText("¡Hola!"),
                    position=90,
                )
            )
        )
    rest = visited(walk, store)
    assert sorted(rest) == sorted(["c-rocio", *UNREAD[1:]])
