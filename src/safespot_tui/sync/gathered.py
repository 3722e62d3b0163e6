"""What has come already of a stream, as one piece."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TypeVar

ItemT = TypeVar("ItemT")


async def gathered(items: AsyncGenerator[ItemT], most: int) -> AsyncGenerator[Sequence[ItemT]]:
    """Items that came together, together, and one that came alone at once; never more than `most`.

    Ends, or fails, as `items` does, once all that came before is given. It is read no further than
    one piece ahead, and closed with this.
    """
    waiting: deque[ItemT] = deque()
    something, room = asyncio.Event(), asyncio.Event()

    async def read() -> None:
        try:
            async with aclosing(items):
                async for item in items:
                    waiting.append(item)
                    something.set()
                    if len(waiting) >= most:
                        room.clear()
                        await room.wait()
        finally:
            something.set()

    reading = asyncio.create_task(read())
    try:
        while True:
            await something.wait()
            something.clear()
            # Both are looked at in one turn: nothing can come between.
            piece, ended = tuple(waiting), reading.done()
            waiting.clear()
            room.set()
            if piece:
                yield piece
            if ended:
                reading.result()
                return
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
