"""A pilot that looks whether an app has done all, where Textual's own sleeps and asks."""

import asyncio
from typing import Any

from textual._wait import wait_for_idle
from textual.pilot import Pilot

from safespot_tui.stage.settled import LOOKS_AT_REST, processed

SECONDS_SOON = 0.02


async def processed_by(
    pilot: Pilot[Any],
    timeout: float = 30.0,  # noqa: ASYNC109 - as Textual's own
) -> bool:
    """In place of `Pilot._wait_for_screen`."""
    return await processed(pilot.app, timeout)


async def nothing_runs(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Come back when nothing runs, nor is due within 20 ms; or after `max_sleep` seconds.

    Instead of the `wait_for_idle` of Textual, which sleeps for 20 ms before it looks, twice a key.
    """
    loop: Any = asyncio.get_running_loop()
    until, looks = loop.time() + max_sleep, 0
    while loop.time() < until:
        await asyncio.sleep(0)
        soon = loop.time() + SECONDS_SOON
        due = [timer.when() for timer in loop._scheduled if not timer._cancelled]
        if loop._ready:
            looks = 0
        elif _is_working(loop._default_executor):
            await wait_for_idle(min_sleep, until - loop.time())
            return
        elif due and min(due) < soon:
            looks = 0
            await asyncio.sleep(max(0.0, min(due) - loop.time()))
        elif (looks := looks + 1) == LOOKS_AT_REST:
            return


def _is_working(executor: Any) -> bool:
    """Whether a thread has something to do, or will have."""
    if executor is None:
        return False
    return executor._work_queue.qsize() > 0 or executor._idle_semaphore._value < len(
        executor._threads
    )
