"""Who has been told something, and is yet to be sent it."""

import asyncio
from collections import deque

from safespot_tui.server.listener import Listener

_AT_ONCE = 100
"""Writes to sockets in one turn of the event loop: a millisecond or two."""


class Handover:
    """Sends to streams what they have been told, a few of them in each turn of the event loop.

    ::

        told ─▶ due, once each, in that order ─▶ some: one write each, for all that came until then
                                ▲                  │
                                └── next turn ◀────┘

    Between two turns requests go on, so that a message to a thousand does not hold up the next one;
    who is told of both before their turn has come is sent them together.
    """

    def __init__(self) -> None:
        self._due: deque[Listener] = deque()
        self._is_under_way = False

    def add(self, listener: Listener) -> None:
        """It has been told something, after it had been sent everything."""
        self._due.append(listener)
        if not self._is_under_way:
            self._is_under_way = True
            asyncio.get_running_loop().call_soon(self._some)

    def all(self) -> None:
        """Send everything now."""
        while self._due:
            self._due.popleft().hand_over()

    def _some(self) -> None:
        some = [self._due.popleft() for _ in range(min(_AT_ONCE, len(self._due)))]
        self._is_under_way = bool(self._due)
        if self._is_under_way:
            asyncio.get_running_loop().call_soon(self._some)
        for listener in some:
            listener.hand_over()
