"""What reads a clock of its own is made to read the one of the event loop, while a replay runs."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from importlib import import_module

from textual.notifications import Notification

from safespot_tui.stage.replay.apart import put

_MONOTONIC = (
    ("textual._time", "get_time"),
    ("textual._time", "time"),
    ("textual.message_pump", "time"),
    ("textual.widget", "monotonic"),
    ("textual.worker", "monotonic"),
    ("safespot_tui.tui.beat", "monotonic"),
    ("safespot_tui.tui.screen", "monotonic"),
    ("safespot_tui.tui.notifications.notifier", "seconds"),
)
"""Modules, and the names under which they have a clock that only grows."""

Seconds = Callable[[], float]


@contextmanager
def one_time(monotonic: Seconds, wall: Seconds) -> Generator[None]:
    """Within it, there is one time: `monotonic`, and `wall` in seconds since 1970."""
    with ExitStack() as back:
        for module, name in _MONOTONIC:
            put(back, import_module(module), name, monotonic)
        put(back, import_module("textual.notifications"), "time", wall)
        # Textual's own comes back half a millisecond early. Who then finds that it is not time yet
        # would be woken again and again, while time stands still.
        put(back, import_module("textual.timer"), "sleep", asyncio.sleep)
        # A class has it from the moment of its making: only where it is kept can it be another.
        back.callback(delattr, Notification, "raised_at")
        Notification.raised_at = _Raised(wall)  # pyright: ignore[reportAttributeAccessIssue]
        yield


class _Raised:
    """The time at which a notification was made."""

    def __init__(self, wall: Seconds) -> None:
        self._wall = wall

    def __get__(self, notification: Notification, _owner: type[Notification]) -> float:
        return notification.__dict__["raised_at"]

    def __set__(self, notification: Notification, _machine_time: float) -> None:
        notification.__dict__["raised_at"] = self._wall()
