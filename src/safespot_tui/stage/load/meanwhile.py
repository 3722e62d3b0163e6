"""Things that go on while something else does."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def going_on(works: Iterable[Coroutine[Any, Any, None]]) -> AsyncGenerator[None]:
    """All of these, as long as this is open; then they are cancelled.

    What one of them fails with comes out in an `ExceptionGroup`.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()


async def first_of(*works: Awaitable[Any], seconds: float | None = None) -> None:
    """Come back when one of these is done, or after `seconds`; the others are cancelled.

    Raises what one of them failed with.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _others = await asyncio.wait(
            tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
