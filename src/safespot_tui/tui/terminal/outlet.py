"""Bytes to a terminal, without ever waiting for it.

::

    flowing ──(takes no more)──▶ full ──(everything was taken)──▶ flowing
"""

import os
import select
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import Self, TextIO

LAST_SECONDS = 2.0
"""For how long a terminal that takes nothing is waited for at the end."""


class Outlet:
    """Writes at once what the terminal takes, and the rest as soon as it does."""

    def __init__(self, loop: AbstractEventLoop, descriptor: int) -> None:
        """`descriptor` is non-blocking, and closed at the end."""
        self._loop = loop
        self._descriptor = descriptor
        self._rest = b""
        self._emptied: Callable[[], None] | None = None

    @classmethod
    def beside(cls, loop: AbstractEventLoop, terminal: TextIO | None) -> Self | None:
        """An outlet to the same terminal, or None where it cannot be opened once more.

        A descriptor of its own: to be non-blocking is a property that all who inherited the
        terminal would share.
        """
        if terminal is None:
            return None
        try:
            name = os.ttyname(terminal.fileno())
            return cls(loop, os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK))
        except OSError:
            return None

    @classmethod
    def into_pipe(cls, loop: AbstractEventLoop, descriptor: int) -> Self:
        """An outlet to a pipe that nobody else writes to."""
        ours = os.dup(descriptor)
        os.set_blocking(ours, False)
        return cls(loop, ours)

    @property
    def is_full(self) -> bool:
        """Whether something waits for the terminal."""
        return bool(self._rest)

    def when_emptied(self, call: Callable[[], None]) -> None:
        """Have something called, once, when nothing waits any more."""
        self._emptied = call

    def write(self, text: str) -> None:
        """Send text."""
        self.send(text.encode("utf-8", "replace"))

    def send(self, data: bytes) -> None:
        """Send bytes."""
        if self._rest:
            self._rest += data
            return
        self._rest = self._taken(data)
        if self._rest:
            self._loop.add_writer(self._descriptor, self._go_on)

    def close(self) -> None:
        """Send what is left, if the terminal takes it soon."""
        self._loop.remove_writer(self._descriptor)
        deadline = time.monotonic() + LAST_SECONDS
        while self._rest and (left := deadline - time.monotonic()) > 0:
            if select.select([], [self._descriptor], [], left)[1]:
                self._rest = self._taken(self._rest)
        os.close(self._descriptor)

    def _go_on(self) -> None:
        self._rest = self._taken(self._rest)
        if self._rest:
            return
        self._loop.remove_writer(self._descriptor)
        emptied, self._emptied = self._emptied, None
        if emptied is not None:
            emptied()

    def _taken(self, data: bytes) -> bytes:
        """Write what can be written; gives what is left. A terminal that is gone takes all."""
        try:
            return data[os.write(self._descriptor, data) :]
        except BlockingIOError:
            return data
        except OSError:
            return b""
