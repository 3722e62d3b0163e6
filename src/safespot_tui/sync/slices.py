"""What takes long to read, read beside the loop."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

SliceT = TypeVar("SliceT")


async def beside(slices: Generator[SliceT]) -> AsyncGenerator[SliceT]:
    """What a generator gives, which runs in a thread of its own, and only while it is asked.

    It is closed there, too: whoever asks no more need not wait for what is being read.
    """
    loop = asyncio.get_running_loop()
    worker = ThreadPoolExecutor(1, thread_name_prefix="reading")
    try:
        while (some := await loop.run_in_executor(worker, next, slices, None)) is not None:
            yield some
    finally:
        worker.submit(slices.close)
        worker.shutdown(wait=False)
