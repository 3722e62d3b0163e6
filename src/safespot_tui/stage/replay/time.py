"""What reads a clock of its own is made to read the one of the event loop, while a replay runs."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from textual.notifications import Notification

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
            _put(back, import_module(module), name, monotonic)
        _put(back, import_module("textual.notifications"), "time", wall)
        made = Notification.__init__

        def make(notification: Notification, *arguments: Any, **named: Any) -> None:
            made(notification, *arguments, **named)
            notification.raised_at = wall()

        _put(back, Notification, "__init__", make)
        yield


def _put(back: ExitStack, where: Any, name: str, value: Any) -> None:
    back.callback(setattr, where, name, getattr(where, name))
    setattr(where, name, value)
