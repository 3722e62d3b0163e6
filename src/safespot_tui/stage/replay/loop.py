"""An event loop in which time is counted, not waited for: two runs of the same go the same way.

::

    all that can run, runs ──▶ at rest: whoever waits for that goes on ──▶ nobody: the next timer
             ▲                                    │                                │
             └────────────────────────────────────┴────── time is that ◀───────────┘

There are no threads and no sockets: what is given to a worker is done at once, in this thread, and
its result is there a turn of the loop later. Libraries that let time jump (looptime, aiotools,
async-solipsism) leave threads as they are, or refuse them: an archive that is written in one would
be done at another moment each time.
"""

import asyncio
import itertools
import math
import selectors
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from time import monotonic
from typing import Any, cast

ORIGIN = 1_000.0
"""The time at which a loop begins."""

MOST_TURNS = 1_000_000
"""Within one instant."""


class _Numbered(asyncio.Task[Any]):
    """A task whose place in a set does not depend on where in memory it is."""

    def __init__(self, work: Any, number: int, **options: Any) -> None:
        self._number = number
        super().__init__(work, **options)

    def __hash__(self) -> int:
        return self._number


class Steady(asyncio.BaseEventLoop):
    """What makes a loop go the same way each time: no threads, and tasks that are numbered."""

    def be_steady(self) -> None:
        """To be called once."""
        self._numbers = itertools.count()
        super().set_task_factory(cast("Any", self._new_task))

    def set_task_factory(self, factory: Any) -> None:
        """Textual would have tasks begin in the middle of others."""

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Done when this returns."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            future.set_exception(error)
        return future

    def _new_task(self, _loop: Any, work: Any, **options: Any) -> asyncio.Task[Any]:
        return _Numbered(work, next(self._numbers), loop=self, **options)


class _NoSockets:
    """Where another loop would wait for the network, this one lets time pass."""

    def __init__(self, loop: "ReplayLoop") -> None:
        self._loop = loop

    def select(self, _timeout: float | None) -> list[Any]:
        self._loop.pass_time()
        return []

    def close(self) -> None:
        pass


class Stuck(Exception):
    """Everything waits, and nothing will come; or something goes in circles, and no time passes."""


class ReplayLoop(Steady):
    """See the module."""

    _ready: deque[Any]
    _scheduled: list[asyncio.TimerHandle]

    def __init__(self) -> None:
        super().__init__()
        self._now = ORIGIN
        self._turns = 0
        # What is due a little later is due later: who is woken early would wait again, for ever.
        self._clock_resolution = 0.0
        self._selector = _NoSockets(self)
        self._resting: list[asyncio.Future[None]] = []
        self.be_steady()

    def time(self) -> float:
        """Seconds; they stand still while anything runs."""
        return self._now

    async def rest(self) -> None:
        """Come back when all others wait for time to pass."""
        future = self.create_future()
        self._resting.append(future)
        await future

    def pass_time(self) -> None:
        """If nothing can run, let it be as late as it has to be. Raises `Stuck`."""
        if self._ready:
            self._turns += 1
            if self._turns > MOST_TURNS:
                raise Stuck
            return
        due = self._scheduled[0].when() if self._scheduled else None
        if self._resting and (due is None or due > self._now):
            resting, self._resting = self._resting, []
            for future in resting:
                if not future.done():
                    future.set_result(None)
        elif due is None:
            raise Stuck
        else:
            # To the loop, what is due at this very moment is not due yet.
            self._now = math.nextafter(max(self._now, due), math.inf)
            self._turns = 0

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class LiveLoop(Steady, asyncio.SelectorEventLoop):
    """The same in a time that passes, for somebody to look on; `speed` times as fast as it does."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = monotonic()
        super().__init__(_Quickened(speed))
        self.be_steady()

    def time(self) -> float:
        """Seconds, as they passed when it was recorded."""
        return ORIGIN + (monotonic() - self._began) * self._speed

    async def rest(self) -> None:
        """Come back after a turn: here, time passes anyway."""
        await asyncio.sleep(0)


class _Quickened(selectors.DefaultSelector):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[Any]:
        return super().select(timeout / self._speed if timeout else timeout)
