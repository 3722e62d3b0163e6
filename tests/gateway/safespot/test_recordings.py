"""Every recorded block, in any order, repeated or broken off anywhere."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.gateway.safespot.events import Connected, HintTold, Ignored, Said, said
from safespot_tui.gateway.sse.decoder import EventStreamDecoder

from .recorded import ALICE, BOB, CAROL, STREAMS, Hearer, raw_blocks, room_row

WHO = {
    "sse_room_alice": ALICE,
    "sse_user_alice": ALICE,
    "sse_room_bob": BOB,
    "sse_user_bob": BOB,
    "sse_user_carol": CAROL,
    "sse_refusals": ALICE,
}
COUNTS = {
    "sse_refusals": {
        "Alive": 3,
        "Connected": 3,
    },
    "sse_room_alice": {
        "Alive": 14,
        "Connected": 3,
        "DeliveredTold": 2,
        "MessageTold": 35,
        "PresenceTold": 9,
        "ReadTold": 2,
        "TypingTold": 4,
    },
    "sse_room_bob": {
        "Alive": 13,
        "Connected": 3,
        "MessageTold": 33,
        "PresenceTold": 6,
        "ReadTold": 2,
        "TypingTold": 4,
    },
    "sse_user_alice": {
        "Alive": 21,
        "Connected": 11,
        "DeletionTold": 9,
        "DeliveredTold": 143,
        "FlagsTold": 8,
        "HintTold": 2,
        "MessageTold": 2,
        "OwnLeaveTold": 1,
        "OwnReadTold": 1,
        "PresenceTold": 7,
        "ReadTold": 5,
        "ignored: NOTIFICATION": 2,
    },
    "sse_user_bob": {
        "Alive": 19,
        "Connected": 10,
        "DeletionTold": 9,
        "DeliveredTold": 3,
        "HintTold": 54,
        "MessageTold": 113,
        "OwnReadTold": 2,
        "PresenceTold": 5,
        "ReadTold": 1,
        "TypingTold": 7,
    },
    "sse_user_carol": {
        "Alive": 4,
        "Connected": 3,
        "HintTold": 1,
        "MessageTold": 1,
        "PresenceTold": 1,
    },
}
"""What the blocks of each recording say."""


def heard(raw: bytes) -> list[Said]:
    return [said(block) for block in EventStreamDecoder().feed(raw)]


@cache
def recorded(name: str) -> tuple[Said, ...]:
    return tuple(told for raw in raw_blocks(name) for told in heard(raw))


@cache
def places(name: str) -> tuple[ConversationId, ...]:
    found = {
        where
        for told in recorded(name)
        if (where := getattr(told, "conversation_id", None)) is not None
    }
    return tuple(sorted(found))


def hearer(name: str) -> Hearer:
    me = WHO[name]
    other: UserId = BOB if me != BOB else ALICE
    return Hearer(me, *(room_row(place, other) for place in places(name)))


def kind(told: Said) -> str:
    return f"ignored: {told.reason.name}" if isinstance(told, Ignored) else type(told).__name__


@pytest.mark.parametrize("name", STREAMS)
def test_each_block_is_understood_or_ignored_for_a_reason(name: str) -> None:
    assert Counter(map(kind, recorded(name))) == COUNTS[name]


@pytest.mark.parametrize("name", STREAMS)
def test_a_recording_replays(name: str) -> None:
    here = hearer(name)
    for told in recorded(name):
        here.hear(told)
        here.check()


@pytest.mark.parametrize("name", STREAMS)
def test_a_recording_that_is_heard_twice_tells_of_no_message_twice(name: str) -> None:
    here = hearer(name)
    here.hear(*recorded(name))
    before = {place: [m.id for m in here.messages(place)] for place in here.replica.rooms}
    arrivals = len(here.arrivals)
    here.hear(*recorded(name))
    after = {place: [m.id for m in here.messages(place)] for place in here.replica.rooms}
    assert (before, arrivals) == (after, len(here.arrivals))


def chosen(name: str) -> st.SearchStrategy[list[Said]]:
    return st.lists(st.sampled_from(recorded(name)), max_size=60)


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
def test_any_order_and_any_repetition(name: str, data: st.DataObject) -> None:
    here = hearer(name)
    for told in data.draw(chosen(name)):
        here.hear(told)
    here.check()


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
def test_cut_at_any_byte(name: str, data: st.DataObject) -> None:
    """What comes after a block that was broken off is still heard."""
    raw = data.draw(st.sampled_from(raw_blocks(name)))
    cut = data.draw(st.integers(0, len(raw)))
    after = b'\n\nevent: connected\ndata: {"type":"connected"}\n\n'
    here = hearer(name)
    told = heard(raw[:cut] + after)
    assert told[-1] == Connected()
    here.hear(*told, *heard(raw[cut:]))
    here.check()


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
def test_bytes_changed_anywhere(name: str, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(raw_blocks(name))))
    for _change in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    here = hearer(name)
    here.hear(*heard(bytes(raw) + b"\n\n"))
    here.check()


@settings(max_examples=50)
@given(order=st.permutations(range(40)))
def test_messages_in_any_order_of_arrival_stand_in_one_order(order: list[int]) -> None:
    name = "sse_room_bob"
    told = [told for told in recorded(name) if kind(told) == "MessageTold"][:40]
    one, other = hearer(name), hearer(name)
    one.hear(*told)
    other.hear(*(told[index] for index in order if index < len(told)))
    for place in places(name):
        assert [m.id for m in one.messages(place)] == [m.id for m in other.messages(place)]


def test_a_forged_copy_is_only_a_hint() -> None:
    hints = [told for told in recorded("sse_user_bob") if isinstance(told, HintTold)]
    assert len(hints) == COUNTS["sse_user_bob"]["HintTold"] > 0
    here = hearer("sse_user_bob")
    assert here.hear(hints[0]) == []
    wants = here.replica.take_wants()
    assert wants.messages == {hints[0].conversation_id}
