"""Who has been told something, and is yet to be sent it."""

import asyncio
from collections import deque
from collections.abc import Iterable

from safespot_tui.server.listener import Listener

_AT_ONCE = 32
"""Writes to sockets in one turn of the event loop: half a millisecond. A request takes several."""


class _Message:
    """Those who are still to be sent what one transaction told them."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self.due = deque(listeners)
        self.sent = asyncio.Event()


class Handover:
    """Sends to streams what they have been told, a few of them in each turn of the event loop.

    ::

        told ─▶ a message, last in the queue ─▶ the first in the queue: one write to some of its due
                              ▲                             │
                              ├── next turn, if more are ◀──┤
                                                            └─▶ sent

    Between two turns requests go on, and messages take turns, so that one to a thousand does not
    hold up one to a few. Whoever is due already when told of another is sent both together.

    Who waits until their message has been sent, and then writes the next, cannot get ahead of those
    who are sent them: deliveries do not pile up.
    """

    def __init__(self) -> None:
        self._messages: deque[_Message] = deque()

    async def send(self, listeners: Iterable[Listener]) -> None:
        """Send to those who have been told something, after they had been sent everything."""
        message = _Message(listeners)
        if not message.due:
            return
        self._messages.append(message)
        if len(self._messages) == 1:
            asyncio.get_running_loop().call_soon(self._some)
        await message.sent.wait()

    def all(self) -> None:
        """Send everything now."""
        for message in self._messages:
            while message.due:
                message.due.popleft().hand_over()

    def _some(self) -> None:
        message = self._messages.popleft()
        try:
            for _ in range(min(_AT_ONCE, len(message.due))):
                message.due.popleft().hand_over()
        finally:
            # Whatever became of one of them, the others have their turn.
            if message.due:
                self._messages.append(message)
            else:
                message.sent.set()
            if self._messages:
                asyncio.get_running_loop().call_soon(self._some)
