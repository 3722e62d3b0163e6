"""An event loop whose time passes only when a test says so, and in which nothing happens by itself.

::

    go(seconds) ─▶ all that can run, runs ─▶ nothing left? the next timer, if it is due by then
                        ▲                                     │
                        └──────────── time is that ◀──────────┘   none is: time is up, go() returns

There are no threads and no sockets: what is given to a worker thread is done in this one, in the
order given, a turn of the loop later. Two runs that begin the same go the same way to the end.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

from safespot_tui.stage.replay.loop import Steady
from tests.convergence.verdicts import Restless

MOST_TURNS = 20_000
"""Turns of the loop within one instant, after which something must be going in circles."""


class Halted(BaseException):
    """Raised by a job of a worker: the process that the worker belongs to is no more."""


class _NoSockets:
    """Where another loop would wait for the network, this one lets time pass."""

    def __init__(self, loop: "StillLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        self._loop.idle(timeout)
        return []

    def close(self) -> None:
        pass


class Worker:
    """Stands for one worker thread: its jobs are done one after the other, unless it is slow."""

    def __init__(self, loop: "StillLoop") -> None:
        self.slow = False
        self._halted = False
        self._loop = loop
        self._jobs: deque[tuple[Callable[..., Any], tuple[Any, ...], asyncio.Future[Any]]] = deque()

    def add(self, job: Callable[..., Any], arguments: tuple[Any, ...]) -> asyncio.Future[Any]:
        future = self._loop.create_future()
        self._jobs.append((job, arguments, future))
        self._loop.call_soon(self._next)
        return future

    def hurry(self) -> None:
        """The disk is as fast as ever again."""
        self.slow = False
        for _ in self._jobs:
            self._loop.call_soon(self._next)

    def halt(self) -> None:
        """Nothing is done any more; whoever waits for it waits for ever."""
        self._halted = True

    def _next(self) -> None:
        if self.slow or self._halted or not self._jobs:
            return
        job, arguments, future = self._jobs.popleft()
        try:
            result = job(*arguments)
        except Halted:
            self.halt()
            self._jobs.appendleft((job, arguments, future))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)


class StillLoop(Steady):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1_000.0
        self._end = self._now
        self._turns = 0
        self._clock_resolution = 1e-6
        self._selector = _NoSockets(self)
        self._workers: dict[Executor | None, Worker] = {}
        self.be_steady()

    # ---------------------------------------------------------------------------- for tests

    def go(self, seconds: float = 0.0) -> None:
        """Let everything happen that happens within `seconds`."""
        self._end = self._now + seconds
        self._turns = 0
        self.run_forever()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of something that does not take any time."""
        task = self.create_task(work)
        self.go()
        return task.result()

    def end(self) -> None:
        """Nothing goes on any more, not even what nobody waits for."""
        for task in asyncio.all_tasks(self):
            task.cancel()
        self.go()
        self.close()

    def skip(self, seconds: float) -> None:
        """Time passes and nothing runs, as when a laptop sleeps."""
        self._now += seconds

    def worker(self, executor: Executor | None) -> Worker:
        """The one that stands for `executor`."""
        if executor not in self._workers:
            self._workers[executor] = Worker(self)
        return self._workers[executor]

    # ---------------------------------------------------------------------------- for asyncio

    def time(self) -> float:
        return self._now

    def idle(self, timeout: float | None) -> None:
        if timeout == 0:
            self._turns += 1
            if self._turns >= MOST_TURNS:
                raise Restless("something is going in circles")
        elif timeout is None or self._now + timeout > self._end:
            self._now = max(self._now, self._end)
            self.stop()
        else:
            self._now += timeout
            self._turns = 0

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        return self.worker(executor).add(func, args)

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass
