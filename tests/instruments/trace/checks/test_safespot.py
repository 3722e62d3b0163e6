"""What is found in traces of the API deployed today, and what is not."""

import pytest

from safespot_tui.instruments.trace.finding import Fault
from tests.instruments.trace.checks.tracks import ME, ROOM, THIRD, SafeSpot, named


@pytest.fixture
def track() -> SafeSpot:
    return SafeSpot()


def test_what_is_as_it_should_be_shows_nothing(track: SafeSpot):
    user = track.open()
    track.rooms(1)
    track.catch_up(0, track.row(1))
    track.history(track.row(1))
    room = track.open_room()
    track.tell(user, 2)
    track.tell(room, 2, name="new-message")
    track.read()
    track.send(3)
    track.tell(room, 3, ME, "new-message")
    track.tell(user, 4)
    track.rooms(4, unread=1)
    track.cut(user)
    user = track.open()
    track.rooms(5, unread=2)
    track.history(track.row(3, ME), track.row(4), track.row(5), since=named(2000))
    track.catch_up(0, *(track.row(second) for second in (1, 2, 3, 4, 5)))
    track.rooms(5, unread=2)
    assert track.faults == []


def test_a_second_time_on_one_stream_is_doubled(track: SafeSpot):
    user = track.open()
    track.tell(user, 2)
    track.tell(user, 2)
    assert track.faults == [Fault.DOUBLED]


def test_a_forged_copy_doubles_nothing(track: SafeSpot):
    user = track.open()
    track.tell(user, 2)
    track.tell(user, 2, "system")
    assert track.faults == []


@pytest.mark.parametrize(
    ("sender", "second", "faults"),
    [
        (None, 2.9, [Fault.REORDERED]),
        (THIRD, 2.9, []),
        (THIRD, 1.5, [Fault.REORDERED]),
    ],
)
def test_what_is_older_comes_first_where_nobody_was_late(
    track: SafeSpot, sender: str | None, second: float, faults: list[Fault]
):
    user = track.open()
    track.tell(user, 3)
    track.tell(user, second, sender) if sender else track.tell(user, second)
    assert track.faults == faults


def test_what_a_history_has_and_no_stream_told_is_lost(track: SafeSpot):
    user = track.open()
    track.rooms(1)
    track.history(track.row(1), track.row(2))
    assert track.faults == []
    track.tell(user, 3)
    assert track.faults == [Fault.LOST]


def test_what_was_there_before_the_stream_need_not_be_told(track: SafeSpot):
    user = track.open()
    track.rooms(2)
    track.history(track.row(1), track.row(2))
    track.tell(user, 3)
    assert track.faults == []


def test_what_came_while_the_stream_was_cut_need_not_be_told(track: SafeSpot):
    track.cut(track.open())
    user = track.open()
    track.history(track.row(2))
    track.rooms(2)
    track.tell(user, 3)
    assert track.faults == []


def test_what_the_user_wrote_is_told_to_who_follows_the_conversation(track: SafeSpot):
    track.open()
    track.send(2)
    room = track.open_room()
    track.tell(room, 3, name="new-message")
    assert track.faults == []
    track.send(4)
    track.tell(room, 5, name="new-message")
    assert track.faults == [Fault.NO_ECHO]


def test_a_catch_up_has_all_that_was_missed(track: SafeSpot):
    track.history(track.row(2), track.row(3, ME))
    track.catch_up(1)
    assert track.faults == [Fault.LOST, Fault.NO_ECHO]


def test_a_catch_up_need_not_have_what_is_older_told_or_gone(track: SafeSpot):
    user = track.open()
    track.tell(user, 4)
    track.history(track.row(2), track.row(3), track.row(4))
    track.catch_up(3)
    track.history(track.row(2), track.row(4))
    track.catch_up(2.5)
    assert track.faults == []


def test_a_catch_up_that_is_full_ends_with_its_newest(track: SafeSpot):
    track.history(*(track.row(1 + n / 100) for n in range(60)))
    track.catch_up(0, *(track.row(1 + n / 100) for n in range(50)))
    assert track.faults == []
    track.catch_up(0, *(track.row(1 + n / 100) for n in range(1, 51)))
    assert track.faults == []
    track.history(track.row(1.005), track.row(1.6))
    track.catch_up(0, *(track.row(1 + n / 100) for n in range(50)))
    assert track.faults == [Fault.LOST]


def test_a_catch_up_names_everything_once_and_in_order(track: SafeSpot):
    track.catch_up(0, track.row(1), track.row(1))
    assert track.faults == [Fault.DOUBLED]
    track.catch_up(0, track.row(2), track.row(1))
    assert track.faults == [Fault.DOUBLED, Fault.REORDERED]


def test_more_is_not_unread_than_there_is(track: SafeSpot):
    track.history(track.row(1, is_read=True), track.row(2), track.row(3, ME))
    track.rooms(3, unread=1)
    assert track.faults == []
    track.rooms(3, unread=2)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_what_was_read_stays_read(track: SafeSpot):
    track.history(track.row(1))
    track.read()
    track.rooms(1, unread=1)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_less_is_unread_only_if_it_was_read_elsewhere(track: SafeSpot):
    user = track.open()
    track.history(track.row(1))
    track.rooms(1, unread=0)
    assert track.faults == []
    track.rooms(1, unread=0)
    assert track.faults == [Fault.WRONG_UNREAD]
    track = SafeSpot()
    user = track.open()
    track.history(track.row(1))
    track.rooms(1, unread=0)
    update = {"type": "chat-update", "conversationId": ROOM, "partial": {"action": "read"}}
    track.frame(user, "chat-update", update)
    track.rooms(1, unread=0)
    assert track.faults == []


def test_nothing_is_compared_while_something_is_on_its_way(track: SafeSpot):
    user = track.open()
    track.history(track.row(1))
    asked = track.ask("GET", "/api/chats/rooms")
    track.tell(user, 2)
    track.answer(
        asked, [{"id": ROOM, "last_message_at": "2026-11-27T18:00:02Z", "unread_count": 7}]
    )
    reading = track.ask("POST", f"/api/chats/rooms/{ROOM}/read")
    track.rooms(2, unread=7)
    track.tell(user, 3)
    track.answer(reading, {"success": True})
    track.rooms(3, unread=7)
    assert track.faults == []


def test_what_a_stream_left_out_may_be_counted(track: SafeSpot):
    track.history(track.row(1))
    track.tell(track.open(), 3)
    track.rooms(3, unread=3)
    assert track.faults == []
    track.history(track.row(1), track.row(3))
    track.rooms(3, unread=3)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_a_message_that_is_still_there_can_be_asked_since(track: SafeSpot):
    track.history(since=named(1000), status=410)
    assert track.faults == []
    track.history(track.row(1))
    assert track.faults == [Fault.CURSOR_FORGOTTEN]


def test_one_that_is_gone_cannot(track: SafeSpot):
    track.history(since=named(1000), status=410)
    track.history(track.row(2))
    assert track.faults == []


def test_what_a_knob_did_is_not_the_servers_doing(track: SafeSpot):
    user = track.open()
    track.rooms(1)
    track.disturb("drop frames 0.2", user)
    track.history(track.row(1), track.row(2))
    track.tell(user, 3)
    track.tell(user, 3)
    track.tell(user, 2.5)
    assert track.faults == []
