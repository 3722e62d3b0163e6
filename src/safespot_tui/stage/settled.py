# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001 - uses private parts of Textual, which is pinned
"""Waiting until an app has nothing left to do, however slow the machine is."""

import asyncio
from collections.abc import Iterator
from typing import Any

from textual.message_pump import MessagePump

LOOKS_AT_REST = 3
"""How often in a row nothing may be left to do."""
LOOKS_AT_ONCE = 100
"""After so many looks, whoever is busy waits for something itself."""
SECONDS_BETWEEN = 0.002
MOST_LOOKS = 10_000


class Restless(Exception):
    """An app that does not come to rest, or has ended."""


async def settled(app: Any) -> None:
    """Come back when everything that was asked for is on the screen. Raises `Restless`.

    Textual's own `pause` takes a process that gets no time for one that needs none.
    """
    looks = 0
    for _look in range(MOST_LOOKS):
        if not app.is_running:
            raise Restless("the app has ended")
        await processed(app)
        app.screen._on_timer_update()
        if _is_at_rest(app):
            looks += 1
            if looks == LOOKS_AT_REST:
                return
            await asyncio.sleep(0)
        else:
            looks = 0
            await asyncio.sleep(SECONDS_BETWEEN)
    raise Restless("the app does not come to rest")


async def processed(app: Any, seconds: float = 30.0) -> bool:
    """Come back when no widget of the screen has a message left; False if one raised.

    Instead of the `Pilot._wait_for_screen` of Textual, which sends a message to each of them: that
    is half of what it takes to drive an app.
    """
    for look in range(LOOKS_AT_ONCE + int(seconds / SECONDS_BETWEEN)):
        # What was asked for just now may take a turn of the loop to become a message.
        await asyncio.sleep(SECONDS_BETWEEN if look > LOOKS_AT_ONCE else 0)
        if app._exception_event.is_set() or not app.screen_stack:
            return False
        if look and all(map(_has_processed_all, (app, *app.screen.walk_children(with_self=True)))):
            return True
    raise Restless("a widget does not come to an end with its messages")


def _has_processed_all(pump: Any) -> bool:
    if pump._closing or pump._closed:
        return True
    queue = pump._message_queue
    waits_for_a_message = bool(queue.ready_event._waiters)
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
