"""The bytes of an event stream, on a bad line."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

import httpx
from msgspec import Struct

from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.frames import FrameCutter, is_event
from safespot_tui.instruments.faults.knob import Target
from safespot_tui.sync.clock import woken

HELD_SECONDS = 1.0
"""For how long a frame waits for the one that is to overtake it."""
MOST_WAITING = 2000
"""Frames that are late; with more, no more is read."""


class _Waiting(Struct, frozen=True):
    due: float
    content: bytes | Exception | None
    """A frame, what the stream breaks with, or its end."""


class DisturbedStream(httpx.AsyncByteStream):
    """Reads frames as they come, and lets them pass when they are due.

    ::

        network ──▶ cut into frames ──▶ dropped? doubled? held? late? ──▶ queue ──▶ client
                                              cut: half of it, and then a broken connection ─┘
    """

    def __init__(
        self, stream: httpx.AsyncByteStream, faults: Faults, line: str, of: int | None
    ) -> None:
        """`line` is that of the request, `of` its entry in the trace."""
        self.line = line
        self._of = of
        self._stream = stream
        self._faults = faults
        self._clock = faults.clock
        self._queue = deque[_Waiting]()
        self._last_due = 0.0
        self._held: bytes | None = None
        self._held_until = 0.0
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()
        self._is_cut = False
        self._reading: asyncio.Task[None] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """What of it gets here."""
        self._reading = asyncio.create_task(self._read())
        self._faults.open_streams.add(self)
        while (content := await self._next()) is not None:
            if isinstance(content, Exception):
                raise content
            yield content

    async def aclose(self) -> None:
        """Hang up."""
        self._faults.open_streams.discard(self)
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])
        await self._stream.aclose()

    def cut(self) -> None:
        """Break off, whatever is still waiting."""
        self._is_cut = True
        self.wake()

    def wake(self) -> None:
        """Look again at what is due."""
        self._changed.set()

    # ---------------------------------------------------------------------------- to the client

    async def _next(self) -> bytes | Exception | None:
        while True:
            self._faults.strike_by_clock()
            if self._is_cut:
                return _broken(self.line)
            now = self._clock.monotonic()
            if self._held is not None and now >= self._held_until:
                self._let_go()
            if self._queue and self._queue[0].due <= now:
                self._taken.set()
                return self._queue.popleft().content
            await woken(self._clock, self._changed, self._seconds_to_wait(now))

    def _seconds_to_wait(self, now: float) -> float | None:
        due = [self._queue[0].due - now] if self._queue else []
        due += [self._held_until - now] if self._held is not None else []
        by_clock = self._faults.due_in()
        due += [by_clock] if by_clock is not None else []
        return min(due, default=None)

    # ---------------------------------------------------------------------------- from the server

    async def _read(self) -> None:
        cutter = FrameCutter()
        try:
            async for chunk in self._stream:
                for frame in cutter.feed(chunk):
                    if not self._admit(frame):
                        return
                while len(self._queue) > MOST_WAITING:
                    self._taken.clear()
                    await self._taken.wait()
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            end: Exception | None = error
        else:
            end = None
        self._let_go()
        if cutter.rest:
            self._put(cutter.rest)
        self._put(end)

    def _admit(self, frame: bytes) -> bool:
        """Let a frame in, or do to it what is to be done; whether there may be another one."""
        if not is_event(frame):
            self._put(frame)
            return True
        text, faults = f"{self.line}\n{frame.decode(errors='replace')}", self._faults
        if faults.strikes("drop frames", text, self._of):
            return True
        late = faults.delay(Target.FRAMES, text, self._of)
        if faults.strikes("cut streams", text, self._of):
            self._put(frame[: len(frame) // 2], late)
            self._put(_broken(self.line))
            return False
        copies = 2 if faults.strikes("duplicate frames", text, self._of) else 1
        if self._held is None and faults.strikes("reorder frames", text, self._of):
            self._held, self._held_until = frame * copies, self._clock.monotonic() + HELD_SECONDS
            self.wake()
            return True
        self._put(frame * copies, late)
        self._let_go()
        return True

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._put(held)

    def _put(self, content: bytes | Exception | None, late: float = 0.0) -> None:
        # What comes later is never there sooner.
        self._last_due = max(self._last_due, self._clock.monotonic() + late)
        self._queue.append(_Waiting(self._last_due, content))
        self.wake()


def _broken(line: str) -> httpx.ReadError:
    return httpx.ReadError(f"broken off by a fault knob: {line}")
