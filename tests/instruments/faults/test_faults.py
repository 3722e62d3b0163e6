"""What each knob does to what crosses, and that a seed decides it."""

import asyncio

import pytest

from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.permission import NotAllowed, is_to_test_with
from safespot_tui.instruments.faults.stream import HELD_SECONDS
from safespot_tui.sync.clock import SystemClock
from tests.instruments.faults.line import Line, Script
from tests.sync.still_clock import StillClock

FRAMES = [f"id: {number}\ndata: {number}\n\n".encode() for number in range(8)]


def faults(spec: str, seed: int = 0, clock: StillClock | None = None) -> Faults:
    made = Faults(clock or SystemClock(), seed, allowed=True)
    made.order(spec)
    return made


async def seen(spec: str, seed: int = 0) -> list[bytes | None]:
    return await Line(faults(spec, seed), Script(FRAMES)).frames()


async def test_a_line_without_a_knob_is_as_it_was() -> None:
    assert await seen("heal") == FRAMES


async def test_a_lost_request_does_not_arrive_and_a_lost_answer_did() -> None:
    line = Line(faults("drop requests next"))
    assert [await line.ask("/one"), await line.ask("/two")] == [None, 200]
    assert line.asked == ["/two"]
    line = Line(faults("drop answers next of /two"))
    assert [await line.ask("/one"), await line.ask("/two"), await line.ask("/two")] == [
        200,
        None,
        200,
    ]
    assert line.asked == ["/one", "/two", "/two"]


async def test_a_refusal_is_not_the_servers() -> None:
    line = Line(faults("429 requests next after 3s; 500 requests next"))
    busy = await line.client.get("/")
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "3")
    assert [await line.ask(), await line.ask()] == [500, 200]
    assert line.asked == ["/"]


async def test_frames_are_lost_doubled_and_out_of_order() -> None:
    assert await seen("drop frames next 2") == FRAMES[2:]
    assert await seen("duplicate frames next") == [FRAMES[0] * 2, *FRAMES[1:]]
    assert await seen("reorder frames next") == [FRAMES[1], FRAMES[0], *FRAMES[2:]]


async def test_a_stream_breaks_in_the_middle_of_a_frame() -> None:
    assert await seen("cut streams next of data: 2") == [*FRAMES[:2], FRAMES[2][:7], None]


async def test_a_silent_stream_breaks_at_once() -> None:
    knobs = faults("heal")
    line = Line(knobs, Script(FRAMES[:1], ends=False))
    reading = asyncio.create_task(line.frames())
    await begun()
    knobs.order("cut streams now")
    assert (await reading)[-1] is None
    assert knobs.knobs == ()
    assert not knobs.open_streams


async def begun() -> None:
    """Come back when everybody waits for the clock."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_stream_breaks_when_it_is_time() -> None:
    clock = StillClock()
    line = Line(faults("cut streams every 2s", clock=clock), Script(FRAMES[:1], ends=False))
    reading = asyncio.create_task(line.frames())
    await begun()
    await clock.advance(1.9)
    assert not reading.done()
    await clock.advance(0.2)
    assert await reading == [FRAMES[0], None]


async def test_frames_are_late_and_in_order() -> None:
    clock = StillClock()
    knobs = faults("delay frames 2s of data: 0", clock=clock)
    found: list[bytes | None] = []
    reading = asyncio.create_task(Line(knobs, Script(FRAMES)).frames(found))
    await begun()
    await clock.advance(1.9)
    assert found == []
    await clock.advance(0.2)
    assert await reading == FRAMES


async def test_a_frame_is_not_held_for_ever() -> None:
    clock = StillClock()
    knobs = faults("reorder frames all", clock=clock)
    found: list[bytes | None] = []
    reading = asyncio.create_task(Line(knobs, Script(FRAMES[:1], ends=False)).frames(found))
    await begun()
    assert found == []
    await clock.advance(HELD_SECONDS)
    assert found == FRAMES[:1]
    knobs.order("cut streams now")
    await reading


@pytest.mark.parametrize("target", ["requests", "answers", "streams"])
async def test_what_is_late_comes_when_its_time_has_passed(target: str) -> None:
    clock = StillClock()
    line = Line(faults(f"delay {target} 2s", clock=clock))
    asking = asyncio.create_task(line.frames() if target == "streams" else line.ask())
    await begun()
    await clock.advance(1.9)
    assert not asking.done()
    # A request that is late is not there yet; an answer was made in time.
    assert len(line.asked) == (target == "answers")
    await clock.advance(0.2)
    await asking
    assert len(line.asked) == 1


async def test_the_same_seed_disturbs_the_same() -> None:
    spec = "drop frames 0.3; duplicate frames 0.3; reorder frames 0.3"
    first = await seen(spec, seed=7)
    assert first == await seen(spec, seed=7)
    assert first not in (FRAMES, await seen(spec, seed=8))


async def test_the_dice_of_a_knob_are_its_own() -> None:
    alone = await seen("drop frames 0.5", seed=3)
    assert await seen("duplicate frames 0.0001; drop frames 0.5", seed=3) == alone


async def test_every_disturbance_is_told_and_counted() -> None:
    told: list[tuple[str, str, int | None]] = []
    knobs = Faults(SystemClock(), allowed=True, note=lambda *words: told.append(words))
    knobs.order("drop answers next")
    await Line(knobs).ask("/messages?token=secret")
    assert told == [("drop answers next", "GET /messages", None)]
    assert knobs.counts == {"drop answers": 1}


def test_a_spec_with_a_mistake_does_nothing_at_all() -> None:
    knobs = faults("drop frames 0.5")
    with pytest.raises(ValueError, match="There is no fault knob"):
        knobs.order("heal; dorp")
    assert [str(knob) for knob in knobs.knobs] == ["drop frames 0.5"]


def test_who_is_not_to_be_disturbed_is_not() -> None:
    knobs = Faults(SystemClock())
    with pytest.raises(NotAllowed, match="staging = true"):
        knobs.order("drop frames 0.5")
    knobs.order("heal; drop frames off")
    assert knobs.knobs == ()


def test_whose_line_may_be_disturbed() -> None:
    assert is_to_test_with("http://127.0.0.1:3000", staging=False)
    assert is_to_test_with("https://staging.example.org", staging=True)
    assert not is_to_test_with("https://chat.example.org", staging=False)
    assert not is_to_test_with("", staging=False)
