"""Frames, cut out of the bytes of a stream."""

import pytest

from safespot_tui.instruments.faults.frames import MOST_BYTES, FrameCutter, is_event

FRAMES = [
    b": alive\n\n",
    b"id: 1\nevent: a\ndata: one\n\n",
    b"data: two\r\ndata: three\r\n\r\n",
    b"data: four\r\r",
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_frames_are_whole_however_they_come(size: int) -> None:
    cutter, whole = FrameCutter(), b"".join(FRAMES) + b"data: unfinished"
    found = [
        frame
        for start in range(0, len(whole), size)
        for frame in cutter.feed(whole[start : start + size])
    ]
    # The last byte of a blank line may have gone with the next frame, where it says nothing.
    assert [frame.strip() for frame in found] == [frame.strip() for frame in FRAMES]
    assert b"".join(found) + cutter.rest == whole


def test_a_sign_of_life_is_no_event() -> None:
    assert [is_event(frame) for frame in FRAMES] == [False, True, True, True]


def test_what_never_ends_is_passed_on() -> None:
    cutter = FrameCutter()
    assert list(cutter.feed(b"x" * MOST_BYTES)) == []
    assert [len(piece) for piece in cutter.feed(b"x")] == [MOST_BYTES + 1]
    assert cutter.rest == b""
