"""A block that was lost, doubled or swapped on the way is noticed."""

from datetime import UTC, datetime

import pytest

from safespot_tui.domain.event import (
    Heartbeat,
    PresenceChanged,
    Received,
    Skipped,
    StreamItem,
    Synced,
    TypingChanged,
)
from safespot_tui.domain.ids import ConversationId, Cursor, UserId
from safespot_tui.gateway.errors import NotUnderstood, Unreachable
from safespot_tui.gateway.global_chat.continuity import Continuity

EVENT = PresenceChanged(UserId("u"), online=True, last_seen_at=datetime(2026, 1, 1, tzinfo=UTC))


def fact(cursor: str) -> StreamItem:
    return Received(EVENT, Cursor(cursor))


def sync(cursor: str) -> StreamItem:
    return Synced(Cursor(cursor), 10.0)


def test_a_stream_without_holes_passes_as_it_is() -> None:
    continuity = Continuity(Cursor("e.4"))
    items = [fact("e.5"), Skipped(Cursor("e.6")), sync("e.6"), fact("e.7"), sync("e.7")]
    assert [continuity.checked(item) for item in items] == items


def test_without_a_cursor_the_first_one_named_is_the_beginning() -> None:
    continuity = Continuity(None)
    continuity.checked(sync("e.41"))
    continuity.checked(fact("e.42"))
    with pytest.raises(Unreachable):
        continuity.checked(fact("e.44"))


@pytest.mark.parametrize("late", [fact("e.6"), Skipped(Cursor("e.6")), sync("e.5"), fact("f.5")])
def test_a_hole_ends_the_stream(late: StreamItem) -> None:
    with pytest.raises(Unreachable):
        Continuity(Cursor("e.4")).checked(late)


def test_after_a_hole_the_place_before_it_still_counts() -> None:
    continuity = Continuity(Cursor("e.4"))
    with pytest.raises(Unreachable):
        continuity.checked(fact("e.6"))
    assert continuity.checked(fact("e.5")) == fact("e.5")


def test_a_repetition_is_only_a_sign_of_life() -> None:
    continuity = Continuity(Cursor("e.4"))
    continuity.checked(fact("e.5"))
    assert continuity.checked(fact("e.5")) == Heartbeat()
    assert continuity.checked(fact("e.6")) == fact("e.6")


def test_what_has_no_cursor_is_not_counted() -> None:
    continuity = Continuity(Cursor("e.4"))
    typing = Received(TypingChanged(ConversationId("c"), UserId("u"), typing=True))
    assert continuity.checked(typing) == typing
    assert continuity.checked(fact("e.5")) == fact("e.5")


def test_a_cursor_of_no_kind_is_not_understood() -> None:
    with pytest.raises(NotUnderstood):
        Continuity(Cursor("e.4")).checked(fact("42"))
