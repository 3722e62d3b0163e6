"""The order of the inbox and the sum of what is unread in it."""

import random

from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.inbox import Inbox, Place
from safespot_tui.store.unread import Unread

IDS = [ConversationId(name) for name in "abcdefgh"]


def test_after_any_changes_order_and_sum_are_those_of_the_places() -> None:
    dice = random.Random(1)
    inbox, places = Inbox(), dict[ConversationId, Place]()
    for _ in range(2_000):
        conversation_id = dice.choice(IDS)
        if dice.random() < 0.2:
            assert inbox.remove(conversation_id) == (places.pop(conversation_id, None) is not None)
        else:
            order = dice.random() < 0.5, float(dice.randrange(5)), conversation_id
            place = Place(order, archived=dice.random() < 0.3, unread=dice.randrange(3))
            before = places.get(conversation_id)
            order_before = _ids(inbox)
            told = inbox.place(conversation_id, place)
            assert told == (before is None or _ids(inbox) != order_before)
            places[conversation_id] = place
        for archived in (False, True):
            shown = sorted(p.order for p in places.values() if p.archived == archived)
            assert list(inbox.ids(archived=archived)) == [order[-1] for order in shown]
        unread = [p.unread for p in places.values() if p.unread and not p.archived]
        assert inbox.unread == Unread(messages=sum(unread), conversations=len(unread))


def test_who_is_first_and_writes_again_is_first_still_and_nothing_is_listed_anew() -> None:
    inbox = Inbox()
    for number, name in enumerate(IDS):
        inbox.place(name, Place((True, float(number), name), archived=False, unread=0))
    before = inbox.ids(archived=False)
    assert not inbox.place(IDS[0], Place((True, -5.0, IDS[0]), archived=False, unread=1))
    assert inbox.ids(archived=False) is before
    assert inbox.unread.messages == 1
    assert inbox.place(IDS[3], Place((True, -9.0, IDS[3]), archived=False, unread=1))
    assert inbox.ids(archived=False)[0] == IDS[3]


def _ids(inbox: Inbox) -> list[list[ConversationId]]:
    return [list(inbox.ids(archived=archived)) for archived in (False, True)]
