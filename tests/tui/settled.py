"""Waiting until an app has nothing left to do, however slow the machine is."""

import asyncio
from collections.abc import Iterator
from typing import Any

from textual._wait import wait_for_idle
from textual.message_pump import MessagePump
from textual.pilot import WaitForScreenTimeout

LOOKS_AT_REST = 3
"""How often in a row nothing may be left to do."""
LOOKS_AT_ONCE = 100
"""After so many looks, whoever is busy waits for something itself."""
SECONDS_BETWEEN = 0.002
MOST_LOOKS = 10_000
SECONDS_SOON = 0.02


async def settled(pilot: Any) -> None:
    """Come back when everything that was asked for is on the screen; fail if that never is.

    Textual's own `pause` takes a process that gets no time for one that needs none.
    """
    app, looks = pilot.app, 0
    for _look in range(MOST_LOOKS):
        assert app.is_running, "the app has ended"
        await processed(pilot)
        app.screen._on_timer_update()
        if _is_at_rest(app):
            looks += 1
            if looks == LOOKS_AT_REST:
                return
            await asyncio.sleep(0)
        else:
            looks = 0
            await asyncio.sleep(SECONDS_BETWEEN)
    raise AssertionError("the app does not come to rest")


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


async def processed(pilot: Any, timeout: float = 30.0) -> bool:  # noqa: ASYNC109 - as Textual's own
    """Come back when no widget of the screen has a message left; False if one raised.

    Instead of `Pilot._wait_for_screen`, which sends a message to each of them, and that is half
    of what a test of an app takes.
    """
    app = pilot.app
    for look in range(LOOKS_AT_ONCE + int(timeout / SECONDS_BETWEEN)):
        # What was asked for just now may take a turn of the loop to become a message.
        await asyncio.sleep(SECONDS_BETWEEN if look > LOOKS_AT_ONCE else 0)
        if app._exception_event.is_set() or not app.screen_stack:
            return False
        if look and all(map(_has_processed_all, (app, *app.screen.walk_children(with_self=True)))):
            return True
    raise WaitForScreenTimeout("a widget does not come to an end with its messages")


def _has_processed_all(pump: MessagePump) -> bool:
    if pump._closing or pump._closed:
        return True
    queue = pump._message_queue
    waits_for_a_message = bool(queue.ready_event._waiters)  # pyright: ignore[reportAttributeAccessIssue]
    return waits_for_a_message and not queue.values and pump._pending_message is None


def _is_at_rest(app: Any) -> bool:
    screen = app.screen
    return (
        not any(pump._next_callbacks or pump.message_queue_size for pump in _pumps(app))
        and screen._compositor.size == app._driver._size
        and not any(each.beat.is_waiting for each in app.screen_stack if hasattr(each, "beat"))
        and not app._keys._waiting
        and app._keys._busy_with is None
        and not (screen._layout_required or screen._scroll_required)
        and not (screen._repaint_required or screen._dirty_widgets or screen._callbacks)
    )


def _pumps(app: Any) -> Iterator[MessagePump]:
    yield app
    for screen in app.screen_stack:
        yield from screen.walk_children(with_self=True)
