"""Who listens: what is told at once, and who must read for themselves."""

import asyncio
from typing import Any

from safespot_tui.server.cursor import Position
from safespot_tui.server.frames import Sync
from safespot_tui.server.listener import MOST_WHISPERS, Listener
from safespot_tui.server.news import News
from safespot_tui.server.settings import EVENTS_PER_BATCH

EPOCH = "0123456789abcdef"
BLOCKS = [b"event: a\ndata: {}\n\n", b"event: b\ndata: {}\n\n"]
NEWS = News(7, BLOCKS, epoch=EPOCH)
MORE = News(9, BLOCKS, epoch=EPOCH)
BEFORE = Position(EPOCH, 7)


class Pipe:
    def __init__(self) -> None:
        self.is_clear = True
        self.sent: list[bytes] = []

    async def cleared(self) -> None:
        raise AssertionError

    def send_chunk(self, data: bytes) -> None:
        self.sent.append(data)

    def abort(self) -> None:
        raise AssertionError


async def live(position: Position | None = BEFORE) -> tuple[Listener, Pipe, Any]:
    """A listener that waits at that place."""
    pipe = Pipe()
    listener = Listener("ana", Sync(10), pipe)
    listener.position = position
    waiting = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    return listener, pipe, waiting


def tell(listener: Listener, news: News) -> None:
    listener.tell(news)
    listener.hand_over()


async def test_who_is_at_the_head_is_told_at_once_and_does_not_wake() -> None:
    listener, pipe, waiting = await live()
    tell(listener, NEWS)
    (sent,) = pipe.sent
    frames = sent.decode().split("\n\n")
    assert [frame.split("\n")[:2] for frame in frames[:3]] == [
        [f"id: {EPOCH}.8", "event: a"],
        [f"id: {EPOCH}.9", "event: b"],
        [f"id: {EPOCH}.9", "event: sync"],
    ]
    assert f'"cursor":"{EPOCH}.9"' in frames[2]
    assert listener.position == Position(EPOCH, 9)
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_a_hole_before_the_news_is_read_from_the_log() -> None:
    for position in (Position(EPOCH, 6), Position(EPOCH, 8), Position("f" * 16, 7), None):
        listener, pipe, waiting = await live(position)
        tell(listener, NEWS)
        assert await waiting
        assert (pipe.sent, listener.position) == ([], position)


async def test_a_slow_reader_costs_no_more_than_its_place() -> None:
    listener, pipe, waiting = await live()
    pipe.is_clear = False
    tell(listener, NEWS)
    listener.whisper(("typing",), b"typing")
    assert await waiting
    assert (pipe.sent, listener.position) == ([], BEFORE)
    assert listener.take_whispers() == b"typing"


async def test_who_was_woken_is_told_nothing_before_having_read() -> None:
    """What woke them may be that their session is over, or that they were removed."""
    listener, pipe, waiting = await live()
    listener.wake()
    tell(listener, NEWS)
    listener.whisper(("typing",), b"typing")
    assert pipe.sent == []
    assert await waiting
    again = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    tell(listener, NEWS)
    assert pipe.sent == []
    assert await again
    listener.heard()
    waits = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    tell(listener, NEWS)
    assert len(pipe.sent) == 1
    waits.cancel()


async def test_a_whisper_reaches_who_waits_without_waking_them() -> None:
    listener, pipe, waiting = await live()
    listener.whisper(("typing",), b"typing")
    await asyncio.sleep(0)
    assert (pipe.sent, waiting.done()) == ([b"typing"], False)
    waiting.cancel()


async def test_what_came_before_its_turn_is_sent_together() -> None:
    listener, pipe, waiting = await live()
    assert [listener.tell(NEWS), listener.tell(MORE)] == [True, False]
    assert (pipe.sent, listener.position) == ([], BEFORE)
    listener.hand_over()
    listener.hand_over()
    (sent,) = pipe.sent
    ids = [line for line in sent.decode().split("\n") if line.startswith("id: ")]
    assert ids == [f"id: {EPOCH}.{seq}" for seq in (8, 9, 10, 11, 11)]
    assert sent.count(b"event: sync") == 1
    assert listener.position == Position(EPOCH, 11)
    waiting.cancel()


async def test_who_is_woken_before_their_turn_reads_instead() -> None:
    listener, pipe, waiting = await live()
    listener.tell(NEWS)
    listener.wake()
    listener.hand_over()
    assert await waiting
    listener.heard()
    again = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    listener.hand_over()
    assert (pipe.sent, listener.position) == ([], BEFORE)
    again.cancel()


async def test_where_a_log_ends_wakes_who_neither_came_so_far_nor_was_told() -> None:
    listener, pipe, waiting = await live(Position(EPOCH, 7, ((1, 3),)))
    listener.wake_behind(None, 7)
    listener.wake_behind(1, 3)
    listener.tell(NEWS)
    listener.wake_behind(None, 9)
    listener.hand_over()
    listener.wake_behind(None, 9)
    await asyncio.sleep(0)
    assert (len(pipe.sent), waiting.done()) == (1, False)
    listener.wake_behind(1, 4)
    assert await waiting


async def test_what_has_not_had_its_turn_when_time_is_up_is_read() -> None:
    listener, pipe, waiting = await live()
    waiting.cancel()
    quick = asyncio.create_task(listener.wait(0.01))
    await asyncio.sleep(0)
    listener.tell(NEWS)
    assert await quick
    again = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    listener.hand_over()
    assert (pipe.sent, listener.position) == ([], BEFORE)
    again.cancel()


async def test_a_hole_within_what_was_told_is_read_from_the_log() -> None:
    listener, pipe, waiting = await live()
    listener.tell(NEWS)
    listener.tell(News(11, BLOCKS, epoch=EPOCH))
    listener.hand_over()
    assert await waiting
    assert (pipe.sent, listener.position) == ([], BEFORE)


async def test_no_more_is_kept_for_a_turn_than_one_batch() -> None:
    listener, pipe, waiting = await live()
    for number in range(EVENTS_PER_BATCH + 1):
        listener.tell(News(7 + number, BLOCKS[:1], epoch=EPOCH))
    listener.hand_over()
    assert await waiting
    assert (pipe.sent, listener.position) == ([], BEFORE)


async def test_a_whisper_comes_after_what_was_told_before_it() -> None:
    listener, pipe, waiting = await live()
    listener.tell(NEWS)
    listener.whisper(("typing",), b"typing")
    told, whispered = pipe.sent
    assert (told.count(b"event: sync"), whispered) == (1, b"typing")
    assert listener.position == Position(EPOCH, 9)
    waiting.cancel()


async def test_what_was_read_meanwhile_is_not_read_again() -> None:
    """With a thousand streams that read at once, each would be woken before it is done."""
    listener, pipe, waiting = await live(Position(EPOCH, 5))
    listener.heard()
    tell(listener, NEWS)
    assert await waiting
    for reached, is_read in ((8, False), (9, True)):
        listener.position = Position(EPOCH, reached)
        waits = asyncio.create_task(listener.wait(60))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert waits.done() is not is_read
        waits.cancel()
    again = asyncio.create_task(listener.wait(60))
    await asyncio.sleep(0)
    tell(listener, MORE)
    assert len(pipe.sent) == 1
    listener.wake()
    assert await again


async def test_who_is_woken_while_reading_reads_again_whatever_was_read() -> None:
    """What woke them stands in no log: that the stream is to end, say."""
    listener = Listener("ana", Sync(10), Pipe())
    listener.heard()
    listener.tell(NEWS)
    listener.wake()
    listener.position = Position(EPOCH, 9)
    assert await listener.wait(0)


def test_of_what_is_whispered_the_last_of_each_subject_is_kept_and_not_without_end() -> None:
    listener = Listener("ana", Sync(10))
    listener.whisper(("typing",), b"begins")
    listener.whisper(("presence",), b"here")
    listener.whisper(("typing",), b"ends")
    assert listener.take_whispers() == b"hereends"
    assert listener.take_whispers() == b""
    for number in range(2 * MOST_WHISPERS):
        listener.whisper((str(number),), b".")
    assert len(listener.take_whispers()) == MOST_WHISPERS
