"""What is found in traces of the bundled server, and what is not."""

import pytest

from safespot_tui.instruments.trace.finding import Fault
from tests.instruments.trace.checks.tracks import ME, ROOM, GlobalChat, named


@pytest.fixture
def track() -> GlobalChat:
    return GlobalChat()


def test_what_is_as_it_should_be_shows_nothing(track: GlobalChat):
    track.snapshot(3, place=10, read=3)
    stream = track.open(10)
    track.sync(stream, 10)
    track.tell(stream, 11, 4)
    track.sync(stream, 11)
    track.send(5)
    track.tell(stream, 12, 5, ME)
    track.beat(stream)
    track.cut(stream)
    stream = track.open(11)
    track.tell(stream, 12, 5, ME)
    track.skip(stream, 13)
    track.tell(stream, 14, 6)
    track.sync(stream, 14)
    track.page(4, 5, 6)
    assert track.faults == []


def test_a_hole_in_the_numbers_is_a_loss_also_if_it_is_filled_later(track: GlobalChat):
    stream = track.open(10)
    track.event(stream, 12, "user-updated", id="u", partial={"alias": "x"})
    assert track.faults == [Fault.LOST]
    stream = track.open(10)
    track.event(stream, 11, "user-updated", id="u", partial={"alias": "x"})
    track.event(stream, 12, "user-updated", id="u", partial={"alias": "x"})
    assert track.faults == [Fault.LOST]


def test_an_end_that_lies_further_on_is_a_hole(track: GlobalChat):
    track.sync(track.open(10), 11)
    assert track.faults == [Fault.LOST]


def test_a_hole_that_is_filled_on_the_same_stream_is_disorder(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 12, 5)
    track.tell(stream, 11, 4)
    assert Fault.REORDERED in track.faults


def test_what_a_stream_repeats_is_doubled(track: GlobalChat):
    stream = track.open(10)
    track.event(stream, 11, "user-updated", id="u", partial={"alias": "x"})
    track.event(stream, 11, "user-updated", id="u", partial={"alias": "x"})
    assert track.faults == [Fault.DOUBLED]


def test_a_message_at_two_places_of_the_log_is_doubled(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    track.cut(stream)
    track.tell(track.open(11), 12, 4)
    assert track.faults == [Fault.DOUBLED]


def test_a_number_that_no_message_had_is_a_loss(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    track.skip(stream, 12)
    track.tell(stream, 13, 6)
    assert track.found == [(Fault.LOST, f"{ROOM} 5")]
    track.page(4, 5, 6)
    assert track.found == [(Fault.LOST, named(5))]


def test_who_was_away_from_a_conversation_was_told_nothing_meanwhile(track: GlobalChat):
    track.snapshot(4, place=10, read=4)
    stream = track.open(10)
    track.event(stream, 11, "member-left", id=ME, conversation_id=ROOM)
    track.event(
        stream,
        12,
        "conversation-created",
        id=ROOM,
        conversation_id=ROOM,
        partial={"head_position": 9},
    )
    track.tell(stream, 13, 10)
    assert track.faults == []


def test_messages_whose_numbers_go_back_are_disorder(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 5)
    track.tell(stream, 12, 4)
    assert track.faults == [Fault.REORDERED]


@pytest.mark.parametrize("is_answered_late", [False, True])
def test_what_was_taken_and_is_passed_over_has_no_echo(track: GlobalChat, is_answered_late: bool):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    sent = track.ask("POST", f"/conversations/{ROOM}/messages", {"content": "x"})
    if not is_answered_late:
        track.accept(sent, 5)
        assert track.faults == []
    track.tell(stream, 12, 6)
    if is_answered_late:
        track.accept(sent, 5)
    assert track.faults == [Fault.NO_ECHO]


def test_what_was_taken_and_is_not_there_when_there_is_nothing_has_no_echo(track: GlobalChat):
    stream = track.open(10)
    track.send(5)
    track.beat(stream)
    assert track.faults == []
    track.beat(stream)
    assert track.faults == [Fault.NO_ECHO]


def test_what_was_taken_and_is_not_in_the_log_either_has_no_echo(track: GlobalChat):
    track.open(10)
    track.send(5)
    stream = track.open(10)
    track.skip(stream, 11)
    track.sync(stream, 11)
    assert track.faults == [Fault.NO_ECHO]


def test_what_a_snapshot_has_need_not_be_told(track: GlobalChat):
    track.open(10)
    track.send(5)
    track.snapshot(5, place=12, read=5)
    track.sync(track.open(12), 12)
    assert track.faults == []


def test_what_a_page_has_and_nobody_tells_is_lost(track: GlobalChat):
    track.snapshot(4, place=10, read=4)
    stream = track.open(10)
    track.page(4, 5)
    assert track.faults == []
    track.beat(stream)
    track.beat(stream)
    assert track.faults == [Fault.LOST]


def test_what_a_page_has_may_be_told_after_it(track: GlobalChat):
    track.snapshot(4, place=10, read=4)
    stream = track.open(10)
    track.page(4, 5)
    track.beat(stream)
    track.tell(stream, 11, 5)
    track.beat(stream)
    assert track.faults == []


def test_a_cursor_that_was_just_given_is_not_to_be_forgotten(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    stream = track.open(11)
    track.frame(stream, "reset", {"event": "reset", "payload": {"partial": {"reason": "gone"}}})
    assert track.faults == [Fault.CURSOR_FORGOTTEN]


def test_a_cursor_of_long_ago_may_be(track: GlobalChat):
    stream = track.open(10)
    track.frame(stream, "reset", {"event": "reset", "payload": {"partial": {"reason": "expired"}}})
    assert track.faults == []


def test_counting_goes_by_the_last_message(track: GlobalChat):
    track.snapshot(5, last=4)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_nobody_has_read_more_than_there_is(track: GlobalChat):
    track.snapshot(4, read=5)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_who_read_a_message_has_read_up_to_it(track: GlobalChat):
    track.snapshot(4, read=3, last_read_message_id=named(4))
    assert track.faults == [Fault.WRONG_UNREAD]


def test_what_was_read_stays_read(track: GlobalChat):
    track.snapshot(4, read=3)
    stream = track.open(10)
    track.event(
        stream, 11, "member-updated", id=ME, conversation_id=ROOM, partial={"read_position": 4}
    )
    track.snapshot(4, read=4)
    assert track.faults == []
    track.snapshot(4, read=3)
    assert track.faults == [Fault.WRONG_UNREAD]


def test_what_a_knob_did_is_not_the_servers_doing(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    track.disturb("drop frames 0.2", stream)
    track.tell(stream, 13, 6)
    track.tell(stream, 13, 6)
    track.tell(stream, 12, 5)
    assert track.faults == []
    track.disturb("cut streams now", stream)
    stream = track.open(11)
    track.tell(stream, 13, 6)
    assert track.faults == [Fault.LOST]


def test_a_trace_may_have_lost_its_beginning(track: GlobalChat):
    stream = track.open(10)
    track.tell(stream, 11, 4)
    track.tell(stream, 13, 6)
    del track.entries[0]
    assert track.faults == []
