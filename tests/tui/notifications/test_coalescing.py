"""One notice a conversation, however much is written."""

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.tui.notifications.coalescing import MOST_NAMED, PAUSE_SECONDS, Coalescing, Due

A, B = ConversationId("a"), ConversationId("b")
M = [MessageId(f"m{n}") for n in range(6)]


def test_the_first_is_told_at_once_and_the_next_all_in_one() -> None:
    held = Coalescing()
    assert held.arrived(A, [M[0]], 0.0) == Due(A, (M[0],))
    assert held.next_due() is None
    assert held.arrived(A, [M[1]], 1.0) is None
    assert held.arrived(A, [M[2]], 2.0) is None
    assert held.arrived(B, [M[3], M[4]], 2.0) == Due(B, (M[3], M[4]))
    assert held.next_due() == PAUSE_SECONDS
    assert held.due(PAUSE_SECONDS - 0.1) == []
    assert held.due(PAUSE_SECONDS) == [Due(A, (M[0], M[1], M[2]))]
    assert held.due(99.0) == []


def test_what_has_been_seen_is_forgotten() -> None:
    held = Coalescing()
    held.arrived(A, [M[0]], 0.0)
    held.arrived(A, [M[1]], 1.0)
    assert held.conversations == [A]
    held.seen(A)
    assert held.due(99.0) == []
    assert held.conversations == []
    assert held.arrived(A, [M[2]], 2.0) == Due(A, (M[2],))


def test_what_comes_later_counts_what_was_not_seen() -> None:
    held = Coalescing()
    held.arrived(A, [M[0]], 0.0)
    assert held.arrived(A, [M[1]], PAUSE_SECONDS) == Due(A, (M[0], M[1]))


def test_of_hundreds_that_nobody_looks_at_only_the_newest_are_named_and_all_are_counted() -> None:
    held = Coalescing()
    ids = [MessageId(f"m-{number}") for number in range(MOST_NAMED + 7)]
    due = held.arrived(A, ids, 0.0)
    assert due == Due(A, tuple(ids[7:]), earlier=7)
    held.seen(A)
    assert held.arrived(A, ids[:1], 99.0) == Due(A, (ids[0],))
