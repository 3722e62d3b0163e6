"""Waiting for what a worker or a thread brings about."""

import asyncio
from collections.abc import Callable

MAX_LOOKS = 3_000
SECONDS_BETWEEN = 0.01


async def until(condition: Callable[[], bool]) -> None:
    """Come back when it is so; fail if it is not so within half a minute."""
    for _look in range(MAX_LOOKS):
        if condition():
            return
        await asyncio.sleep(SECONDS_BETWEEN)
    raise AssertionError("it did not come about")
