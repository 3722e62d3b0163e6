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


def test_each_of_several_logs_goes_on_by_one() -> None:
    """The own log says from where on another is told, and that it is not told any more."""
    continuity = Continuity(Cursor("e.4"))
    cursors = ["e.5~7.40", "e.5~7.41", "e.6~7.41~9.0", "e.6~7.41~9.1", "e.6~7.42~9.1", "e.7~9.1"]
    items = [item for cursor in cursors for item in (fact(cursor), sync(cursor))]
    assert [continuity.checked(item) for item in items] == items


@pytest.mark.parametrize(
    "late",
    [
        fact("e.5~7.42~9.3"),
        fact("e.5~7.41~9.4"),
        fact("e.6~7.41~9.3"),
        fact("e.7~7.40~9.3"),
        fact("e.5~7.41"),
        fact("e.5~7.40~8.1~9.3"),
        fact("e.5~7.42~9.2"),
        sync("e.5~7.41~9.3"),
        sync("e.6~7.40"),
    ],
)
def test_a_hole_in_any_of_them_ends_the_stream(late: StreamItem) -> None:
    continuity = Continuity(Cursor("e.5~7.40~9.3"))
    with pytest.raises(Unreachable):
        continuity.checked(late)
    assert continuity.checked(fact("e.5~7.40~9.4")) == fact("e.5~7.40~9.4")


@pytest.mark.parametrize(
    "again", [fact("e.5~7.40~9.3"), fact("e.5~7.39~9.3"), fact("e.4~7.2"), sync("e.5~7.40~9.2")]
)
def test_what_all_of_them_are_beyond_is_a_repetition(again: StreamItem) -> None:
    continuity = Continuity(Cursor("e.5~7.40~9.3"))
    assert continuity.checked(again) == Heartbeat()
    assert continuity.checked(fact("e.5~7.41~9.3")) == fact("e.5~7.41~9.3")


@pytest.mark.parametrize("cursor", ["e.5~", "e.5~7", "e.5~7.", "e.5.7.40", "e.5~7.40~x.1"])
def test_places_of_no_kind_are_not_understood(cursor: str) -> None:
    with pytest.raises(NotUnderstood):
        Continuity(Cursor("e.4")).checked(fact(cursor))
