"""Items that came together are given together, and nothing is lost where a stream ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from safespot_tui.sync.gathered import gathered


class Stream:
    """Gives the numbers that were put into it, all that are there before it waits."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[int | Exception | None] = asyncio.Queue()
        self.taken = 0
        self.closed = False

    async def items(self) -> AsyncGenerator[int]:
        try:
            while (item := await self.queue.get()) is not None:
                if isinstance(item, Exception):
                    raise item
                self.taken += 1
                yield item
        finally:
            self.closed = True


async def test_what_came_together_is_one_piece_of_bounded_size() -> None:
    stream = Stream()
    async with aclosing(gathered(stream.items(), most=3)) as pieces:
        stream.queue.put_nowait(1)
        assert await anext(pieces) == (1,)
        for number in range(2, 9):
            stream.queue.put_nowait(number)
        assert await anext(pieces) == (2, 3, 4)
        assert await anext(pieces) == (5, 6, 7)
        assert await anext(pieces) == (8,)
    assert stream.closed


async def test_it_reads_no_further_ahead_than_one_piece() -> None:
    stream = Stream()
    for number in range(10):
        stream.queue.put_nowait(number)
    async with aclosing(gathered(stream.items(), most=3)) as pieces:
        assert len(await anext(pieces)) == 3
        for _ in range(5):
            await asyncio.sleep(0)
        assert stream.taken <= 6


async def test_what_came_before_the_end_is_given_first() -> None:
    stream = Stream()
    for item in (1, 2, None):
        stream.queue.put_nowait(item)
    async with aclosing(gathered(stream.items(), most=9)) as pieces:
        assert [number async for piece in pieces for number in piece] == [1, 2]
    assert stream.closed


async def test_what_came_before_a_failure_is_given_first() -> None:
    stream = Stream()
    for item in (1, ValueError("broken")):
        stream.queue.put_nowait(item)
    async with aclosing(gathered(stream.items(), most=9)) as pieces:
        assert await anext(pieces) == (1,)
        with pytest.raises(ValueError, match="broken"):
            await anext(pieces)


async def test_who_is_cancelled_while_waiting_closes_the_stream() -> None:
    stream = Stream()

    async def wait() -> None:
        async with aclosing(gathered(stream.items(), most=9)) as pieces:
            await anext(pieces)

    waiting = asyncio.create_task(wait())
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stream.closed
